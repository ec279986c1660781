-- id: LB01
-- title: An internet-facing load balancer has a clear-text listener
-- severity: medium
-- resource: AWS::ElasticLoadBalancingV2::LoadBalancer
-- needs: load_balancers
-- why: What clients send can be read and changed on the way.
-- remedy: Redirect HTTP to HTTPS, or remove the listener.
-- evidence: PROTOCOL, PORT
-- per: finding
SELECT
  b.*, CASE WHEN b.LISTENER_COUNT IS NULL THEN NULL ELSE l.PORT IS NOT NULL END AS FAILED,
  CASE WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.' ELSE 'It takes clear text from the internet.' END AS REASON,
  l.PROTOCOL, l.PORT
FROM LOAD_BALANCERS AS b
LEFT JOIN (
  SELECT l.ACCOUNT_ID, l.REGION_NAME, l.RESOURCE_ARN, l.PROTOCOL, l.PORT
  FROM LOAD_BALANCER_LISTENERS AS l
  LEFT JOIN (
    SELECT DISTINCT a.ACCOUNT_ID, a.LISTENER_ARN FROM LOAD_BALANCER_ACTIONS AS a WHERE a.REDIRECT_PROTOCOL = 'HTTPS'
  ) AS a
    ON a.ACCOUNT_ID = l.ACCOUNT_ID AND a.LISTENER_ARN = l.LISTENER_ARN
  WHERE UPPER(l.PROTOCOL) = 'HTTP' AND a.LISTENER_ARN IS NULL OR UPPER(l.PROTOCOL) = 'TCP' AND l.PORT = 80
) AS l
  ON l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION_NAME = b.REGION_NAME AND l.RESOURCE_ARN = b.RESOURCE_ARN
WHERE b.SCHEME = 'internet-facing'
