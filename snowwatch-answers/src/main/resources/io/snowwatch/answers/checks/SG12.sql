-- id: SG12
-- title: A rule has no description
-- severity: informational
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- why: Nobody dares to remove what nobody can explain.
-- remedy: Describe the rule, or remove it.
-- evidence: PROTOCOL, FROM_PORT, TO_PORT, PEER
-- per: finding
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'A rule that is open to the internet does not say what it is for.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND COALESCE(r.DESCRIPTION, '') = '' AND r.PEER IN ('0.0.0.0/0', '::/0')
