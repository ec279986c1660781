-- id: LB05
-- title: The load balancer is in one Availability Zone
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: It fails with the zone.
-- remedy: Enable a second zone.
-- evidence: ZONE_COUNT
SELECT
  b.*, b.ZONE_COUNT < 2 AS FAILED, CASE WHEN b.ZONE_COUNT IS NULL THEN 'Its Availability Zones are not known.' ELSE 'It is in fewer than two Availability Zones.' END AS REASON
FROM LOAD_BALANCERS AS b
