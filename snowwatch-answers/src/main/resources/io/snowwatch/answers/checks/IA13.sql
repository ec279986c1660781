-- id: IA13
-- title: An unknown account is trusted
-- severity: medium
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: Nobody who reads these data knows whose account it is.
-- remedy: See whose account it is; harvest it too if it is yours.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, CASE WHEN s.PRINCIPAL IS NOT NULL THEN TRUE WHEN t.RESOURCE_ARN IS NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN t.RESOURCE_ARN IS NULL THEN 'Its trust policy has no statement that can be read.'
    ELSE 'It trusts an account that is not among those harvested.'
  END AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN (
  SELECT s.ACCOUNT_ID, s.RESOURCE_ARN, s.PRINCIPAL, s.CONDITION
  FROM IAM_POLICY_STATEMENTS AS s
  LEFT JOIN (SELECT DISTINCT x.ACCOUNT_ID FROM SCOPES AS x) AS o
    ON o.ACCOUNT_ID = CASE WHEN s.PRINCIPAL LIKE 'arn:%' THEN SPLIT_PART(s.PRINCIPAL, ':', 5) ELSE s.PRINCIPAL END
  WHERE s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow' AND s.PRINCIPAL_TYPE = 'AWS' AND (s.PRINCIPAL LIKE 'arn:%' OR TRY_CAST(s.PRINCIPAL AS BIGINT) IS NOT NULL) AND o.ACCOUNT_ID IS NULL
) AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
LEFT JOIN (
  SELECT DISTINCT t.ACCOUNT_ID, t.RESOURCE_ARN FROM IAM_POLICY_STATEMENTS AS t WHERE t.POLICY_KIND = 'trust'
) AS t
  ON t.ACCOUNT_ID = r.ACCOUNT_ID AND t.RESOURCE_ARN = r.RESOURCE_ARN
