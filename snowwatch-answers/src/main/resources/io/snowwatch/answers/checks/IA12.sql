-- id: IA12
-- title: Another account may take on a role without an external id
-- severity: medium
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: A service provider can be talked into using the role for somebody else.
-- remedy: Ask for sts:ExternalId or aws:PrincipalOrgID.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, CASE WHEN s.PRINCIPAL IS NOT NULL THEN TRUE WHEN t.RESOURCE_ARN IS NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN t.RESOURCE_ARN IS NULL THEN 'Its trust policy has no statement that can be read.'
    ELSE 'Another account may take it on, and need not say an external id.'
  END AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE = 'AWS' AND (s.PRINCIPAL LIKE 'arn:%' OR TRY_CAST(s.PRINCIPAL AS BIGINT) IS NOT NULL)
  AND CASE WHEN s.PRINCIPAL LIKE 'arn:%' THEN SPLIT_PART(s.PRINCIPAL, ':', 5) ELSE s.PRINCIPAL END <> r.ACCOUNT_ID
  AND (s.NOT_ACTION IS NOT NULL OR LOWER('sts:AssumeRole') LIKE REPLACE(LOWER(s.ACTION), '*', '%'))
  AND (
    NOT REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?":[{](([^{}]|[$][{][^{}]*[}])*,)?"sts:externalid":.*')
    OR REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"sts:externalid":([[][^]]*)?"[*?]+".*')
  )
  AND NOT REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?":[{](([^{}]|[$][{][^{}]*[}])*,)?"aws:principalorgid":.*')
LEFT JOIN (
  SELECT DISTINCT t.ACCOUNT_ID, t.RESOURCE_ARN FROM IAM_POLICY_STATEMENTS AS t WHERE t.POLICY_KIND = 'trust'
) AS t
  ON t.ACCOUNT_ID = r.ACCOUNT_ID AND t.RESOURCE_ARN = r.RESOURCE_ARN
