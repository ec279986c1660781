-- id: LB03
-- title: A listener allows old TLS
-- severity: medium
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: Old versions of TLS can be broken.
-- remedy: Choose a policy with TLS 1.2 or newer only.
-- evidence: PORT, PROTOCOL, POLICY_NAME
-- per: finding
SELECT
  b.*,
  CASE
    WHEN b.LISTENER_COUNT IS NULL THEN NULL
    WHEN l.PORT IS NULL THEN FALSE
    WHEN p.POLICY_NAME IS NULL THEN NULL
    ELSE NOT (
      p.POLICY_NAME LIKE 'ELBSecurityPolicy-TLS13-1-2-%'
      OR p.POLICY_NAME LIKE 'ELBSecurityPolicy-TLS13-1-3-%'
      OR p.POLICY_NAME LIKE 'ELBSecurityPolicy-TLS-1-2-%'
      OR p.POLICY_NAME LIKE 'ELBSecurityPolicy-FS-1-2-%'
    )
  END AS FAILED,
  CASE
    WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.'
    WHEN p.POLICY_NAME IS NULL THEN 'What the security policy of a listener allows is not known.'
    ELSE 'The security policy of a listener allows TLS before 1.2.'
  END AS REASON,
  l.PORT, l.PROTOCOL, p.POLICY_NAME
FROM LOAD_BALANCERS AS b
LEFT JOIN LOAD_BALANCER_LISTENERS AS l
  ON l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION_NAME = b.REGION_NAME AND l.RESOURCE_ARN = b.RESOURCE_ARN
  AND UPPER(l.PROTOCOL) IN ('HTTPS', 'TLS', 'SSL')
LEFT JOIN LOAD_BALANCER_POLICIES AS p
  ON p.ACCOUNT_ID = l.ACCOUNT_ID AND p.REGION_NAME = l.REGION_NAME AND p.RESOURCE_ARN = l.RESOURCE_ARN
  AND p.PORT = l.PORT AND p.POLICY_NAME LIKE 'ELBSecurityPolicy-%'
