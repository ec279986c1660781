-- id: IA17
-- title: Somebody may give themselves more permissions
-- severity: high
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles, iam_policies
-- why: It is an administrator in one more step.
-- remedy: Bound it by a permissions boundary, or allow these actions on named resources only.
-- evidence: DEED, POLICY_NAME, VIA
-- per: finding
SELECT
  p.ACCOUNT_ID, p.REGION_NAME, p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.MONITORED_TIME, p.RUN_ID,
  CASE WHEN x.DEED IS NOT NULL THEN TRUE WHEN p.ANY_UNREAD = 1 THEN NULL ELSE FALSE END AS FAILED,
  CASE WHEN x.DEED IS NULL THEN 'What a policy of it allows is not known.' ELSE 'It may give itself more permissions.' END AS REASON,
  x.DEED, x.POLICY_NAME, x.VIA
FROM IAM_HOLDERS AS p
LEFT JOIN (
  SELECT x.ACCOUNT_ID, x.RESOURCE_ARN, x.DEED, x.POLICY_NAME, x.VIA
  FROM IAM_POWERS AS x
  WHERE x.DEED LIKE 'iam:%' AND x.DEED <> 'iam:PassRole'
  UNION
  SELECT x.ACCOUNT_ID, x.RESOURCE_ARN, 'iam:PassRole and ' || y.DEED, x.POLICY_NAME, x.VIA
  FROM IAM_POWERS AS x
  JOIN IAM_POWERS AS y ON y.ACCOUNT_ID = x.ACCOUNT_ID AND y.RESOURCE_ARN = x.RESOURCE_ARN AND y.DEED NOT LIKE 'iam:%'
  WHERE x.DEED = 'iam:PassRole'
) AS x
  ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.RESOURCE_ARN = p.RESOURCE_ARN
