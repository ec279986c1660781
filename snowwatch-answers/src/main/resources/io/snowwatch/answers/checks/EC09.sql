-- id: EC09
-- title: The instance has been running for more than 180 days
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: It may run a kernel that was never replaced.
-- remedy: Launch it anew from a patched image.
-- evidence: LAUNCH_TIME
SELECT
  i.*, i.INSTANCE_STATE = 'running' AND i.LAUNCH_TIME < i.MONITORED_TIME - INTERVAL '180 days' AS FAILED, CASE WHEN i.LAUNCH_TIME IS NULL THEN 'When it was launched is not known.' ELSE 'It was launched more than 180 days ago.' END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
