-- id: LB10
-- title: The load balancer is reachable by IPv6
-- severity: informational
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: Rules are to be kept for both.
-- remedy: See that the groups say the same for both.
-- evidence: ADDRESS_TYPE
SELECT
  b.*, COALESCE(b.IP_ADDRESS_TYPE, 'ipv4') LIKE 'dualstack%' AND COALESCE(b.SCHEME, '') = 'internet-facing' AS FAILED,
  'It is internet-facing by IPv4 and IPv6.' AS REASON, b.IP_ADDRESS_TYPE AS ADDRESS_TYPE
FROM LOAD_BALANCERS AS b
