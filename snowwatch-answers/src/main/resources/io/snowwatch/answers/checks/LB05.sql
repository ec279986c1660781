-- id: LB05
-- title: The load balancer is in one Availability Zone
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: It fails with the zone.
-- remedy: Enable a second zone.
-- evidence: ZONE_COUNT
SELECT
  b.*, b.ZONE_COUNT < 2 AS FAILED, 'It is in fewer than two Availability Zones.' AS REASON
FROM LOAD_BALANCERS AS b
