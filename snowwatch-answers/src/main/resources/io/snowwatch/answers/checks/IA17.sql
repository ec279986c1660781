-- id: IA17
-- title: Somebody may give themselves more permissions
-- severity: high
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles, iam_policies
-- why: It is an administrator in one more step.
-- remedy: Bound it by a permissions boundary, or allow these actions on named resources only.
-- evidence: DEED, POLICY_NAME, VIA
-- per: finding
WITH DEEDS AS (
  SELECT v.DEED FROM (VALUES ('iam:CreatePolicyVersion'), ('iam:SetDefaultPolicyVersion'), ('iam:AttachUserPolicy'), ('iam:AttachGroupPolicy'), ('iam:AttachRolePolicy'), ('iam:PutUserPolicy'), ('iam:PutGroupPolicy'), ('iam:PutRolePolicy'), ('iam:AddUserToGroup'), ('iam:UpdateAssumeRolePolicy'), ('iam:CreateAccessKey'), ('iam:CreateLoginProfile'), ('iam:UpdateLoginProfile'), ('iam:PassRole'), ('ec2:RunInstances'), ('lambda:CreateFunction'), ('glue:CreateDevEndpoint'), ('cloudformation:CreateStack'), ('ecs:RunTask'), ('datapipeline:CreatePipeline'), ('sagemaker:CreateNotebookInstance'), ('codebuild:CreateProject')) AS v(DEED)
), ALLOWED AS (
  SELECT h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED, h.POLICY_NAME, h.VIA
  FROM IAM_HELD_STATEMENTS AS h
  JOIN DEEDS AS d ON LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(h.ACTION), '*', '%'), '?', '_')
  WHERE h.EFFECT = 'Allow' AND h.RESOURCE = '*'
  UNION
  SELECT h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED, h.POLICY_NAME, h.VIA
  FROM IAM_HELD_STATEMENTS AS h
  CROSS JOIN DEEDS AS d
  WHERE h.EFFECT = 'Allow' AND h.RESOURCE = '*' AND h.NOT_ACTION IS NOT NULL
  GROUP BY h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED, h.POLICY_NAME, h.VIA, h.SID
  HAVING MAX(CASE WHEN LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(h.NOT_ACTION), '*', '%'), '?', '_') THEN 1 ELSE 0 END) = 0
), DENIED AS (
  SELECT h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED
  FROM IAM_HELD_STATEMENTS AS h
  JOIN DEEDS AS d ON LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(h.ACTION), '*', '%'), '?', '_')
  WHERE h.EFFECT = 'Deny' AND h.RESOURCE = '*' AND COALESCE(CAST(h.CONDITION AS VARCHAR), 'null') IN ('{}', 'null')
  UNION
  SELECT h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED
  FROM IAM_HELD_STATEMENTS AS h
  CROSS JOIN DEEDS AS d
  WHERE h.EFFECT = 'Deny' AND h.RESOURCE = '*' AND h.NOT_ACTION IS NOT NULL
  AND COALESCE(CAST(h.CONDITION AS VARCHAR), 'null') IN ('{}', 'null')
  GROUP BY h.ACCOUNT_ID, h.RESOURCE_ARN, d.DEED, h.POLICY_NAME, h.VIA, h.SID
  HAVING MAX(CASE WHEN LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(h.NOT_ACTION), '*', '%'), '?', '_') THEN 1 ELSE 0 END) = 0
), POWERS AS (
  SELECT a.ACCOUNT_ID, a.RESOURCE_ARN, a.DEED, a.POLICY_NAME, a.VIA
  FROM ALLOWED AS a
  LEFT JOIN DENIED AS x ON x.ACCOUNT_ID = a.ACCOUNT_ID AND x.RESOURCE_ARN = a.RESOURCE_ARN AND x.DEED = a.DEED
  WHERE x.DEED IS NULL
)
SELECT
  p.ACCOUNT_ID, p.REGION_NAME, p.RESOURCE_TYPE, p.RESOURCE_ID, p.RESOURCE_ARN, p.MONITORED_TIME, p.RUN_ID,
  CASE WHEN x.DEED IS NOT NULL THEN TRUE WHEN p.ANY_UNREAD = 1 THEN NULL ELSE FALSE END AS FAILED,
  CASE WHEN x.DEED IS NULL THEN 'What a policy of it allows is not known.' ELSE 'It may give itself more permissions.' END AS REASON,
  x.DEED, x.POLICY_NAME, x.VIA
FROM IAM_HOLDERS AS p
LEFT JOIN (
  SELECT x.ACCOUNT_ID, x.RESOURCE_ARN, x.DEED, x.POLICY_NAME, x.VIA
  FROM POWERS AS x
  WHERE x.DEED LIKE 'iam:%' AND x.DEED <> 'iam:PassRole'
  UNION
  SELECT x.ACCOUNT_ID, x.RESOURCE_ARN, 'iam:PassRole and ' || y.DEED, x.POLICY_NAME, x.VIA
  FROM POWERS AS x
  JOIN POWERS AS y ON y.ACCOUNT_ID = x.ACCOUNT_ID AND y.RESOURCE_ARN = x.RESOURCE_ARN AND y.DEED NOT LIKE 'iam:%'
  WHERE x.DEED = 'iam:PassRole'
) AS x
  ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.RESOURCE_ARN = p.RESOURCE_ARN
