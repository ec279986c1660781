-- id: IA01
-- title: A customer policy that allows everything is attached
-- severity: critical
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies
-- cis: v3 1.16, v5 1.15, v6 2.15
-- why: Who has it can do everything in the account. A condition does not excuse it.
-- remedy: Allow only the actions and resources that are needed.
-- evidence: SID, ACTION, RESOURCE, CONDITION
-- per: finding
SELECT
  p.*,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN NULL ELSE COALESCE(s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*', FALSE) AND p.ATTACHMENT_COUNT > 0 END AS FAILED,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN 'Its document has no statement that can be read.' WHEN p.ATTACHMENT_COUNT IS NULL THEN 'How often it is attached is not known.' ELSE 'It allows every action on every resource, and is attached.' END AS REASON,
  s.SID, s.ACTION, s.RESOURCE, s.CONDITION
FROM IAM_POLICIES AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.RESOURCE_ARN = p.RESOURCE_ARN
WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
