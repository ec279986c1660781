-- id: CT12
-- title: Gateways were changed
-- severity: low
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 4.12, v5 4.12, v6 5.12
-- why: A network may have been connected to the internet.
-- remedy: See who did it and whether they were to.
-- evidence: EVENT_NAME, EVENT_USER_ARN, EVENT_SOURCE_IP, EVENTS, FIRST_TIME, LAST_TIME
-- per: finding
-- since: FIRST_TIME
SELECT
  a.*, e.EVENT_NAME IS NOT NULL AS FAILED, 'Gateways to other networks were changed.' AS REASON,
  e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP, e.EVENTS, e.FIRST_TIME, e.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT
    e.ACCOUNT_ID, e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP,
    COUNT(*) AS EVENTS, MIN(e.EVENT_TIME) AS FIRST_TIME, MAX(e.EVENT_TIME) AS LAST_TIME
  FROM ACTIVITY AS e
  WHERE e.EVENT_NAME IN ('CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway')
  AND e.ERROR_CODE IS NULL
  GROUP BY 1, 2, 3, 4
) AS e
  ON e.ACCOUNT_ID = a.ACCOUNT_ID
