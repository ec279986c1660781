-- Which IAM users have no second factor?
--
-- Users whose devices could not be listed are not among them: their snapshot did not succeed.
WITH latest AS (
  SELECT RUN_ID, ACCOUNT_ID
  FROM SNOWWATCH.AWS.HARVEST_MONITORING_LANDING_ZONE
  WHERE DATASET_NAME = 'iam_users' AND OUTCOME = 'SUCCEEDED'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY ACCOUNT_ID ORDER BY MONITORED_TIME DESC) = 1
),
users AS (
  SELECT u.ACCOUNT_ID, u.USER_NAME, u.ARN, u.CREATED_DATE, u.RAW_DATA
  FROM SNOWWATCH.AWS.IAM_USER_MONITORING_LANDING_ZONE AS u
  JOIN latest
    ON u.RUN_ID = latest.RUN_ID AND u.ACCOUNT_ID = latest.ACCOUNT_ID
  WHERE u.MFA_IS_ENABLED = FALSE
),
memberships AS (
  SELECT
    users.ARN,
    LISTAGG(member.VALUE::STRING, ', ') WITHIN GROUP (ORDER BY member.VALUE::STRING) AS GROUP_NAMES
  FROM users, LATERAL FLATTEN(INPUT => users.RAW_DATA:GroupList) AS member
  GROUP BY users.ARN
)
SELECT users.ACCOUNT_ID, users.USER_NAME, memberships.GROUP_NAMES, users.CREATED_DATE
FROM users
LEFT JOIN memberships
  ON memberships.ARN = users.ARN
ORDER BY users.ACCOUNT_ID, users.USER_NAME
