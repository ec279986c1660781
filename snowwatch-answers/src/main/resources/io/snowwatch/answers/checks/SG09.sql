-- id: SG09
-- title: Docker or Kubernetes API is open to the internet
-- severity: critical
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Who reaches the API runs what they like.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A port of the Docker or Kubernetes API is open to the internet.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER IN ('0.0.0.0/0', '::/0')
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (2375 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 2376 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 6443 BETWEEN r.FROM_PORT AND r.TO_PORT
      OR 10250 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
