-- id: SG03
-- title: The default group allows traffic
-- severity: medium
-- resource: AWS::EC2::SecurityGroup
-- needs: security_groups
-- cis: v3 5.4, v5 5.5, v6 6.5
-- why: What is launched without a group gets the default one, and whatever it allows.
-- remedy: Remove every rule of the default group and give resources groups of their own.
-- evidence: INGRESS_COUNT, EGRESS_COUNT
SELECT
  g.*, g.INGRESS_COUNT > 0 OR g.EGRESS_COUNT > 0 AS FAILED,
  CASE
    WHEN g.INGRESS_COUNT IS NULL OR g.EGRESS_COUNT IS NULL THEN 'Not all of its rules are known.'
    ELSE 'The default group of the VPC has rules.'
  END AS REASON
FROM SECURITY_GROUPS AS g
WHERE g.GROUP_NAME = 'default'
