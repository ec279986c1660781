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
SELECT
  a.*, k.USER_NAME IS NOT NULL AS FAILED, 'A user used two access keys within 24 hours.' AS REASON, k.USER_NAME, k.FIRST_KEY, k.SECOND_KEY
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT DISTINCT x.ACCOUNT_ID, x.USER_NAME, x.ACCESS_KEY_ID AS FIRST_KEY, y.ACCESS_KEY_ID AS SECOND_KEY
  FROM (SELECT DISTINCT e.ACCOUNT_ID, e.USER_NAME, e.ACCESS_KEY_ID, DATE_TRUNC('hour', e.EVENT_TIME) AS H FROM ACTIVITY AS e WHERE e.ACCESS_KEY_ID LIKE 'AKIA%' AND e.USER_NAME IS NOT NULL) AS x
  JOIN (SELECT DISTINCT e.ACCOUNT_ID, e.USER_NAME, e.ACCESS_KEY_ID, DATE_TRUNC('hour', e.EVENT_TIME) AS H FROM ACTIVITY AS e WHERE e.ACCESS_KEY_ID LIKE 'AKIA%' AND e.USER_NAME IS NOT NULL) AS y
    ON y.ACCOUNT_ID = x.ACCOUNT_ID AND y.USER_NAME = x.USER_NAME AND x.ACCESS_KEY_ID < y.ACCESS_KEY_ID
    AND y.H BETWEEN x.H - INTERVAL '23 hours' AND x.H + INTERVAL '23 hours'
) AS k
  ON k.ACCOUNT_ID = a.ACCOUNT_ID
