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
-- since: LAST_TIME
SELECT
  a.*, k.EVENT_REGION_NAME IS NOT NULL AS FAILED,
  CASE
    WHEN k.LAST_TIME IS NULL THEN 'A Region that was harvested has no event.'
    ELSE 'A Region had events before and has none for more than 24 hours up to the last event or harvest of the account.'
  END AS REASON,
  k.EVENT_REGION_NAME, k.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT s.ACCOUNT_ID, MAX(s.LAST_ATTEMPT) AS LAST_ATTEMPT FROM SCOPES AS s GROUP BY 1
) AS h
  ON h.ACCOUNT_ID = a.ACCOUNT_ID
LEFT JOIN (
  SELECT COALESCE(e.ACCOUNT_ID, s.ACCOUNT_ID) AS ACCOUNT_ID, COALESCE(e.EVENT_REGION_NAME, s.REGION_NAME) AS EVENT_REGION_NAME, e.LAST_TIME
  FROM (
    SELECT e.ACCOUNT_ID, e.EVENT_REGION_NAME, MAX(e.EVENT_TIME) AS LAST_TIME
    FROM ACTIVITY AS e
    WHERE e.EVENT_REGION_NAME IS NOT NULL
    GROUP BY 1, 2
  ) AS e
  FULL OUTER JOIN (
    SELECT DISTINCT s.ACCOUNT_ID, s.REGION_NAME
    FROM SCOPES AS s
    WHERE s.REGION_NAME <> 'global' AND s.LAST_COMPLETE IS NOT NULL
  ) AS s
    ON s.ACCOUNT_ID = e.ACCOUNT_ID AND s.REGION_NAME = e.EVENT_REGION_NAME
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID
  AND (k.LAST_TIME IS NULL OR k.LAST_TIME < GREATEST(a.LAST_EVENT, COALESCE(h.LAST_ATTEMPT, a.LAST_EVENT)) - INTERVAL '24 hours')
