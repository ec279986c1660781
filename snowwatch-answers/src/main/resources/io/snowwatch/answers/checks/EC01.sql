-- id: EC01
-- title: IMDSv1 is allowed
-- severity: medium
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- cis: v3 5.6, v5 5.7, v6 6.7
-- why: A flaw that lets somebody make the instance fetch a URL gives them its credentials.
-- remedy: Set HttpTokens to required.
-- evidence: METADATA_ENDPOINT, METADATA_TOKENS
SELECT
  i.*, i.METADATA_ENDPOINT = 'enabled' AND i.METADATA_TOKENS <> 'required' AS FAILED, CASE
    WHEN i.METADATA_ENDPOINT IS NULL OR i.METADATA_TOKENS IS NULL THEN 'Its metadata options are not known.'
    ELSE 'Instance metadata can be read without a token.'
  END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
