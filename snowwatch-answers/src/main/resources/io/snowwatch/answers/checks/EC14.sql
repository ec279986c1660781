-- id: EC14
-- title: A volume survives its instance
-- severity: informational
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: What is on it stays, and costs money, when nobody thinks of it any more.
-- remedy: Set DeleteOnTermination unless the data must stay.
-- evidence: VOLUME_ID, DEVICE_NAME
-- per: finding
SELECT
  i.*, v.VOLUME_ID IS NOT NULL AS FAILED, 'A volume is not deleted with the instance.' AS REASON,
  v.VOLUME_ID, v.DEVICE_NAME
FROM EC2_INSTANCES AS i
LEFT JOIN INSTANCE_VOLUMES AS v
  ON v.ACCOUNT_ID = i.ACCOUNT_ID AND v.REGION_NAME = i.REGION_NAME AND v.INSTANCE_ID = i.INSTANCE_ID
  AND v.DELETE_ON_TERMINATION = FALSE
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
