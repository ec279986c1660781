-- id: IA16
-- title: A role has not been used for 60 days
-- severity: low
-- resource: AWS::IAM::Role
-- needs: iam_roles
-- why: What nobody needs can still be misused.
-- remedy: Remove it.
-- evidence: LAST_USED_TIME, CREATE_DATE
SELECT
  r.*, COALESCE(r.LAST_USED_TIME, r.CREATE_DATE) < r.MONITORED_TIME - INTERVAL '60 days' AS FAILED,
  CASE WHEN COALESCE(r.LAST_USED_TIME, r.CREATE_DATE) IS NULL THEN 'When it was created or taken on is not known.' ELSE 'It was not taken on in the last 60 days.' END AS REASON
FROM IAM_ROLES AS r
