-- id: CT16
-- title: A user was created with a password and an access key
-- severity: low
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 1.11, v5 1.10, v6 2.10
-- why: Keys that are made with the user are seldom needed and never rotated.
-- remedy: Remove the key unless it is used.
-- evidence: TARGET_USER_NAME, EVENT_TIME, EVENT_USER_ARN
-- per: finding
-- since: EVENT_TIME
SELECT
  a.*, k.TARGET_USER_NAME IS NOT NULL AS FAILED, 'An access key was made within minutes of the user, who also got a password.' AS REASON,
  k.TARGET_USER_NAME, k.EVENT_TIME, k.EVENT_USER_ARN
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT DISTINCT k.ACCOUNT_ID, k.TARGET_USER_NAME, k.EVENT_TIME, k.EVENT_USER_ARN
  FROM ACTIVITY AS k
  JOIN ACTIVITY AS u
    ON u.ACCOUNT_ID = k.ACCOUNT_ID AND u.TARGET_USER_NAME = k.TARGET_USER_NAME
    AND u.EVENT_NAME = 'CreateUser' AND u.ERROR_CODE IS NULL
    AND k.EVENT_TIME BETWEEN u.EVENT_TIME AND u.EVENT_TIME + INTERVAL '10 minutes'
  JOIN ACTIVITY AS p
    ON p.ACCOUNT_ID = k.ACCOUNT_ID AND p.TARGET_USER_NAME = k.TARGET_USER_NAME
    AND p.EVENT_NAME = 'CreateLoginProfile' AND p.ERROR_CODE IS NULL
    AND p.EVENT_TIME BETWEEN u.EVENT_TIME AND u.EVENT_TIME + INTERVAL '10 minutes'
  WHERE k.EVENT_NAME = 'CreateAccessKey' AND k.ERROR_CODE IS NULL
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID
