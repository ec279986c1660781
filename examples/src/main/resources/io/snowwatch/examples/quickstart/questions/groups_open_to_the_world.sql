-- Which security groups let everyone in on port 22?
--
-- Everyone is 0.0.0.0/0 or ::/0; a rule for all traffic, protocol -1, opens every port.
WITH latest AS (
  SELECT RUN_ID, ACCOUNT_ID, REGION_NAME
  FROM SNOWWATCH.AWS.HARVEST_MONITORING_LANDING_ZONE
  WHERE DATASET_NAME = 'security_groups' AND OUTCOME = 'SUCCEEDED'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY ACCOUNT_ID, REGION_NAME
    ORDER BY MONITORED_TIME DESC
  ) = 1
),
rules AS (
  SELECT g.REGION_NAME, g.GROUP_ID, g.GROUP_NAME, rule.VALUE AS RULE
  FROM SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE AS g
  JOIN latest
    ON g.RUN_ID = latest.RUN_ID
    AND g.ACCOUNT_ID = latest.ACCOUNT_ID
    AND g.REGION_NAME = latest.REGION_NAME,
  LATERAL FLATTEN(INPUT => g.RAW_DATA:IpPermissions) AS rule
),
sources AS (
  SELECT rules.*, address.VALUE:CidrIp::STRING AS SOURCE
  FROM rules, LATERAL FLATTEN(INPUT => rules.RULE:IpRanges) AS address
  UNION ALL
  SELECT rules.*, address.VALUE:CidrIpv6::STRING AS SOURCE
  FROM rules, LATERAL FLATTEN(INPUT => rules.RULE:Ipv6Ranges) AS address
)
SELECT
  REGION_NAME AS REGION,
  GROUP_NAME,
  GROUP_ID,
  SOURCE,
  CASE
    WHEN RULE:IpProtocol::STRING = '-1' THEN 'all'
    WHEN RULE:FromPort::INT = RULE:ToPort::INT THEN RULE:FromPort::STRING
    ELSE RULE:FromPort::STRING || '-' || RULE:ToPort::STRING
  END AS PORTS
FROM sources
WHERE
  SOURCE IN ('0.0.0.0/0', '::/0')
  AND (
    RULE:IpProtocol::STRING = '-1'
    OR (
      RULE:IpProtocol::STRING = 'tcp'
      AND 22 BETWEEN RULE:FromPort::INT AND RULE:ToPort::INT
    )
  )
ORDER BY REGION, GROUP_NAME, SOURCE
