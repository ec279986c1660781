-- id: IA09
-- title: Nobody has the support role
-- severity: low
-- resource: AWS::::Account
-- needs: iam_roles, iam_users, iam_groups
-- cis: v3 1.17, v5 1.16, v6 2.16
-- why: When something happens, nobody may open a case.
-- remedy: Attach AWSSupportAccess to a role that those take on who handle incidents.
-- fails: absence
SELECT
  'AWS::::Account' AS RESOURCE_TYPE, s.ACCOUNT_ID AS RESOURCE_ID, 'arn:aws:iam::' || s.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
  s.ACCOUNT_ID, s.REGION_NAME, s.LAST_COMPLETE AS MONITORED_TIME, s.COMPLETE_RUN_ID AS RUN_ID,
  a.ACCOUNT_ID IS NULL AS FAILED,
  'AWSSupportAccess is attached to no role, user or group.' AS REASON
FROM EXPECTED_SCOPES AS s
LEFT JOIN (
  SELECT DISTINCT a.ACCOUNT_ID
  FROM IAM_ATTACHMENTS AS a
  WHERE a.VIA = 'direct' AND a.POLICY_ARN LIKE 'arn:%:iam::aws:policy/AWSSupportAccess'
) AS a
  ON a.ACCOUNT_ID = s.ACCOUNT_ID
WHERE s.DATASET_NAME = 'iam_roles' AND s.COMPLETE_RUN_ID IS NOT NULL
