-- id: IA24
-- title: Nothing bounds the permissions of a user or role
-- severity: informational
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles
-- why: What somebody attaches is what it has.
-- remedy: Set a permissions boundary where your rules ask for one; mute the check where they do not.
-- looks: each
SELECT
  p.*, p.PERMISSIONS_BOUNDARY_ARN IS NULL AS FAILED, 'It has no permissions boundary.' AS REASON
FROM IAM_PRINCIPALS AS p
WHERE p.PRINCIPAL_TYPE IN ('user', 'role')
