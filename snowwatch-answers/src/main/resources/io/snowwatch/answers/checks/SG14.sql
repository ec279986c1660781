-- id: SG14
-- title: A rule names a group of another account
-- severity: low
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Who controls the other account decides who is in that group.
-- remedy: See that the other account is yours or that its owner is to be trusted.
-- evidence: DIRECTION, PEER, PEER_ACCOUNT_ID
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A rule refers to a group of another account.' AS REASON,
  r.DIRECTION, r.PEER, r.PEER_ACCOUNT_ID
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.PEER_ACCOUNT_ID <> g.OWNER_ID
