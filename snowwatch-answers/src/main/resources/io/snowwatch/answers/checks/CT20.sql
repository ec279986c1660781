-- id: CT20
-- title: Somebody enumerates
-- severity: medium
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- why: Who has found a key first looks what it may do.
-- remedy: See who did it and whether they were to.
-- evidence: EVENT_USER_ARN, HOUR_BEGIN, CALLS
-- per: finding
-- since: HOUR_BEGIN
SELECT
  a.*, k.EVENT_USER_ARN IS NOT NULL AS FAILED, 'More than ten different reading calls were denied within an hour.' AS REASON,
  k.EVENT_USER_ARN, k.HOUR_BEGIN, k.CALLS
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT e.ACCOUNT_ID, COALESCE(e.EVENT_USER_ARN, e.PRINCIPAL_ID, e.USER_NAME) AS EVENT_USER_ARN, DATE_TRUNC('hour', e.EVENT_TIME) AS HOUR_BEGIN, COUNT(DISTINCT e.EVENT_NAME) AS CALLS
  FROM ACTIVITY AS e
  WHERE (e.ERROR_CODE LIKE '%UnauthorizedOperation' OR e.ERROR_CODE LIKE 'AccessDenied%')
  AND (e.EVENT_NAME LIKE 'Describe%' OR e.EVENT_NAME LIKE 'List%' OR e.EVENT_NAME LIKE 'Get%')
  GROUP BY 1, 2, 3
  HAVING COUNT(DISTINCT e.EVENT_NAME) > 10
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID
