-- id: EC11
-- title: The instance is paravirtual
-- severity: low
-- resource: AWS::EC2::Instance
-- needs: ec2_instances
-- why: Such instances are old and slow, and get fewer protections.
-- remedy: Launch it anew from an HVM image.
-- evidence: VIRTUALIZATION_TYPE
SELECT
  i.*, i.VIRTUALIZATION_TYPE = 'paravirtual' AS FAILED, CASE WHEN i.VIRTUALIZATION_TYPE IS NULL THEN 'Its virtualization type is not known.' ELSE 'Its virtualization type is paravirtual.' END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
