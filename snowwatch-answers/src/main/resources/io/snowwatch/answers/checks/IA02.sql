-- id: IA02
-- title: AdministratorAccess is attached
-- severity: high
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles
-- cis: v3 1.16, v5 1.15, v6 2.15
-- why: Who has it can do everything in the account.
-- remedy: Allow only the actions and resources that are needed.
-- evidence: POLICY_ARN
-- per: finding
-- looks: each
SELECT
  p.*, a.POLICY_ARN IS NOT NULL AS FAILED, 'AdministratorAccess is attached to it.' AS REASON, a.POLICY_ARN
FROM IAM_PRINCIPALS AS p
LEFT JOIN IAM_ATTACHMENTS AS a
  ON a.ACCOUNT_ID = p.ACCOUNT_ID AND a.PRINCIPAL_TYPE = p.PRINCIPAL_TYPE AND a.PRINCIPAL_NAME = p.PRINCIPAL_NAME
  AND a.VIA = 'direct' AND a.POLICY_ARN LIKE 'arn:%:iam::aws:policy/AdministratorAccess'
