-- id: SG08
-- title: Telnet, FTP, SMTP or RPC is open to the internet
-- severity: medium
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: These protocols send passwords in the clear or let others send mail.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A port of Telnet, FTP, SMTP or RPC is open to the internet.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER IN ('0.0.0.0/0', '::/0')
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (20 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 21 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 23 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 25 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 135 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
