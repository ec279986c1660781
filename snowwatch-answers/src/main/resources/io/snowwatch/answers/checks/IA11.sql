-- id: IA11
-- title: Everybody may take on a role
-- severity: critical
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: Every AWS account in the world can use it.
-- remedy: Name the accounts or services that may.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, CASE WHEN s.PRINCIPAL IS NOT NULL THEN TRUE WHEN t.RESOURCE_ARN IS NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN t.RESOURCE_ARN IS NULL THEN 'Its trust policy has no statement that can be read.'
    ELSE 'Its trust policy names everybody, without a condition.'
  END AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE IN ('*', 'AWS') AND s.PRINCIPAL = '*'
  AND (s.CONDITION IS NULL OR CAST(s.CONDITION AS VARCHAR) IN ('{}', 'null'))
LEFT JOIN (
  SELECT DISTINCT t.ACCOUNT_ID, t.RESOURCE_ARN FROM IAM_POLICY_STATEMENTS AS t WHERE t.POLICY_KIND = 'trust'
) AS t
  ON t.ACCOUNT_ID = r.ACCOUNT_ID AND t.RESOURCE_ARN = r.RESOURCE_ARN
