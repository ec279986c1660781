-- id: IA03
-- title: An inline policy allows everything
-- severity: critical
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles
-- cis: v3 1.16, v5 1.15, v6 2.15
-- why: Who has it can do everything in the account.
-- remedy: Allow only the actions and resources that are needed.
-- evidence: POLICY_NAME, SID, CONDITION
-- per: finding
-- looks: each
SELECT
  p.*, CASE WHEN s.POLICY_NAME IS NOT NULL THEN TRUE WHEN n.PRINCIPAL_NAME IS NOT NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN s.POLICY_NAME IS NULL AND n.PRINCIPAL_NAME IS NOT NULL THEN 'An inline policy has no statement that can be read.'
    ELSE 'An inline policy allows every action on every resource.'
  END AS REASON,
  s.POLICY_NAME, s.SID, s.CONDITION
FROM IAM_PRINCIPALS AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.HOLDER_TYPE = p.PRINCIPAL_TYPE AND s.HOLDER_NAME = p.PRINCIPAL_NAME
  AND s.POLICY_KIND = 'inline' AND s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*'
LEFT JOIN (
  SELECT DISTINCT x.ACCOUNT_ID, x.PRINCIPAL_TYPE, x.PRINCIPAL_NAME FROM IAM_UNREAD_POLICIES AS x WHERE x.KIND = 'own'
) AS n
  ON n.ACCOUNT_ID = p.ACCOUNT_ID AND n.PRINCIPAL_TYPE = p.PRINCIPAL_TYPE AND n.PRINCIPAL_NAME = p.PRINCIPAL_NAME
