-- id: SG11
-- title: The launch wizard's group is in use
-- severity: low
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups, ec2_instances
-- why: The wizard opens SSH or RDP to everybody unless told otherwise.
-- remedy: Give the instances a group that somebody has thought about.
-- evidence: INSTANCE_ID
-- per: finding
SELECT
  g.*, i.INSTANCE_ID IS NOT NULL AS FAILED,
  'An instance uses a group that the launch wizard made.' AS REASON, i.INSTANCE_ID
FROM SECURITY_GROUPS AS g
LEFT JOIN (
  SELECT s.ACCOUNT_ID, s.REGION_NAME, s.INSTANCE_ID, s.GROUP_ID FROM INSTANCE_SECURITY_GROUPS AS s
  UNION
  SELECT s.ACCOUNT_ID, s.REGION_NAME, s.INSTANCE_ID, s.GROUP_ID FROM INSTANCE_PRIMARY_GROUPS AS s
) AS i
  ON i.ACCOUNT_ID = g.ACCOUNT_ID AND i.REGION_NAME = g.REGION_NAME AND i.GROUP_ID = g.GROUP_ID
WHERE g.GROUP_NAME LIKE 'launch-wizard-%'
