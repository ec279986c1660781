-- id: LB02
-- title: HTTP is not redirected to HTTPS
-- severity: medium
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: What clients send can be read and changed on the way.
-- remedy: Make the default action of the listener a redirect to HTTPS.
-- evidence: PORT
-- per: finding
SELECT
  b.*, CASE WHEN b.LISTENER_COUNT IS NULL THEN NULL ELSE l.PORT IS NOT NULL END AS FAILED,
  CASE WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.' ELSE 'The default action of an HTTP listener is no redirect to HTTPS; rules are not known.' END AS REASON,
  l.PORT
FROM LOAD_BALANCERS AS b
LEFT JOIN (
  SELECT l.ACCOUNT_ID, l.REGION_NAME, l.RESOURCE_ARN, l.PROTOCOL, l.PORT
  FROM LOAD_BALANCER_LISTENERS AS l
  LEFT JOIN (
    SELECT DISTINCT a.ACCOUNT_ID, a.LISTENER_ARN FROM LOAD_BALANCER_ACTIONS AS a WHERE a.REDIRECT_PROTOCOL = 'HTTPS'
  ) AS a
    ON a.ACCOUNT_ID = l.ACCOUNT_ID AND a.LISTENER_ARN = l.LISTENER_ARN
  WHERE UPPER(l.PROTOCOL) = 'HTTP' AND a.LISTENER_ARN IS NULL
) AS l
  ON l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION_NAME = b.REGION_NAME AND l.RESOURCE_ARN = b.RESOURCE_ARN
WHERE b.TYPE = 'application'
