-- id: LB09
-- title: A network load balancer has no security group
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: Only the groups of its targets decide who comes in.
-- remedy: Create it anew with a security group.
SELECT
  b.*, COALESCE(b.SECURITY_GROUP_COUNT, 0) = 0 AS FAILED, 'It has no security group.' AS REASON
FROM LOAD_BALANCERS AS b
WHERE b.TYPE = 'network'
