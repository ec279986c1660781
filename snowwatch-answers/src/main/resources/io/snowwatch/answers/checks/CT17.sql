-- id: CT17
-- title: An access key older than 90 days is used
-- severity: medium
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 1.14, v5 1.13, v6 2.13
-- why: The longer a key lives, the more places have it.
-- remedy: Make a new key, and remove this one. A key made before the trail began is at least so old as its first event.
-- evidence: ACCESS_KEY_ID, FIRST_TIME, LAST_TIME
-- per: finding
-- since: FIRST_TIME
SELECT
  a.*, k.ACCESS_KEY_ID IS NOT NULL AS FAILED, 'An access key was used more than 90 days after it was made or first seen.' AS REASON,
  k.ACCESS_KEY_ID, k.FIRST_TIME, k.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT e.ACCOUNT_ID, e.ACCESS_KEY_ID, MIN(e.EVENT_TIME) AS FIRST_TIME, MAX(CASE WHEN e.USED = 1 THEN e.EVENT_TIME END) AS LAST_TIME
  FROM (
    SELECT x.ACCOUNT_ID, x.ACCESS_KEY_ID, x.EVENT_TIME, 1 AS USED FROM CLOUDTRAIL_EVENTS AS x
    UNION ALL
    SELECT x.ACCOUNT_ID, x.CREATED_ACCESS_KEY_ID, x.EVENT_TIME, 0 FROM CLOUDTRAIL_EVENTS AS x
  ) AS e
  WHERE e.ACCESS_KEY_ID LIKE 'AKIA%'
  GROUP BY 1, 2
  HAVING MAX(CASE WHEN e.USED = 1 THEN e.EVENT_TIME END) > MIN(e.EVENT_TIME) + INTERVAL '90 days'
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID AND k.LAST_TIME >= a.FIRST_EVENT
