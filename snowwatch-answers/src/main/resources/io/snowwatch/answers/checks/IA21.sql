-- id: IA21
-- title: A group has no members
-- severity: informational
-- resource: AWS::IAM::Group
-- needs: iam_groups, iam_users
-- why: Whoever is added gets what nobody has looked at for long.
-- remedy: Remove it.
-- fails: absence
SELECT
  g.*, m.GROUP_NAME IS NULL AS FAILED, 'No user is in it.' AS REASON
FROM IAM_GROUPS AS g
LEFT JOIN (SELECT DISTINCT x.ACCOUNT_ID, x.GROUP_NAME FROM IAM_GROUP_MEMBERS AS x) AS m
  ON m.ACCOUNT_ID = g.ACCOUNT_ID AND m.GROUP_NAME = g.GROUP_NAME
