-- id: EC03
-- title: The instance has no instance profile
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- cis: v3 1.18, v5 1.17, v6 2.17
-- why: What runs on it has long-lived keys, if it calls AWS at all.
-- remedy: Give it an instance profile with the role that it needs.
SELECT
  i.*, i.INSTANCE_PROFILE_ARN IS NULL AND COALESCE(i.INSTANCE_STATE, 'running') IN ('pending', 'running', 'stopped') AS FAILED, 'There is no instance profile.' AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
