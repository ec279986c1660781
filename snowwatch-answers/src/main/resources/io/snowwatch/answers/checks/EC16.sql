-- id: EC16
-- title: The instance is in no VPC
-- severity: medium
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Nothing bounds who reaches it but its groups.
-- remedy: Launch it in a VPC.
SELECT
  i.*, i.VPC_ID IS NULL AS FAILED, 'It is in no VPC.' AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
