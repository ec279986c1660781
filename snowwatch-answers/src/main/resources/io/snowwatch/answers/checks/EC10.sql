-- id: EC10
-- title: The instance has several network interfaces
-- severity: informational
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: It may connect networks that should be apart.
-- remedy: See that each interface is needed.
-- evidence: INTERFACE_COUNT
SELECT
  i.*, i.INTERFACE_COUNT > 1 AS FAILED, CASE WHEN i.INTERFACE_COUNT IS NULL THEN 'Its network interfaces are not known.' ELSE 'It has more than one network interface.' END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
