-- id: IA14
-- title: GitHub Actions may take on a role from every repository
-- severity: critical
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: Everybody with a repository on GitHub can use it.
-- remedy: Compare the subject with your repository and branch.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, CASE WHEN s.PRINCIPAL IS NOT NULL THEN TRUE WHEN t.RESOURCE_ARN IS NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN t.RESOURCE_ARN IS NULL THEN 'Its trust policy has no statement that can be read.'
    ELSE 'It trusts GitHub without comparing the subject.'
  END AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE = 'Federated'
  AND s.PRINCIPAL LIKE '%token.actions.githubusercontent.com'
  AND (
    NOT REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?":[{](([^{}]|[$][{][^{}]*[}])*,)?"token.actions.githubusercontent.com:sub":.*')
    OR REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"token.actions.githubusercontent.com:sub":([[][^]]*)?"([*?][^"]*|repo:[^/"]*[*?][^"]*)".*')
  )
LEFT JOIN (
  SELECT DISTINCT t.ACCOUNT_ID, t.RESOURCE_ARN FROM IAM_POLICY_STATEMENTS AS t WHERE t.POLICY_KIND = 'trust'
) AS t
  ON t.ACCOUNT_ID = r.ACCOUNT_ID AND t.RESOURCE_ARN = r.RESOURCE_ARN
