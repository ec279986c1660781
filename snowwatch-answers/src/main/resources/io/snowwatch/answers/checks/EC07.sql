-- id: EC07
-- title: A key pair is in use
-- severity: informational
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Who has the key file can log in, and nobody can tell who that was.
-- remedy: Use Session Manager or EC2 Instance Connect.
-- evidence: KEY_NAME
SELECT
  i.*, i.KEY_NAME IS NOT NULL AS FAILED, 'It was launched with a key pair.' AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
