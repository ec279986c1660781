-- id: IA07
-- title: An administrator has no MFA device
-- severity: critical
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_policies
-- why: Who guesses or steals one password has the account.
-- remedy: Give the user an MFA device.
-- evidence: POLICY, VIA
-- per: finding
SELECT
  u.*,
  CASE
    WHEN a.PRINCIPAL_NAME IS NOT NULL THEN u.MFA_DEVICE_COUNT = 0
    WHEN n.PRINCIPAL_NAME IS NOT NULL AND COALESCE(u.MFA_DEVICE_COUNT, 0) = 0 THEN NULL
    ELSE FALSE
  END AS FAILED,
  CASE
    WHEN a.PRINCIPAL_NAME IS NULL THEN 'What a policy of it allows is not known, and it has no MFA device that is known.'
    WHEN u.MFA_DEVICE_COUNT IS NULL THEN 'It may do everything, and its MFA devices are not known.'
    ELSE 'It may do everything and has no MFA device.'
  END AS REASON,
  a.POLICY, a.VIA
FROM IAM_USERS AS u
LEFT JOIN (
  SELECT s.ACCOUNT_ID, s.PRINCIPAL_TYPE, s.PRINCIPAL_NAME, s.POLICY_NAME AS POLICY, s.VIA
  FROM IAM_EFFECTIVE_STATEMENTS AS s
  WHERE s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*'
  UNION
  SELECT a.ACCOUNT_ID, a.PRINCIPAL_TYPE, a.PRINCIPAL_NAME, a.POLICY_ARN, COALESCE(a.GROUP_NAME, a.VIA)
  FROM IAM_ATTACHMENTS AS a
  WHERE a.POLICY_ARN LIKE 'arn:%:iam::aws:policy/AdministratorAccess' AND a.VIA <> 'boundary'
) AS a
  ON a.ACCOUNT_ID = u.ACCOUNT_ID AND a.PRINCIPAL_TYPE = 'user' AND a.PRINCIPAL_NAME = u.USER_NAME
LEFT JOIN (
  SELECT DISTINCT x.ACCOUNT_ID, x.PRINCIPAL_TYPE, x.PRINCIPAL_NAME FROM IAM_UNREAD_POLICIES AS x
) AS n
  ON n.ACCOUNT_ID = u.ACCOUNT_ID AND n.PRINCIPAL_TYPE = 'user' AND n.PRINCIPAL_NAME = u.USER_NAME
