-- Who changed what, and who was refused?
--
-- CloudTrail may deliver an event more than once; its id tells.
WITH events AS (
  SELECT *
  FROM SNOWWATCH.AWS.CLOUDTRAIL_MONITORING_LANDING_ZONE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY EVENT_ID ORDER BY LOAD_TIME, SOURCE_FILE) = 1
)
SELECT
  COALESCE(
    EVENT_DATA:userIdentity.userName::STRING,
    EVENT_DATA:userIdentity.sessionContext.sessionIssuer.userName::STRING,
    EVENT_DATA:userIdentity.invokedBy::STRING,
    EVENT_DATA:userIdentity.type::STRING
  ) AS WHO,
  SPLIT_PART(EVENT_SOURCE, '.', 1) || ':' || EVENT_NAME AS DID,
  COUNT(*) AS TIMES,
  COUNT(ERROR_CODE) AS REFUSED,
  MAX(EVENT_TIME) AS LAST_TIME
FROM events
WHERE READ_ONLY = FALSE OR ERROR_CODE IS NOT NULL
GROUP BY WHO, DID
ORDER BY REFUSED DESC, TIMES DESC, WHO, DID
