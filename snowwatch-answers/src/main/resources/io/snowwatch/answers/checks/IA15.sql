-- id: IA15
-- title: A service is trusted whoever it acts for
-- severity: low
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: A service can be talked into using the role for somebody else.
-- remedy: Compare aws:SourceAccount or aws:SourceArn, where the service sends them.
-- evidence: PRINCIPAL, CONDITION
-- per: finding
SELECT
  r.*, CASE WHEN s.PRINCIPAL IS NOT NULL THEN TRUE WHEN t.RESOURCE_ARN IS NULL THEN NULL ELSE FALSE END AS FAILED,
  CASE
    WHEN t.RESOURCE_ARN IS NULL THEN 'Its trust policy has no statement that can be read.'
    ELSE 'It trusts a service without comparing the source account.'
  END AS REASON, s.PRINCIPAL, s.CONDITION
FROM IAM_ROLES AS r
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = r.ACCOUNT_ID AND s.RESOURCE_ARN = r.RESOURCE_ARN
  AND s.POLICY_KIND = 'trust' AND s.EFFECT = 'Allow'
  AND s.PRINCIPAL_TYPE = 'Service'
  AND COALESCE(r.PATH, '/') NOT LIKE '/aws-service-role/%'
  AND NOT REGEXP_LIKE(LOWER(COALESCE(CAST(s.CONDITION AS VARCHAR), '')), '.*"(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?":[{](([^{}]|[$][{][^{}]*[}])*,)?"aws:source(account|arn|orgid)":.*')
LEFT JOIN (
  SELECT DISTINCT t.ACCOUNT_ID, t.RESOURCE_ARN FROM IAM_POLICY_STATEMENTS AS t WHERE t.POLICY_KIND = 'trust'
) AS t
  ON t.ACCOUNT_ID = r.ACCOUNT_ID AND t.RESOURCE_ARN = r.RESOURCE_ARN
