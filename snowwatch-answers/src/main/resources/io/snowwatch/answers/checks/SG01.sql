-- id: SG01
-- title: Remote administration is open to every IPv4 address
-- severity: high
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- cis: v3 5.2, v5 5.3, v6 6.3
-- why: Everybody on the internet can try keys and passwords on SSH or RDP.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'SSH or RDP is open to 0.0.0.0/0.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER = '0.0.0.0/0'
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT)
    OR r.PROTOCOL IN ('-1', 'tcp', '6', 'udp', '17') AND (3389 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
