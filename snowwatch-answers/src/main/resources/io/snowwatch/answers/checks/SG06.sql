-- id: SG06
-- title: Database ports are open to the internet
-- severity: high
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Everybody can try to log in to the database, or read it where it asks for no password.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A port of a database is open to the internet.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER IN ('0.0.0.0/0', '::/0')
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (1433 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 1521 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 2483 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 3306 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 5432 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 6379 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 9042 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 27017 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 27018 BETWEEN r.FROM_PORT AND r.TO_PORT)
    OR r.PROTOCOL IN ('-1', 'tcp', '6', 'udp', '17') AND (11211 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
