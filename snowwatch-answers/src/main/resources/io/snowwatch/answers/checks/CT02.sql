-- id: CT02
-- title: Somebody signed in without MFA
-- severity: high
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 4.2, v5 4.2, v6 5.2
-- why: A password alone can be guessed or stolen.
-- remedy: Give the user an MFA device.
-- evidence: EVENT_NAME, EVENT_USER_ARN, EVENT_SOURCE_IP, EVENTS, FIRST_TIME, LAST_TIME
-- per: finding
-- since: FIRST_TIME
SELECT
  a.*, e.EVENT_NAME IS NOT NULL AS FAILED, 'Somebody signed in to the console without MFA.' AS REASON,
  e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP, e.EVENTS, e.FIRST_TIME, e.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT
    e.ACCOUNT_ID, e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP,
    COUNT(*) AS EVENTS, MIN(e.EVENT_TIME) AS FIRST_TIME, MAX(e.EVENT_TIME) AS LAST_TIME
  FROM ACTIVITY AS e
  WHERE e.EVENT_NAME = 'ConsoleLogin'
  AND e.LOGIN_RESULT = 'Success'
  AND COALESCE(e.MFA_USED, 'No') <> 'Yes'
  AND e.USER_TYPE IN ('IAMUser', 'Root')
  GROUP BY 1, 2, 3, 4
) AS e
  ON e.ACCOUNT_ID = a.ACCOUNT_ID
