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
SELECT
  p.*, s.POLICY_NAME IS NOT NULL AS FAILED, 'An inline policy allows every action on every resource.' AS REASON,
  s.POLICY_NAME, s.SID, s.CONDITION
FROM IAM_PRINCIPALS AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.HOLDER_TYPE = p.PRINCIPAL_TYPE AND s.HOLDER_NAME = p.PRINCIPAL_NAME
  AND s.POLICY_KIND = 'inline' AND s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*'
