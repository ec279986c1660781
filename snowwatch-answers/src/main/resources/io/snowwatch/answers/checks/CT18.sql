-- id: CT18
-- title: A user uses two access keys
-- severity: low
-- resource: AWS::::Account
-- needs: cloudtrail_events
-- cis: v3 1.13, v5 1.12, v6 2.12
-- why: Two active keys are twice as likely to be lost.
-- remedy: Keep one key, and the second only while it replaces the first.
-- evidence: USER_NAME, FIRST_KEY, SECOND_KEY
-- per: finding
-- since: FIRST_TIME
SELECT
  a.*, k.USER_NAME IS NOT NULL AS FAILED, 'A user used two access keys within 24 hours.' AS REASON,
  k.USER_NAME, k.FIRST_KEY, k.SECOND_KEY, k.FIRST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT
    x.ACCOUNT_ID, x.USER_NAME, LEAST(x.ACCESS_KEY_ID, x.PREVIOUS_KEY) AS FIRST_KEY,
    GREATEST(x.ACCESS_KEY_ID, x.PREVIOUS_KEY) AS SECOND_KEY, MIN(x.EVENT_TIME) AS FIRST_TIME
  FROM (
    SELECT
      e.ACCOUNT_ID, e.USER_NAME, e.ACCESS_KEY_ID, e.EVENT_TIME,
      LAG(e.ACCESS_KEY_ID) OVER (PARTITION BY e.ACCOUNT_ID, e.USER_NAME ORDER BY e.EVENT_TIME, e.ACCESS_KEY_ID) AS PREVIOUS_KEY,
      LAG(e.EVENT_TIME) OVER (PARTITION BY e.ACCOUNT_ID, e.USER_NAME ORDER BY e.EVENT_TIME, e.ACCESS_KEY_ID) AS PREVIOUS_TIME
    FROM ACTIVITY AS e
    WHERE e.ACCESS_KEY_ID LIKE 'AKIA%' AND e.USER_NAME IS NOT NULL
  ) AS x
  WHERE x.PREVIOUS_KEY <> x.ACCESS_KEY_ID AND x.EVENT_TIME <= x.PREVIOUS_TIME + INTERVAL '24 hours'
  GROUP BY 1, 2, 3, 4
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID
