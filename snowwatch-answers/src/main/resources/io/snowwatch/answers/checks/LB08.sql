-- id: LB08
-- title: A group of the load balancer opens ports without a listener
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers, security_groups
-- why: A listener that somebody adds later is open at once.
-- remedy: Open the ports of the listeners only.
-- evidence: GROUP_ID, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  b.*, CASE WHEN r.GROUP_ID IS NULL THEN FALSE WHEN b.LISTENER_COUNT IS NULL THEN NULL ELSE TRUE END AS FAILED,
  CASE
    WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.'
    ELSE 'A group opens ports to the internet on which nothing listens.'
  END AS REASON,
  r.GROUP_ID, r.FROM_PORT, r.TO_PORT, r.PEER
FROM LOAD_BALANCERS AS b
LEFT JOIN (
  SELECT s.ACCOUNT_ID, s.REGION_NAME, s.RESOURCE_ARN, s.GROUP_ID, r.FROM_PORT, r.TO_PORT, r.PEER, COUNT(DISTINCT l.PORT) AS LISTENERS
  FROM LOAD_BALANCER_SECURITY_GROUPS AS s
  JOIN SECURITY_GROUP_RULES AS r
    ON r.ACCOUNT_ID = s.ACCOUNT_ID AND r.REGION_NAME = s.REGION_NAME AND r.GROUP_ID = s.GROUP_ID
    AND r.DIRECTION = 'ingress' AND r.PROTOCOL IN ('-1', 'tcp', '6', 'udp', '17') AND r.PEER IN ('0.0.0.0/0', '::/0')
  LEFT JOIN LOAD_BALANCER_LISTENERS AS l
    ON l.ACCOUNT_ID = s.ACCOUNT_ID AND l.REGION_NAME = s.REGION_NAME AND l.RESOURCE_ARN = s.RESOURCE_ARN
    AND l.PORT BETWEEN r.FROM_PORT AND r.TO_PORT
  GROUP BY 1, 2, 3, 4, 5, 6, 7
  HAVING COUNT(DISTINCT l.PORT) < r.TO_PORT - r.FROM_PORT + 1
) AS r
  ON r.ACCOUNT_ID = b.ACCOUNT_ID AND r.REGION_NAME = b.REGION_NAME AND r.RESOURCE_ARN = b.RESOURCE_ARN
