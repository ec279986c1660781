-- id: SG13
-- title: A group belongs to no instance and no load balancer
-- severity: informational
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups, ec2_instances, load_balancers
-- why: A group that nothing uses is there to be used by mistake. Other network interfaces are not collected: a candidate only.
-- remedy: See whether another network interface uses it; remove it if not.
-- fails: absence
SELECT
  g.*, i.GROUP_ID IS NULL AND l.GROUP_ID IS NULL AS FAILED,
  'No instance and no load balancer uses it; other network interfaces are not known.' AS REASON
FROM SECURITY_GROUPS AS g
LEFT JOIN (
  SELECT s.ACCOUNT_ID, s.REGION_NAME, s.GROUP_ID FROM INSTANCE_SECURITY_GROUPS AS s
  UNION
  SELECT s.ACCOUNT_ID, s.REGION_NAME, s.GROUP_ID FROM INSTANCE_PRIMARY_GROUPS AS s
) AS i
  ON i.ACCOUNT_ID = g.ACCOUNT_ID AND i.REGION_NAME = g.REGION_NAME AND i.GROUP_ID = g.GROUP_ID
LEFT JOIN (SELECT DISTINCT s.ACCOUNT_ID, s.REGION_NAME, s.GROUP_ID FROM LOAD_BALANCER_SECURITY_GROUPS AS s) AS l
  ON l.ACCOUNT_ID = g.ACCOUNT_ID AND l.REGION_NAME = g.REGION_NAME AND l.GROUP_ID = g.GROUP_ID
