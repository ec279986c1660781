-- id: IA10
-- title: AWSCloudShellFullAccess is attached
-- severity: low
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles
-- cis: v3 1.22, v5 1.21, v6 2.21
-- why: Files can be carried out of the account through CloudShell.
-- remedy: Attach a policy without file transfer.
-- evidence: POLICY_ARN
-- per: finding
-- looks: each
SELECT
  p.*, a.POLICY_ARN IS NOT NULL AS FAILED, 'AWSCloudShellFullAccess is attached to it.' AS REASON, a.POLICY_ARN
FROM IAM_PRINCIPALS AS p
LEFT JOIN IAM_ATTACHMENTS AS a
  ON a.ACCOUNT_ID = p.ACCOUNT_ID AND a.PRINCIPAL_TYPE = p.PRINCIPAL_TYPE AND a.PRINCIPAL_NAME = p.PRINCIPAL_NAME
  AND a.VIA = 'direct' AND a.POLICY_ARN LIKE 'arn:%:iam::aws:policy/AWSCloudShellFullAccess'
