-- id: EC08
-- title: The instance has been stopped for more than 30 days
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Nobody patches it, and its volumes cost money.
-- remedy: Terminate it, or keep an image of it.
-- evidence: STATE_TRANSITION_REASON
SELECT
  i.*, CASE
    WHEN i.INSTANCE_STATE <> 'stopped' THEN FALSE
    ELSE TRY_CAST(SPLIT_PART(SPLIT_PART(i.STATE_TRANSITION_REASON, '(', 2), ' GMT', 1) || '+00:00' AS TIMESTAMP WITH TIME ZONE) < i.MONITORED_TIME - INTERVAL '30 days'
  END AS FAILED, CASE
    WHEN SPLIT_PART(SPLIT_PART(i.STATE_TRANSITION_REASON, '(', 2), ' GMT', 1) <> '' THEN 'It has been stopped for more than 30 days.'
    ELSE 'For how long it has been stopped is not known.'
  END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
