-- id: SG10
-- title: A wide public network may come in
-- severity: medium
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Two halves of the internet are the whole of it, and a cloud providers network is open to its customers.
-- remedy: Allow only the addresses that need the port, or reach it by Systems Manager, a VPN or a bastion.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A network of many public addresses may come in.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND (
    r.PEER_TYPE = 'ipv4'
    AND TRY_CAST(SPLIT_PART(r.PEER, '/', 2) AS INT) BETWEEN 1 AND 23
    AND NOT (r.PEER LIKE '10.%' AND TRY_CAST(SPLIT_PART(r.PEER, '/', 2) AS INT) >= 8)
    AND NOT (r.PEER LIKE '192.168.%' AND TRY_CAST(SPLIT_PART(r.PEER, '/', 2) AS INT) >= 16)
    AND NOT (
      r.PEER LIKE '172.%'
      AND TRY_CAST(SPLIT_PART(r.PEER, '.', 2) AS INT) BETWEEN 16 AND 31
      AND TRY_CAST(SPLIT_PART(r.PEER, '/', 2) AS INT) >= 12
    )
    OR r.PEER_TYPE = 'ipv6'
    AND TRY_CAST(SPLIT_PART(r.PEER, '/', 2) AS INT) BETWEEN 1 AND 47
    AND NOT (LOWER(r.PEER) LIKE 'fc__:%' OR LOWER(r.PEER) LIKE 'fd__:%')
  )
