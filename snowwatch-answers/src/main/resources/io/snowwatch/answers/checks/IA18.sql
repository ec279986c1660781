-- id: IA18
-- title: Somebody may pass on every role
-- severity: medium
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles, iam_policies
-- why: What runs with a role of more permissions than one has oneself does what one may not.
-- remedy: Name the roles, or the services by iam:PassedToService.
-- evidence: ACTION, POLICY_NAME, VIA
-- per: finding
SELECT
  p.*, s.POLICY_NAME IS NOT NULL AS FAILED, 'It may pass on every role to every service.' AS REASON, s.ACTION, s.POLICY_NAME, s.VIA
FROM IAM_PRINCIPALS AS p
LEFT JOIN IAM_EFFECTIVE_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.PRINCIPAL_TYPE = p.PRINCIPAL_TYPE AND s.PRINCIPAL_NAME = p.PRINCIPAL_NAME
  AND s.EFFECT = 'Allow' AND s.RESOURCE = '*'
  AND 'iam:passrole' LIKE REPLACE(REPLACE(LOWER(s.ACTION), '*', '%'), '?', '_')
  AND LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')) NOT LIKE '%"iam:passedtoservice"%'
