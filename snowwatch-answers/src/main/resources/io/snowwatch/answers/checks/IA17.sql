-- id: IA17
-- title: Somebody may give themselves more permissions
-- severity: high
-- resource: AWS::IAM::User
-- needs: iam_users, iam_groups, iam_roles, iam_policies
-- why: It is an administrator in one more step.
-- remedy: Bound it by a permissions boundary, or allow these actions on named resources only.
-- evidence: DEED, POLICY_NAME, VIA
-- per: finding
SELECT
  p.*, x.DEED IS NOT NULL AS FAILED, 'It may give itself more permissions.' AS REASON, x.DEED, x.POLICY_NAME, x.VIA
FROM IAM_PRINCIPALS AS p
LEFT JOIN (
  SELECT DISTINCT s.ACCOUNT_ID, s.PRINCIPAL_TYPE, s.PRINCIPAL_NAME, d.DEED, s.POLICY_NAME, s.VIA
  FROM IAM_EFFECTIVE_STATEMENTS AS s
  JOIN (VALUES ('iam:CreatePolicyVersion'), ('iam:SetDefaultPolicyVersion'), ('iam:AttachUserPolicy'), ('iam:AttachGroupPolicy'), ('iam:AttachRolePolicy'), ('iam:PutUserPolicy'), ('iam:PutGroupPolicy'), ('iam:PutRolePolicy'), ('iam:AddUserToGroup'), ('iam:UpdateAssumeRolePolicy'), ('iam:CreateAccessKey'), ('iam:CreateLoginProfile'), ('iam:UpdateLoginProfile')) AS d(DEED)
    ON LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(s.ACTION), '*', '%'), '?', '_')
  WHERE s.EFFECT = 'Allow' AND s.RESOURCE = '*'
  UNION
  SELECT DISTINCT s.ACCOUNT_ID, s.PRINCIPAL_TYPE, s.PRINCIPAL_NAME, 'iam:PassRole and ' || t.DEED, s.POLICY_NAME, s.VIA
  FROM IAM_EFFECTIVE_STATEMENTS AS s
  JOIN (
    SELECT DISTINCT s.ACCOUNT_ID, s.PRINCIPAL_TYPE, s.PRINCIPAL_NAME, d.DEED
    FROM IAM_EFFECTIVE_STATEMENTS AS s
    JOIN (VALUES ('ec2:RunInstances'), ('lambda:CreateFunction'), ('glue:CreateDevEndpoint'), ('cloudformation:CreateStack'), ('ecs:RunTask'), ('datapipeline:CreatePipeline'), ('sagemaker:CreateNotebookInstance'), ('codebuild:CreateProject')) AS d(DEED)
      ON LOWER(d.DEED) LIKE REPLACE(REPLACE(LOWER(s.ACTION), '*', '%'), '?', '_')
    WHERE s.EFFECT = 'Allow' AND s.RESOURCE = '*'
  ) AS t
    ON t.ACCOUNT_ID = s.ACCOUNT_ID AND t.PRINCIPAL_TYPE = s.PRINCIPAL_TYPE AND t.PRINCIPAL_NAME = s.PRINCIPAL_NAME
  WHERE s.EFFECT = 'Allow' AND s.RESOURCE = '*' AND 'iam:passrole' LIKE REPLACE(REPLACE(LOWER(s.ACTION), '*', '%'), '?', '_')
) AS x
  ON x.ACCOUNT_ID = p.ACCOUNT_ID AND x.PRINCIPAL_TYPE = p.PRINCIPAL_TYPE AND x.PRINCIPAL_NAME = p.PRINCIPAL_NAME
