-- Which load balancers take traffic from the internet, and on which ports?
--
-- Classic load balancers describe their listeners as ListenerDescriptions, all others as Listeners.
WITH latest AS (
  SELECT RUN_ID, ACCOUNT_ID, REGION_NAME
  FROM SNOWWATCH.AWS.HARVEST_MONITORING_LANDING_ZONE
  WHERE DATASET_NAME = 'load_balancers' AND OUTCOME = 'SUCCEEDED'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY ACCOUNT_ID, REGION_NAME
    ORDER BY MONITORED_TIME DESC
  ) = 1
),
facing AS (
  SELECT
    b.REGION_NAME,
    b.LOAD_BALANCER_NAME,
    NVL(b.TYPE, 'classic') AS KIND,
    b.DNS_NAME,
    b.RAW_DATA
  FROM SNOWWATCH.AWS.ELB_MONITORING_LANDING_ZONE AS b
  JOIN latest
    ON b.RUN_ID = latest.RUN_ID
    AND b.ACCOUNT_ID = latest.ACCOUNT_ID
    AND b.REGION_NAME = latest.REGION_NAME
  WHERE b.SCHEME = 'internet-facing'
),
listeners AS (
  SELECT facing.DNS_NAME, listener.VALUE:Port::INT AS PORT
  FROM facing, LATERAL FLATTEN(INPUT => facing.RAW_DATA:Listeners) AS listener
  UNION ALL
  SELECT facing.DNS_NAME, listener.VALUE:Listener.LoadBalancerPort::INT AS PORT
  FROM facing, LATERAL FLATTEN(INPUT => facing.RAW_DATA:ListenerDescriptions) AS listener
),
ports AS (
  SELECT DNS_NAME, LISTAGG(PORT::STRING, ', ') WITHIN GROUP (ORDER BY PORT) AS PORTS
  FROM listeners
  GROUP BY DNS_NAME
)
SELECT
  facing.REGION_NAME AS REGION,
  facing.LOAD_BALANCER_NAME,
  facing.KIND,
  ports.PORTS,
  facing.DNS_NAME
FROM facing
LEFT JOIN ports
  ON ports.DNS_NAME = facing.DNS_NAME
ORDER BY REGION, facing.LOAD_BALANCER_NAME, facing.KIND
