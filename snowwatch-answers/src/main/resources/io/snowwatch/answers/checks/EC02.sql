-- id: EC02
-- title: The metadata hop limit is above 1
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Containers on the instance can take on its role.
-- remedy: Set the hop limit to 1 unless containers need the role of the instance.
-- evidence: METADATA_HOP_LIMIT
SELECT
  i.*, i.METADATA_HOP_LIMIT > 1 AS FAILED, CASE WHEN i.METADATA_HOP_LIMIT IS NULL THEN 'Its metadata options are not known.' ELSE 'Metadata tokens travel more than one hop.' END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
