-- id: EC12
-- title: The instance is not monitored in detail
-- severity: informational
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Metrics come every five minutes only.
-- remedy: Turn detailed monitoring on where it matters.
-- evidence: MONITORING_STATE
SELECT
  i.*, i.MONITORING_STATE <> 'enabled' AS FAILED, CASE WHEN i.MONITORING_STATE IS NULL THEN 'Whether it is monitored is not known.' ELSE 'Detailed monitoring is off.' END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
