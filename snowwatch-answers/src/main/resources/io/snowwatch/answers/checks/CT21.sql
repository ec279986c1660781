-- id: CT21
-- title: A trail has a gap
-- severity: medium
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 3.1, v5 3.1, v6 4.1
-- why: What happened in the meantime is not known.
-- remedy: See whether the trail was stopped or its files did not land.
-- evidence: EVENT_REGION_NAME, LAST_TIME
-- per: finding
SELECT
  a.*, k.EVENT_REGION_NAME IS NOT NULL AS FAILED, 'A Region had events before and none for more than 24 hours before the last event of the account.' AS REASON,
  k.EVENT_REGION_NAME, k.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT e.ACCOUNT_ID, e.EVENT_REGION_NAME, MAX(e.EVENT_TIME) AS LAST_TIME
  FROM ACTIVITY AS e
  WHERE e.EVENT_REGION_NAME IS NOT NULL
  GROUP BY 1, 2
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID AND k.LAST_TIME < a.LAST_EVENT - INTERVAL '24 hours'
