-- id: SG07
-- title: Search, queue and dashboard ports are open to the internet
-- severity: high
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: These services often ask for no password.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A port of a search engine, queue or dashboard is open to the internet.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER IN ('0.0.0.0/0', '::/0')
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (9200 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 9300 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 5601 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 9092 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 8080 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
