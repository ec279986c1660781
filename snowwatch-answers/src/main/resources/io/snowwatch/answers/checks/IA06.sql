-- id: IA06
-- title: A user has no MFA device
-- severity: high
-- resource: AWS::IAM::User
-- needs: iam_users
-- cis: v3 1.10, v5 1.9, v6 2.9
-- why: A password alone can be guessed or stolen.
-- remedy: Give the user an MFA device, or take its password away.
SELECT
  u.*, u.MFA_DEVICE_COUNT = 0 AS FAILED,
  CASE
    WHEN u.MFA_DEVICE_COUNT IS NULL THEN 'Its MFA devices are not known.'
    ELSE 'It has no MFA device. Whether it has a password is not collected: without one it needs none.'
  END AS REASON
FROM IAM_USERS AS u
