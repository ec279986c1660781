-- id: IA05
-- title: A user has permissions of its own
-- severity: low
-- resource: AWS::IAM::User
-- needs: iam_users
-- cis: v3 1.15, v5 1.14, v6 2.14
-- why: Permissions of single users are hard to review.
-- remedy: Give permissions to groups or roles.
-- evidence: INLINE_POLICY_COUNT, ATTACHED_POLICY_COUNT
SELECT
  u.*, COALESCE(u.INLINE_POLICY_COUNT, 0) + COALESCE(u.ATTACHED_POLICY_COUNT, 0) > 0 AS FAILED,
  'It has policies of its own.' AS REASON
FROM IAM_USERS AS u
