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
  r.*, s.PRINCIPAL IS NOT NULL AS FAILED, 'Another account may take it on, and need not say an external id.' AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE = 'AWS' AND (s.PRINCIPAL LIKE 'arn:%' OR TRY_CAST(s.PRINCIPAL AS BIGINT) IS NOT NULL)
  AND CASE WHEN s.PRINCIPAL LIKE 'arn:%' THEN SPLIT_PART(s.PRINCIPAL, ':', 5) ELSE s.PRINCIPAL END <> r.ACCOUNT_ID
  AND LOWER('sts:AssumeRole') LIKE REPLACE(LOWER(s.ACTION), '*', '%')
  AND (
    LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) NOT LIKE '%"sts:externalid"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%"sts:externalid":"*"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%"sts:externalid":["*"%'
  )
  AND LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) NOT LIKE '%"aws:principalorgid"%'
