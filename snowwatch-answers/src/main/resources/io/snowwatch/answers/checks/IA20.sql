-- id: IA20
-- title: A statement allows everything but something
-- severity: medium
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies, iam_users, iam_groups, iam_roles
-- why: What AWS adds tomorrow is allowed too.
-- remedy: Say what is allowed instead.
-- evidence: POLICY_NAME, SID, NOT_ACTION, NOT_RESOURCE
-- per: finding
-- looks: each
SELECT
  p.ACCOUNT_ID, p.REGION_NAME, p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.MONITORED_TIME, p.RUN_ID,
  CASE WHEN s.EFFECT IS NOT NULL THEN TRUE WHEN p.OWN_UNREAD = 1 THEN NULL ELSE FALSE END AS FAILED,
  CASE WHEN s.EFFECT IS NULL THEN 'A policy of it has no statement that can be read.' ELSE 'A statement allows all but what it excepts.' END AS REASON,
  s.POLICY_NAME, s.SID, s.NOT_ACTION, s.NOT_RESOURCE
FROM IAM_HOLDERS AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.RESOURCE_ARN = p.RESOURCE_ARN
  AND s.POLICY_KIND <> 'trust' AND s.EFFECT = 'Allow' AND (s.NOT_ACTION IS NOT NULL OR s.NOT_RESOURCE IS NOT NULL)
