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
  r.*, s.PRINCIPAL IS NOT NULL AS FAILED, 'It trusts GitHub without comparing the subject.' AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE = 'Federated'
  AND s.PRINCIPAL LIKE '%token.actions.githubusercontent.com'
  AND (
    LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) NOT LIKE '%token.actions.githubusercontent.com:sub"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%token.actions.githubusercontent.com:sub":"*"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%token.actions.githubusercontent.com:sub":["*"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%token.actions.githubusercontent.com:sub":"repo:*"%'
    OR LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) LIKE '%token.actions.githubusercontent.com:sub":["repo:*"%'
  )
