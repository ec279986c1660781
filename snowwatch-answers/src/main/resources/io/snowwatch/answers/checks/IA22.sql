-- id: IA22
-- title: A policy is attached to nothing
-- severity: informational
-- resource: AWS::IAM::ManagedPolicy
-- needs: iam_policies
-- why: Nobody looks after what nobody uses.
-- remedy: Remove it.
SELECT
  p.*, p.ATTACHMENT_COUNT = 0 AND COALESCE(p.PERMISSIONS_BOUNDARY_USAGE_COUNT, 0) = 0 AS FAILED,
  CASE WHEN p.ATTACHMENT_COUNT IS NULL THEN 'How often it is attached is not known.' ELSE 'It is attached to nothing and bounds nobody.' END AS REASON
FROM IAM_POLICIES AS p
WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
