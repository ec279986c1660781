-- id: IA11
-- title: Everybody may take on a role
-- severity: critical
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: Every AWS account in the world can use it.
-- remedy: Name the accounts or services that may.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, s.PRINCIPAL IS NOT NULL AS FAILED, 'Its trust policy names everybody, without a condition.' AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL = '*'
  AND (s.CONDITION IS NULL OR CAST(s.CONDITION AS VARCHAR) IN ('{}', 'null'))
