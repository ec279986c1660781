-- id: CT03
-- title: The root user was used
-- severity: high
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 4.3, v5 4.3, v6 5.3
-- why: Nothing bounds what it may do.
-- remedy: Use roles; keep the root user for what only it can do.
-- evidence: EVENT_NAME, EVENT_USER_ARN, EVENT_SOURCE_IP, EVENTS, FIRST_TIME, LAST_TIME
-- per: finding
-- since: FIRST_TIME
SELECT
  a.*, e.EVENT_NAME IS NOT NULL AS FAILED, 'The root user was used.' AS REASON,
  e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP, e.EVENTS, e.FIRST_TIME, e.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT
    e.ACCOUNT_ID, e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP,
    COUNT(*) AS EVENTS, MIN(e.EVENT_TIME) AS FIRST_TIME, MAX(e.EVENT_TIME) AS LAST_TIME
  FROM ACTIVITY AS e
  WHERE e.USER_TYPE = 'Root'
  AND e.INVOKED_BY IS NULL
  AND COALESCE(e.EVENT_TYPE, '') <> 'AwsServiceEvent'
  GROUP BY 1, 2, 3, 4
) AS e
  ON e.ACCOUNT_ID = a.ACCOUNT_ID
