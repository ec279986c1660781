-- id: IA18
-- title: Somebody may pass on every role
-- severity: medium
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles, iam_policies
-- why: What runs with a role of more permissions than one has oneself does what one may not.
-- remedy: Name the roles, or the services by iam:PassedToService.
-- evidence: DEED, POLICY_NAME, VIA
-- per: finding
SELECT
  p.ACCOUNT_ID, p.REGION_NAME, p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.MONITORED_TIME, p.RUN_ID,
  CASE WHEN x.DEED IS NOT NULL THEN TRUE WHEN p.ANY_UNREAD = 1 THEN NULL ELSE FALSE END AS FAILED,
  CASE WHEN x.DEED IS NULL THEN 'What a policy of it allows is not known.' ELSE 'It may pass on every role to every service.' END AS REASON,
  x.DEED, x.POLICY_NAME, x.VIA
FROM IAM_HOLDERS AS p
LEFT JOIN (
  SELECT DISTINCT x.ACCOUNT_ID, x.RESOURCE_ARN, x.DEED, x.POLICY_NAME, x.VIA
  FROM IAM_POWERS AS x
  WHERE x.DEED = 'iam:PassRole' AND (
    NOT REGEXP_LIKE(LOWER(x.CONDITION_TEXT), '.*"(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?(ifexists)?":[{](([^{}]|[$][{][^{}]*[}])*,)?"iam:passedtoservice":.*')
    OR REGEXP_LIKE(LOWER(x.CONDITION_TEXT), '.*"iam:passedtoservice":([[][^]]*)?"[*?][^"]*".*')
  )
) AS x
  ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.RESOURCE_ARN = p.RESOURCE_ARN
