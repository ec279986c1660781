-- id: IA19
-- title: A policy allows everything of a service
-- severity: medium
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies
-- why: Deleting and sharing are among it.
-- remedy: Allow only the actions and resources that are needed.
-- evidence: SID, ACTION, RESOURCE, CONDITION
-- per: finding
SELECT
  p.*,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN NULL ELSE COALESCE(s.EFFECT = 'Allow' AND s.ACTION LIKE '%:*' AND s.ACTION <> '*:*' AND s.RESOURCE = '*', FALSE) AND TRUE END AS FAILED,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN 'Its document has no statement that can be read.' ELSE 'It allows every action of a service on every resource.' END AS REASON,
  s.SID, s.ACTION, s.RESOURCE, s.CONDITION
FROM IAM_POLICIES AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.RESOURCE_ARN = p.RESOURCE_ARN
WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
