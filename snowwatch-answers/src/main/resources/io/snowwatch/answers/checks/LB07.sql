-- id: LB07
-- title: A certificate comes from IAM
-- severity: low
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: Nobody renews it, and IAM does not say when it ends.
-- remedy: Use a certificate of ACM.
-- evidence: PORT, CERTIFICATE_ARN
-- per: finding
SELECT
  b.*, CASE WHEN b.LISTENER_COUNT IS NULL THEN NULL ELSE l.PORT IS NOT NULL END AS FAILED,
  CASE WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.' ELSE 'The certificate of a listener is stored in IAM.' END AS REASON,
  l.PORT, l.CERTIFICATE_ARN
FROM LOAD_BALANCERS AS b
LEFT JOIN LOAD_BALANCER_LISTENERS AS l
  ON l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION_NAME = b.REGION_NAME AND l.RESOURCE_ARN = b.RESOURCE_ARN
  AND l.CERTIFICATE_ARN LIKE 'arn:%:iam::%:server-certificate/%'
