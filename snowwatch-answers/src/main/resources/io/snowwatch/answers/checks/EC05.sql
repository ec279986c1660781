-- id: EC05
-- title: The instance has a public address and open remote administration
-- severity: high
-- resource: AWS::EC2::Instance
-- needs: ec2_instances, security_groups
-- why: Everybody on the internet can try keys and passwords on it.
-- remedy: Remove the rule or the address.
-- evidence: INTERFACE_ID, GROUP_ID, PEER
-- per: finding
SELECT
  i.*, x.GROUP_ID IS NOT NULL AS FAILED,
  'It has a public address, and a group of the same interface opens SSH or RDP to the internet.' AS REASON,
  x.INTERFACE_ID, x.GROUP_ID, x.PEER
FROM EC2_INSTANCES AS i
LEFT JOIN (
  SELECT DISTINCT n.ACCOUNT_ID, n.REGION_NAME, n.INSTANCE_ID, n.INTERFACE_ID, n.GROUP_ID, r.PEER
  FROM (
    SELECT n.ACCOUNT_ID, n.REGION_NAME, n.INSTANCE_ID, n.INTERFACE_ID, n.PUBLIC_IP_ADDRESS, n.IPV6_ADDRESS, s.GROUP_ID
    FROM INSTANCE_INTERFACES AS n
    JOIN INSTANCE_SECURITY_GROUPS AS s
      ON s.ACCOUNT_ID = n.ACCOUNT_ID AND s.REGION_NAME = n.REGION_NAME
      AND s.INSTANCE_ID = n.INSTANCE_ID AND s.INTERFACE_ID = n.INTERFACE_ID
    UNION ALL
    SELECT p.ACCOUNT_ID, p.REGION_NAME, p.INSTANCE_ID, NULL, p.PUBLIC_IP_ADDRESS, p.IPV6_ADDRESS, s.GROUP_ID
    FROM EC2_INSTANCES AS p
    JOIN INSTANCE_PRIMARY_GROUPS AS s
      ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.REGION_NAME = p.REGION_NAME AND s.INSTANCE_ID = p.INSTANCE_ID
  ) AS n
  JOIN SECURITY_GROUP_RULES AS r
    ON r.ACCOUNT_ID = n.ACCOUNT_ID AND r.REGION_NAME = n.REGION_NAME AND r.GROUP_ID = n.GROUP_ID
  WHERE r.DIRECTION = 'ingress'
  AND (
    n.PUBLIC_IP_ADDRESS IS NOT NULL AND r.PEER = '0.0.0.0/0'
    OR n.IPV6_ADDRESS IS NOT NULL AND r.PEER = '::/0'
  )
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT)
    OR r.PROTOCOL IN ('-1', 'tcp', '6', 'udp', '17') AND (3389 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
) AS x
  ON x.ACCOUNT_ID = i.ACCOUNT_ID AND x.REGION_NAME = i.REGION_NAME AND x.INSTANCE_ID = i.INSTANCE_ID
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
