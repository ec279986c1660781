-- id: LB06
-- title: A classic load balancer has no instances
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: It costs money and does nothing.
-- remedy: Remove it, or register instances.
SELECT
  b.*, b.INSTANCE_COUNT = 0 AS FAILED, CASE WHEN b.INSTANCE_COUNT IS NULL THEN 'Its instances are not known.' ELSE 'No instance is registered.' END AS REASON
FROM LOAD_BALANCERS AS b
WHERE b.TYPE IS NULL
