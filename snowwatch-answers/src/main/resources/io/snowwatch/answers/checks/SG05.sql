-- id: SG05
-- title: Every port is open to the internet
-- severity: critical
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Whatever listens, now or later, is reachable by everybody.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'Every port is open to the internet.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER IN ('0.0.0.0/0', '::/0')
  AND (
    r.PROTOCOL = '-1'
    OR r.PROTOCOL IN ('tcp', '6', 'udp', '17') AND r.FROM_PORT <= 1 AND r.TO_PORT = 65535
  )
