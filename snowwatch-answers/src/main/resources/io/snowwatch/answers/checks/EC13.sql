-- id: EC13
-- title: The source/destination check is off
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: It can pass on traffic of others, as NAT instances and firewalls do.
-- remedy: Turn the check on, or exempt the instance.
-- evidence: INTERFACE_ID
-- per: finding
SELECT
  i.*, n.INTERFACE_ID IS NOT NULL AS FAILED, 'An interface passes on traffic of others.' AS REASON,
  n.INTERFACE_ID
FROM EC2_INSTANCES AS i
LEFT JOIN INSTANCE_INTERFACES AS n
  ON n.ACCOUNT_ID = i.ACCOUNT_ID AND n.REGION_NAME = i.REGION_NAME AND n.INSTANCE_ID = i.INSTANCE_ID
  AND n.SOURCE_DEST_CHECK = FALSE
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
