-- id: LB04
-- title: The load balancer has no listener
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: It costs money and does nothing.
-- remedy: Remove it, or give it a listener.
SELECT
  b.*, b.LISTENER_COUNT = 0 AS FAILED,
  CASE WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.' ELSE 'It has no listener.' END AS REASON
FROM LOAD_BALANCERS AS b
