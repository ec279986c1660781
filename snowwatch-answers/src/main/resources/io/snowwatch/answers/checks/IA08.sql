-- id: IA08
-- title: Every MFA device of a user is virtual
-- severity: informational
-- resource: AWS::IAM::User
-- needs: iam_users
-- why: What is on a telephone is lost or copied with it.
-- remedy: Give those who may do much a hardware or FIDO device.
SELECT
  u.*, u.MFA_DEVICE_COUNT > 0 AND d.USER_NAME IS NULL AS FAILED,
  CASE WHEN u.MFA_DEVICE_COUNT IS NULL THEN 'Its MFA devices are not known.' ELSE 'It has virtual MFA devices only.' END AS REASON
FROM IAM_USERS AS u
LEFT JOIN (
  SELECT DISTINCT d.ACCOUNT_ID, d.USER_NAME
  FROM IAM_MFA_DEVICES AS d
  WHERE d.SERIAL_NUMBER NOT LIKE 'arn:%:iam::%:mfa/%'
) AS d
  ON d.ACCOUNT_ID = u.ACCOUNT_ID AND d.USER_NAME = u.USER_NAME
