-- id: EC04
-- title: The instance has a public address
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: It can be reached from the internet, as far as its groups and routes allow. An IPv6 address counts where it is routed.
-- remedy: Put it behind a load balancer or NAT gateway unless it has to be reached.
-- evidence: INTERFACE_ID, PUBLIC_IP_ADDRESS, IPV6_ADDRESS
-- per: finding
SELECT
  i.ACCOUNT_ID, i.REGION_NAME, i.RESOURCE_TYPE, i.RESOURCE_ID, i.RESOURCE_ARN, i.MONITORED_TIME, i.RUN_ID,
  n.INSTANCE_ID IS NOT NULL OR i.PUBLIC_IP_ADDRESS IS NOT NULL OR i.IPV6_ADDRESS IS NOT NULL AS FAILED,
  'It has a public address.' AS REASON,
  n.INTERFACE_ID, COALESCE(n.PUBLIC_IP_ADDRESS, i.PUBLIC_IP_ADDRESS) AS PUBLIC_IP_ADDRESS,
  COALESCE(n.IPV6_ADDRESS, i.IPV6_ADDRESS) AS IPV6_ADDRESS
FROM EC2_INSTANCES AS i
LEFT JOIN (SELECT n.ACCOUNT_ID, n.REGION_NAME, n.INSTANCE_ID, n.INTERFACE_ID, n.PUBLIC_IP_ADDRESS, n.IPV6_ADDRESS
  FROM INSTANCE_INTERFACES AS n
  WHERE n.PUBLIC_IP_ADDRESS IS NOT NULL OR n.IPV6_ADDRESS IS NOT NULL) AS n
  ON n.ACCOUNT_ID = i.ACCOUNT_ID AND n.REGION_NAME = i.REGION_NAME AND n.INSTANCE_ID = i.INSTANCE_ID
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
