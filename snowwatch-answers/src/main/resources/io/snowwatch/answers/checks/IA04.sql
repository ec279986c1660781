-- id: IA04
-- title: A policy that allows everything is attached to nothing
-- severity: low
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies
-- why: Whoever may attach it becomes an administrator.
-- remedy: Remove it.
-- evidence: SID, ACTION, RESOURCE, CONDITION
-- per: finding
SELECT
  p.*,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN NULL ELSE COALESCE(s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*', FALSE) AND p.ATTACHMENT_COUNT = 0 END AS FAILED,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN 'Its document has no statement that can be read.' WHEN p.ATTACHMENT_COUNT IS NULL THEN 'How often it is attached is not known.' ELSE 'It allows every action on every resource, and waits to be attached.' END AS REASON,
  s.SID, s.ACTION, s.RESOURCE, s.CONDITION
FROM IAM_POLICIES AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.RESOURCE_ARN = p.RESOURCE_ARN
WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
