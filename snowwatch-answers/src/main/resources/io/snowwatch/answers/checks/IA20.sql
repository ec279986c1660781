-- id: IA20
-- title: A statement allows everything but something
-- severity: medium
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies, iam_users, iam_groups, iam_roles
-- why: What AWS adds tomorrow is allowed too.
-- remedy: Say what is allowed instead.
-- evidence: POLICY_NAME, SID, NOT_ACTION, NOT_RESOURCE
-- per: finding
SELECT
  h.*, s.EFFECT IS NOT NULL AS FAILED, 'A statement allows all but what it excepts.' AS REASON,
  s.POLICY_NAME, s.SID, s.NOT_ACTION, s.NOT_RESOURCE
FROM (
  SELECT p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.ACCOUNT_ID, p.REGION_NAME, p.MONITORED_TIME, p.RUN_ID
  FROM IAM_POLICIES AS p WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
  UNION ALL
  SELECT p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.ACCOUNT_ID, p.REGION_NAME, p.MONITORED_TIME, p.RUN_ID
  FROM IAM_PRINCIPALS AS p
) AS h
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = h.ACCOUNT_ID AND s.RESOURCE_ARN = h.RESOURCE_ARN
  AND s.POLICY_KIND <> 'trust' AND s.EFFECT = 'Allow' AND (s.NOT_ACTION IS NOT NULL OR s.NOT_RESOURCE IS NOT NULL)
