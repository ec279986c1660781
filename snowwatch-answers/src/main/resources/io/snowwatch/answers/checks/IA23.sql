-- id: IA23
-- title: There are IAM users
-- severity: informational
-- resource: AWS::IAM::User
-- needs: iam_users
-- cis: v3 1.21, v5 1.20, v6 2.20
-- why: Users have passwords and keys of their own that nobody takes back when they leave.
-- remedy: Let people sign in through an identity provider; exempt those that have to stay.
SELECT
  u.*, TRUE AS FAILED, 'It is an IAM user; whether it may be one is for you to say.' AS REASON
FROM IAM_USERS AS u
