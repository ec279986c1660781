-- SCOPE_RUNS: What each run did about each dataset, account and Region, and whether it has landed
WITH RUNS AS (
  SELECT R.*
  FROM AWS.HARVEST_MONITORING_LANDING_ZONE AS R
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID
    ORDER BY CASE WHEN R.OUTCOME = 'SUCCEEDED' THEN 0 ELSE 1 END, R.SOURCE_FILE, R.SOURCE_FILE_ROW_NUMBER
  ) = 1
), LANDED AS (
  SELECT 'ec2_instances' AS DATASET_NAME, L.ACCOUNT_ID, L.REGION_NAME AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.EC2_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'iam_users' AS DATASET_NAME, L.ACCOUNT_ID, 'global' AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.IAM_USER_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'iam_groups' AS DATASET_NAME, L.ACCOUNT_ID, 'global' AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.IAM_GROUP_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'iam_roles' AS DATASET_NAME, L.ACCOUNT_ID, 'global' AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.IAM_ROLE_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'iam_policies' AS DATASET_NAME, L.ACCOUNT_ID, 'global' AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.IAM_POLICY_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'load_balancers' AS DATASET_NAME, L.ACCOUNT_ID, L.REGION_NAME AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.ELB_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT 'security_groups' AS DATASET_NAME, L.ACCOUNT_ID, L.REGION_NAME AS REGION_NAME, L.RUN_ID, COUNT(*) AS LANDED_ROWS
  FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE AS L
  WHERE L.RUN_ID IS NOT NULL
  GROUP BY 1, 2, 3, 4
)
SELECT
  R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME, R.OUTCOME, R.REASON,
  R.ERROR_CODE, R.ERROR_MESSAGE, R.RECORD_COUNT, COALESCE(N.LANDED_ROWS, 0) AS LANDED_ROWS,
  COALESCE(R.INCOMPLETE_COUNT, 0) AS INCOMPLETE_COUNT,
  R.OUTCOME = 'SUCCEEDED' AND COALESCE(N.LANDED_ROWS, 0) = R.RECORD_COUNT AS COMPLETE
FROM RUNS AS R
LEFT JOIN LANDED AS N
  ON N.DATASET_NAME = R.DATASET_NAME
  AND N.ACCOUNT_ID = R.ACCOUNT_ID
  AND N.REGION_NAME = R.REGION_NAME
  AND N.RUN_ID = R.RUN_ID;

-- SCOPES: What is known of each dataset, account and Region, and how old it is
WITH LAST_RUNS AS (
  SELECT R.*
  FROM SCOPE_RUNS AS R
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME DESC, R.RUN_ID DESC
  ) = 1
), COMPLETE_RUNS AS (
  SELECT R.*
  FROM SCOPE_RUNS AS R
  WHERE R.COMPLETE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME DESC, R.RUN_ID DESC
  ) = 1
), SUCCEEDED AS (
  SELECT R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, MAX(R.MONITORED_TIME) AS LAST_SUCCEEDED
  FROM SCOPE_RUNS AS R
  WHERE R.OUTCOME = 'SUCCEEDED'
  GROUP BY 1, 2, 3
)
SELECT
  L.DATASET_NAME, L.ACCOUNT_ID, L.REGION_NAME, L.MONITORED_TIME AS LAST_ATTEMPT,
  L.OUTCOME AS LAST_OUTCOME, L.REASON AS LAST_REASON,
  L.ERROR_CODE || ': ' || L.ERROR_MESSAGE AS LAST_ERROR,
  S.LAST_SUCCEEDED, C.MONITORED_TIME AS LAST_COMPLETE, C.RUN_ID AS COMPLETE_RUN_ID, C.RECORD_COUNT,
  C.INCOMPLETE_COUNT,
  DATEDIFF('second', C.MONITORED_TIME, CURRENT_TIMESTAMP) AS AGE_SECONDS
FROM LAST_RUNS AS L
LEFT JOIN COMPLETE_RUNS AS C
  ON C.DATASET_NAME = L.DATASET_NAME AND C.ACCOUNT_ID = L.ACCOUNT_ID AND C.REGION_NAME = L.REGION_NAME
LEFT JOIN SUCCEEDED AS S
  ON S.DATASET_NAME = L.DATASET_NAME AND S.ACCOUNT_ID = L.ACCOUNT_ID AND S.REGION_NAME = L.REGION_NAME;

-- EXPECTED_SCOPES: Each dataset, account and Region that somebody should have looked at, and what is known
WITH DATASETS AS (
  SELECT 'ec2_instances' AS DATASET_NAME, 'REGIONAL' AS COVERAGE
  UNION ALL
  SELECT 'iam_users' AS DATASET_NAME, 'GLOBAL' AS COVERAGE
  UNION ALL
  SELECT 'iam_groups' AS DATASET_NAME, 'GLOBAL' AS COVERAGE
  UNION ALL
  SELECT 'iam_roles' AS DATASET_NAME, 'GLOBAL' AS COVERAGE
  UNION ALL
  SELECT 'iam_policies' AS DATASET_NAME, 'GLOBAL' AS COVERAGE
  UNION ALL
  SELECT 'load_balancers' AS DATASET_NAME, 'REGIONAL' AS COVERAGE
  UNION ALL
  SELECT 'security_groups' AS DATASET_NAME, 'REGIONAL' AS COVERAGE
), ACCOUNTS AS (
  SELECT DISTINCT S.ACCOUNT_ID FROM SCOPES AS S
), REGIONS AS (
  SELECT DISTINCT S.ACCOUNT_ID, S.REGION_NAME, 'REGIONAL' AS COVERAGE
  FROM SCOPES AS S
  WHERE S.REGION_NAME <> 'global' AND COALESCE(S.LAST_REASON, '') <> 'NOT_OPTED_IN'
  UNION ALL
  SELECT A.ACCOUNT_ID, 'global', 'GLOBAL' FROM ACCOUNTS AS A
), WANTED AS (
  SELECT D.DATASET_NAME, A.ACCOUNT_ID, R.REGION_NAME
  FROM DATASETS AS D
  CROSS JOIN ACCOUNTS AS A
  LEFT JOIN REGIONS AS R ON R.ACCOUNT_ID = A.ACCOUNT_ID AND R.COVERAGE = D.COVERAGE
)
SELECT
  W.DATASET_NAME, W.ACCOUNT_ID, W.REGION_NAME, S.LAST_COMPLETE, S.COMPLETE_RUN_ID,
  CASE
    WHEN S.LAST_COMPLETE IS NOT NULL THEN NULL
    WHEN S.LAST_OUTCOME = 'SUCCEEDED' THEN 'What the last run wrote has not landed completely.'
    WHEN S.LAST_OUTCOME = 'FAILED' THEN 'The last run failed: ' || COALESCE(S.LAST_ERROR, S.LAST_REASON, 'no reason is known')
    WHEN S.LAST_OUTCOME = 'SKIPPED' THEN 'The last run left it out: ' || COALESCE(S.LAST_REASON, 'no reason is known')
    ELSE 'No run has looked at it.'
  END AS REASON
FROM WANTED AS W
LEFT JOIN SCOPES AS S
  ON S.DATASET_NAME = W.DATASET_NAME AND S.ACCOUNT_ID = W.ACCOUNT_ID AND S.REGION_NAME = W.REGION_NAME;

-- OBJECTS_NOT_LOADED: Objects that a run wrote and that no row came from
WITH FILES AS (
  SELECT DISTINCT SOURCE_FILE FROM AWS.EC2_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.IAM_USER_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.IAM_GROUP_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.IAM_ROLE_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.IAM_POLICY_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.ELB_MONITORING_LANDING_ZONE
  UNION ALL
  SELECT DISTINCT SOURCE_FILE FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE
), WRITTEN AS (
  SELECT DISTINCT E.DATASET_NAME, E.ACCOUNT_ID, E.REGION_NAME, E.RUN_ID, E.MONITORED_TIME, (E.OBJECT ->> '$') AS OBJECT_KEY
  FROM (SELECT E.*, unnest(CASE WHEN json_type(E.OBJECT_KEYS) = 'ARRAY' THEN json_extract(E.OBJECT_KEYS, '$[*]') END) AS OBJECT
  FROM AWS.HARVEST_MONITORING_LANDING_ZONE AS E) AS E
  WHERE E.OUTCOME = 'SUCCEEDED' AND E.RECORD_COUNT > 0
)
SELECT W.DATASET_NAME, W.ACCOUNT_ID, W.REGION_NAME, W.RUN_ID, W.MONITORED_TIME, W.OBJECT_KEY
FROM WRITTEN AS W
LEFT JOIN FILES AS F ON F.SOURCE_FILE = W.OBJECT_KEY
WHERE F.SOURCE_FILE IS NULL;

-- EC2_INSTANCES: EC2 instances, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.INSTANCE_ID IS NOT NULL THEN 'AWS::EC2::Instance' END AS RESOURCE_TYPE,
  L.INSTANCE_ID AS RESOURCE_ID,
  CASE WHEN L.INSTANCE_ID IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':ec2:' || L.REGION_NAME || ':' || L.ACCOUNT_ID || ':instance/' || L.INSTANCE_ID END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  L.REGION_NAME AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.ARCHITECTURE AS ARCHITECTURE,
  L.INSTANCE_TYPE AS INSTANCE_TYPE,
  L.KEY_NAME AS KEY_NAME,
  L.LAUNCH_TIME AS LAUNCH_TIME,
  L.INSTANCE_STATE AS INSTANCE_STATE,
  L.INSTANCE_NAME AS INSTANCE_NAME,
  L.INSTANCE_ID AS INSTANCE_ID,
  L.IMAGE_ID AS IMAGE_ID,
  L.VPC_ID AS VPC_ID,
  L.SUBNET_ID AS SUBNET_ID,
  L.PRIVATE_IP_ADDRESS AS PRIVATE_IP_ADDRESS,
  L.PUBLIC_IP_ADDRESS AS PUBLIC_IP_ADDRESS,
  L.INSTANCE_PROFILE_ARN AS INSTANCE_PROFILE_ARN,
  L.AVAILABILITY_ZONE AS AVAILABILITY_ZONE,
  L.STATE_TRANSITION_REASON AS STATE_TRANSITION_REASON,
  L.METADATA_ENDPOINT AS METADATA_ENDPOINT,
  L.METADATA_TOKENS AS METADATA_TOKENS,
  L.METADATA_HOP_LIMIT AS METADATA_HOP_LIMIT,
  L.MONITORING_STATE AS MONITORING_STATE,
  L.VIRTUALIZATION_TYPE AS VIRTUALIZATION_TYPE,
  L.IPV6_ADDRESS AS IPV6_ADDRESS,
  L.INTERFACE_COUNT AS INTERFACE_COUNT,
  L.RAW_DATA AS RAW_DATA
FROM AWS.EC2_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'ec2_instances'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = L.REGION_NAME
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- IAM_USERS: IAM users, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.USER_NAME IS NOT NULL THEN 'AWS::IAM::User' END AS RESOURCE_TYPE,
  L.USER_NAME AS RESOURCE_ID,
  CASE WHEN L.USER_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  'global' AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.ARN AS ARN,
  L.CREATED_DATE AS CREATED_DATE,
  L.PATH AS PATH,
  L.USER_ID AS USER_ID,
  L.USER_NAME AS USER_NAME,
  L.MFA_IS_ENABLED AS MFA_IS_ENABLED,
  L.PERMISSIONS_BOUNDARY_ARN AS PERMISSIONS_BOUNDARY_ARN,
  L.INLINE_POLICY_COUNT AS INLINE_POLICY_COUNT,
  L.ATTACHED_POLICY_COUNT AS ATTACHED_POLICY_COUNT,
  L.GROUP_COUNT AS GROUP_COUNT,
  L.MFA_DEVICE_COUNT AS MFA_DEVICE_COUNT,
  L.RAW_DATA AS RAW_DATA
FROM AWS.IAM_USER_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'iam_users'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = 'global'
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- IAM_GROUPS: IAM groups, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.GROUP_NAME IS NOT NULL THEN 'AWS::IAM::Group' END AS RESOURCE_TYPE,
  L.GROUP_NAME AS RESOURCE_ID,
  CASE WHEN L.GROUP_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  'global' AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.ARN AS ARN,
  L.CREATE_DATE AS CREATE_DATE,
  L.GROUP_ID AS GROUP_ID,
  L.GROUP_NAME AS GROUP_NAME,
  L.PATH AS PATH,
  L.INLINE_POLICY_COUNT AS INLINE_POLICY_COUNT,
  L.ATTACHED_POLICY_COUNT AS ATTACHED_POLICY_COUNT,
  L.RAW_DATA AS RAW_DATA
FROM AWS.IAM_GROUP_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'iam_groups'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = 'global'
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- IAM_ROLES: IAM roles, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.ROLE_NAME IS NOT NULL THEN 'AWS::IAM::Role' END AS RESOURCE_TYPE,
  L.ROLE_NAME AS RESOURCE_ID,
  CASE WHEN L.ROLE_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  'global' AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.ARN AS ARN,
  L.CREATE_DATE AS CREATE_DATE,
  L.PATH AS PATH,
  L.ROLE_ID AS ROLE_ID,
  L.ROLE_NAME AS ROLE_NAME,
  L.PERMISSIONS_BOUNDARY_ARN AS PERMISSIONS_BOUNDARY_ARN,
  L.INLINE_POLICY_COUNT AS INLINE_POLICY_COUNT,
  L.ATTACHED_POLICY_COUNT AS ATTACHED_POLICY_COUNT,
  L.LAST_USED_TIME AS LAST_USED_TIME,
  L.LAST_USED_REGION AS LAST_USED_REGION,
  L.RAW_DATA AS RAW_DATA
FROM AWS.IAM_ROLE_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'iam_roles'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = 'global'
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- IAM_POLICIES: IAM policies, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.ARN IS NOT NULL THEN 'AWS::IAM::ManagedPolicy' END AS RESOURCE_TYPE,
  L.ARN AS RESOURCE_ID,
  CASE WHEN L.ARN IS NOT NULL THEN L.ARN END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  'global' AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.ARN AS ARN,
  L.ATTACHMENT_COUNT AS ATTACHMENT_COUNT,
  L.CREATE_DATE AS CREATE_DATE,
  L.DEFAULT_VERSION_ID AS DEFAULT_VERSION_ID,
  L.IS_ATTACHABLE AS IS_ATTACHABLE,
  L.PATH AS PATH,
  L.PERMISSIONS_BOUNDARY_USAGE_COUNT AS PERMISSIONS_BOUNDARY_USAGE_COUNT,
  L.POLICY_ID AS POLICY_ID,
  L.POLICY_NAME AS POLICY_NAME,
  L.UPDATE_DATE AS UPDATE_DATE,
  L.RAW_DATA AS RAW_DATA
FROM AWS.IAM_POLICY_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'iam_policies'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = 'global'
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- LOAD_BALANCERS: Load balancers, classic and v2, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.LOAD_BALANCER_ARN IS NOT NULL THEN 'AWS::ElasticLoadBalancingV2::LoadBalancer' WHEN L.LOAD_BALANCER_NAME IS NOT NULL THEN 'AWS::ElasticLoadBalancing::LoadBalancer' END AS RESOURCE_TYPE,
  COALESCE(L.LOAD_BALANCER_ARN, L.LOAD_BALANCER_NAME) AS RESOURCE_ID,
  CASE WHEN L.LOAD_BALANCER_ARN IS NOT NULL THEN L.LOAD_BALANCER_ARN WHEN L.LOAD_BALANCER_NAME IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':elasticloadbalancing:' || L.REGION_NAME || ':' || L.ACCOUNT_ID || ':loadbalancer/' || L.LOAD_BALANCER_NAME END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  L.REGION_NAME AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.HOSTED_ZONE_NAME AS HOSTED_ZONE_NAME,
  L.HOSTED_ZONE_NAME_ID AS HOSTED_ZONE_NAME_ID,
  L.CREATED_TIME AS CREATED_TIME,
  L.DNS_NAME AS DNS_NAME,
  L.LOAD_BALANCER_NAME AS LOAD_BALANCER_NAME,
  L.SCHEME AS SCHEME,
  L.VPC_ID AS VPC_ID,
  L.LOAD_BALANCER_ARN AS LOAD_BALANCER_ARN,
  L.TYPE AS TYPE,
  L.STATE AS STATE,
  L.IP_ADDRESS_TYPE AS IP_ADDRESS_TYPE,
  L.LISTENER_COUNT AS LISTENER_COUNT,
  L.ZONE_COUNT AS ZONE_COUNT,
  L.INSTANCE_COUNT AS INSTANCE_COUNT,
  L.SECURITY_GROUP_COUNT AS SECURITY_GROUP_COUNT,
  L.RAW_DATA AS RAW_DATA
FROM AWS.ELB_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'load_balancers'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = L.REGION_NAME
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- SECURITY_GROUPS: Security groups, as the last complete run of each scope saw them
SELECT
  CASE WHEN L.GROUP_ID IS NOT NULL THEN 'AWS::EC2::SecurityGroup' END AS RESOURCE_TYPE,
  L.GROUP_ID AS RESOURCE_ID,
  CASE WHEN L.GROUP_ID IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':ec2:' || L.REGION_NAME || ':' || L.OWNER_ID || ':security-group/' || L.GROUP_ID END AS RESOURCE_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  L.REGION_NAME AS REGION_NAME,
  L.MONITORED_TIME AS MONITORED_TIME,
  L.RUN_ID AS RUN_ID,
  L.DESCRIPTION AS DESCRIPTION,
  L.GROUP_ID AS GROUP_ID,
  L.GROUP_NAME AS GROUP_NAME,
  L.OWNER_ID AS OWNER_ID,
  L.VPC_ID AS VPC_ID,
  L.INGRESS_COUNT AS INGRESS_COUNT,
  L.EGRESS_COUNT AS EGRESS_COUNT,
  L.RAW_DATA AS RAW_DATA
FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE AS L
JOIN SCOPES AS S
  ON S.DATASET_NAME = 'security_groups'
  AND S.ACCOUNT_ID = L.ACCOUNT_ID
  AND S.REGION_NAME = L.REGION_NAME
  AND S.COMPLETE_RUN_ID = L.RUN_ID
  AND S.LAST_COMPLETE = L.MONITORED_TIME;

-- INSTANCE_INTERFACES: Network interfaces of instances
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.NIC, '$."NetworkInterfaceId"') AS INTERFACE_ID,
  json_extract_string(E.NIC, '$."VpcId"') AS VPC_ID,
  json_extract_string(E.NIC, '$."SubnetId"') AS SUBNET_ID,
  json_extract_string(E.NIC, '$."PrivateIpAddress"') AS PRIVATE_IP_ADDRESS,
  json_extract_string(E.NIC, '$."Association"."PublicIp"') AS PUBLIC_IP_ADDRESS,
  json_extract_string(E.NIC, '$."Ipv6Addresses"[0]."Ipv6Address"') AS IPV6_ADDRESS,
  TRY_CAST(json_extract_string(E.NIC, '$."SourceDestCheck"') AS BOOLEAN) AS SOURCE_DEST_CHECK
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."NetworkInterfaces"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."NetworkInterfaces"'), '$[*]') END) AS NIC
  FROM EC2_INSTANCES AS E) AS E;

-- INSTANCE_SECURITY_GROUPS: Security groups of instances, one row per interface and group
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.NIC, '$."NetworkInterfaceId"') AS INTERFACE_ID,
  json_extract_string(E.SG, '$."GroupId"') AS GROUP_ID,
  json_extract_string(E.SG, '$."GroupName"') AS GROUP_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.NIC, '$."Groups"')) = 'ARRAY' THEN json_extract(json_extract(E.NIC, '$."Groups"'), '$[*]') END) AS SG
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."NetworkInterfaces"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."NetworkInterfaces"'), '$[*]') END) AS NIC
  FROM EC2_INSTANCES AS E) AS E) AS E;

-- INSTANCE_PRIMARY_GROUPS: Security groups of the first interface of instances, as the instance itself names them
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.SG, '$."GroupId"') AS GROUP_ID,
  json_extract_string(E.SG, '$."GroupName"') AS GROUP_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."SecurityGroups"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."SecurityGroups"'), '$[*]') END) AS SG
  FROM EC2_INSTANCES AS E) AS E;

-- INSTANCE_ADDRESSES: Addresses of the network interfaces of instances
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.NIC, '$."NetworkInterfaceId"') AS INTERFACE_ID,
  'private' AS ADDRESS_TYPE,
  json_extract_string(E.ADDRESS, '$."PrivateIpAddress"') AS ADDRESS
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.NIC, '$."PrivateIpAddresses"')) = 'ARRAY' THEN json_extract(json_extract(E.NIC, '$."PrivateIpAddresses"'), '$[*]') END) AS ADDRESS
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."NetworkInterfaces"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."NetworkInterfaces"'), '$[*]') END) AS NIC
  FROM EC2_INSTANCES AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.NIC, '$."NetworkInterfaceId"') AS INTERFACE_ID,
  'public' AS ADDRESS_TYPE,
  json_extract_string(E.ADDRESS, '$."Association"."PublicIp"') AS ADDRESS
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.NIC, '$."PrivateIpAddresses"')) = 'ARRAY' THEN json_extract(json_extract(E.NIC, '$."PrivateIpAddresses"'), '$[*]') END) AS ADDRESS
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."NetworkInterfaces"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."NetworkInterfaces"'), '$[*]') END) AS NIC
  FROM EC2_INSTANCES AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.NIC, '$."NetworkInterfaceId"') AS INTERFACE_ID,
  'ipv6' AS ADDRESS_TYPE,
  json_extract_string(E.ADDRESS, '$."Ipv6Address"') AS ADDRESS
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.NIC, '$."Ipv6Addresses"')) = 'ARRAY' THEN json_extract(json_extract(E.NIC, '$."Ipv6Addresses"'), '$[*]') END) AS ADDRESS
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."NetworkInterfaces"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."NetworkInterfaces"'), '$[*]') END) AS NIC
  FROM EC2_INSTANCES AS E) AS E) AS E;

-- INSTANCE_VOLUMES: EBS volumes of instances
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.INSTANCE_ID AS INSTANCE_ID,
  json_extract_string(E.DEVICE, '$."DeviceName"') AS DEVICE_NAME,
  json_extract_string(E.DEVICE, '$."Ebs"."VolumeId"') AS VOLUME_ID,
  TRY_CAST(json_extract_string(E.DEVICE, '$."Ebs"."DeleteOnTermination"') AS BOOLEAN) AS DELETE_ON_TERMINATION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."BlockDeviceMappings"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."BlockDeviceMappings"'), '$[*]') END) AS DEVICE
  FROM EC2_INSTANCES AS E) AS E;

-- RESOURCE_TAGS: Tags, one row per resource and key
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.TAG, '$."Key"') AS TAG_KEY,
  json_extract_string(E.TAG, '$."Value"') AS TAG_VALUE
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Tags"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Tags"'), '$[*]') END) AS TAG
  FROM EC2_INSTANCES AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.TAG, '$."Key"') AS TAG_KEY,
  json_extract_string(E.TAG, '$."Value"') AS TAG_VALUE
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Tags"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Tags"'), '$[*]') END) AS TAG
  FROM IAM_USERS AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.TAG, '$."Key"') AS TAG_KEY,
  json_extract_string(E.TAG, '$."Value"') AS TAG_VALUE
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Tags"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Tags"'), '$[*]') END) AS TAG
  FROM IAM_ROLES AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.TAG, '$."Key"') AS TAG_KEY,
  json_extract_string(E.TAG, '$."Value"') AS TAG_VALUE
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Tags"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Tags"'), '$[*]') END) AS TAG
  FROM SECURITY_GROUPS AS E) AS E;

-- IAM_DIRECT_ATTACHMENTS: Managed policies attached to users, groups and roles themselves
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'user' AS PRINCIPAL_TYPE,
  json_extract_string(E.RAW_DATA, '$."UserName"') AS PRINCIPAL_NAME,
  json_extract_string(E.POLICY, '$."PolicyArn"') AS POLICY_ARN,
  'direct' AS VIA
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"'), '$[*]') END) AS POLICY
  FROM IAM_USERS AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'user' AS PRINCIPAL_TYPE,
  json_extract_string(E.RAW_DATA, '$."UserName"') AS PRINCIPAL_NAME,
  (E.POLICY ->> '$') AS POLICY_ARN,
  'boundary' AS VIA
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')] END) AS POLICY
  FROM IAM_USERS AS E) AS E
WHERE json_type(E.POLICY) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'group' AS PRINCIPAL_TYPE,
  json_extract_string(E.RAW_DATA, '$."GroupName"') AS PRINCIPAL_NAME,
  json_extract_string(E.POLICY, '$."PolicyArn"') AS POLICY_ARN,
  'direct' AS VIA
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"'), '$[*]') END) AS POLICY
  FROM IAM_GROUPS AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS PRINCIPAL_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS PRINCIPAL_NAME,
  json_extract_string(E.POLICY, '$."PolicyArn"') AS POLICY_ARN,
  'direct' AS VIA
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AttachedManagedPolicies"'), '$[*]') END) AS POLICY
  FROM IAM_ROLES AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS PRINCIPAL_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS PRINCIPAL_NAME,
  (E.POLICY ->> '$') AS POLICY_ARN,
  'boundary' AS VIA
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."PermissionsBoundary"."PermissionsBoundaryArn"')] END) AS POLICY
  FROM IAM_ROLES AS E) AS E
WHERE json_type(E.POLICY) = 'VARCHAR';

-- IAM_GROUP_MEMBERS: Users and the groups that they are in
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.USER_NAME AS USER_NAME,
  (E.MEMBERSHIP ->> '$') AS GROUP_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."GroupList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."GroupList"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."GroupList"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."GroupList"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."GroupList"')] END) AS MEMBERSHIP
  FROM IAM_USERS AS E) AS E
WHERE json_type(E.MEMBERSHIP) = 'VARCHAR';

-- IAM_MFA_DEVICES: MFA devices of users
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.USER_NAME AS USER_NAME,
  json_extract_string(E.DEVICE, '$."SerialNumber"') AS SERIAL_NUMBER
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."MFADevices"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."MFADevices"'), '$[*]') END) AS DEVICE
  FROM IAM_USERS AS E) AS E;

-- IAM_POLICY_STATEMENTS: Statements of policies in force, one row per statement, action, resource and principal
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'user' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."UserName"') AS HOLDER_NAME,
  'inline' AS POLICY_KIND,
  json_extract_string(E.POLICY, '$."PolicyName"') AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL_TYPE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.POLICY, '$."PolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.POLICY, '$."PolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.POLICY, '$."PolicyDocument"."Statement"')] END) AS STATEMENT
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."UserPolicyList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."UserPolicyList"'), '$[*]') END) AS POLICY
  FROM IAM_USERS AS E) AS E) AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'group' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."GroupName"') AS HOLDER_NAME,
  'inline' AS POLICY_KIND,
  json_extract_string(E.POLICY, '$."PolicyName"') AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL_TYPE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.POLICY, '$."PolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.POLICY, '$."PolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.POLICY, '$."PolicyDocument"."Statement"')] END) AS STATEMENT
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."GroupPolicyList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."GroupPolicyList"'), '$[*]') END) AS POLICY
  FROM IAM_GROUPS AS E) AS E) AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'inline' AS POLICY_KIND,
  json_extract_string(E.POLICY, '$."PolicyName"') AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL_TYPE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.POLICY, '$."PolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.POLICY, '$."PolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.POLICY, '$."PolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.POLICY, '$."PolicyDocument"."Statement"')] END) AS STATEMENT
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."RolePolicyList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."RolePolicyList"'), '$[*]') END) AS POLICY
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  '*' AS PRINCIPAL_TYPE,
  (E.WHO ->> '$') AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.STATEMENT, '$."Principal"')) = 'ARRAY' THEN json_extract(json_extract(E.STATEMENT, '$."Principal"'), '$[*]') WHEN json_type(json_extract(E.STATEMENT, '$."Principal"')) = 'NULL' OR json_extract(E.STATEMENT, '$."Principal"') IS NULL THEN [] ELSE [json_extract(E.STATEMENT, '$."Principal"')] END) AS WHO
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.WHO) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  '*' AS PRINCIPAL_TYPE,
  '*' AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."NotPrincipal"."AWS"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Service"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Federated"'), json_extract(E.STATEMENT, '$."NotPrincipal"."CanonicalUser"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."NotPrincipal"."AWS"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Service"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Federated"'), json_extract(E.STATEMENT, '$."NotPrincipal"."CanonicalUser"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."NotPrincipal"."AWS"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Service"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Federated"'), json_extract(E.STATEMENT, '$."NotPrincipal"."CanonicalUser"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."NotPrincipal"."AWS"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Service"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Federated"'), json_extract(E.STATEMENT, '$."NotPrincipal"."CanonicalUser"')) IS NULL THEN [] ELSE [COALESCE(json_extract(E.STATEMENT, '$."NotPrincipal"."AWS"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Service"'), json_extract(E.STATEMENT, '$."NotPrincipal"."Federated"'), json_extract(E.STATEMENT, '$."NotPrincipal"."CanonicalUser"'))] END) AS EXCEPTED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.EXCEPTED) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  'AWS' AS PRINCIPAL_TYPE,
  (E.WHO ->> '$') AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."AWS"')) = 'ARRAY' THEN json_extract(json_extract(E.STATEMENT, '$."Principal"."AWS"'), '$[*]') WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."AWS"')) = 'NULL' OR json_extract(E.STATEMENT, '$."Principal"."AWS"') IS NULL THEN [] ELSE [json_extract(E.STATEMENT, '$."Principal"."AWS"')] END) AS WHO
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.WHO) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  'CanonicalUser' AS PRINCIPAL_TYPE,
  (E.WHO ->> '$') AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."CanonicalUser"')) = 'ARRAY' THEN json_extract(json_extract(E.STATEMENT, '$."Principal"."CanonicalUser"'), '$[*]') WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."CanonicalUser"')) = 'NULL' OR json_extract(E.STATEMENT, '$."Principal"."CanonicalUser"') IS NULL THEN [] ELSE [json_extract(E.STATEMENT, '$."Principal"."CanonicalUser"')] END) AS WHO
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.WHO) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  'Federated' AS PRINCIPAL_TYPE,
  (E.WHO ->> '$') AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."Federated"')) = 'ARRAY' THEN json_extract(json_extract(E.STATEMENT, '$."Principal"."Federated"'), '$[*]') WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."Federated"')) = 'NULL' OR json_extract(E.STATEMENT, '$."Principal"."Federated"') IS NULL THEN [] ELSE [json_extract(E.STATEMENT, '$."Principal"."Federated"')] END) AS WHO
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.WHO) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'role' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."RoleName"') AS HOLDER_NAME,
  'trust' AS POLICY_KIND,
  CAST(NULL AS VARCHAR) AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  'Service' AS PRINCIPAL_TYPE,
  (E.WHO ->> '$') AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."Service"')) = 'ARRAY' THEN json_extract(json_extract(E.STATEMENT, '$."Principal"."Service"'), '$[*]') WHEN json_type(json_extract(E.STATEMENT, '$."Principal"."Service"')) = 'NULL' OR json_extract(E.STATEMENT, '$."Principal"."Service"') IS NULL THEN [] ELSE [json_extract(E.STATEMENT, '$."Principal"."Service"')] END) AS WHO
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."AssumeRolePolicyDocument"."Statement"')] END) AS STATEMENT
  FROM IAM_ROLES AS E) AS E) AS E) AS E) AS E
WHERE json_type(E.WHO) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  'policy' AS HOLDER_TYPE,
  json_extract_string(E.RAW_DATA, '$."PolicyName"') AS HOLDER_NAME,
  'managed' AS POLICY_KIND,
  json_extract_string(E.RAW_DATA, '$."PolicyName"') AS POLICY_NAME,
  md5(CAST(E.STATEMENT AS VARCHAR)) AS STATEMENT,
  json_extract_string(E.STATEMENT, '$."Sid"') AS SID,
  json_extract_string(E.STATEMENT, '$."Effect"') AS EFFECT,
  CASE WHEN json_extract(E.STATEMENT, '$."Action"') IS NOT NULL THEN (E.DEED ->> '$') END AS ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."NotAction"') IS NOT NULL THEN (E.DEED ->> '$') END AS NOT_ACTION,
  CASE WHEN json_extract(E.STATEMENT, '$."Resource"') IS NOT NULL THEN (E.THING ->> '$') END AS RESOURCE,
  CASE WHEN json_extract(E.STATEMENT, '$."NotResource"') IS NOT NULL THEN (E.THING ->> '$') END AS NOT_RESOURCE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL_TYPE,
  CAST(NULL AS VARCHAR) AS PRINCIPAL,
  json_extract(E.STATEMENT, '$."Condition"') AS CONDITION
FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Resource"'), json_extract(E.STATEMENT, '$."NotResource"'))] END) AS THING
  FROM (SELECT E.*, unnest(CASE WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'ARRAY' THEN json_extract(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')), '$[*]') WHEN json_type(COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))) = 'NULL' OR COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"')) IS NULL THEN [NULL] ELSE [COALESCE(json_extract(E.STATEMENT, '$."Action"'), json_extract(E.STATEMENT, '$."NotAction"'))] END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.POLICY, '$."Document"."Statement"')) = 'ARRAY' THEN json_extract(json_extract(E.POLICY, '$."Document"."Statement"'), '$[*]') WHEN json_type(json_extract(E.POLICY, '$."Document"."Statement"')) = 'NULL' OR json_extract(E.POLICY, '$."Document"."Statement"') IS NULL THEN [] ELSE [json_extract(E.POLICY, '$."Document"."Statement"')] END) AS STATEMENT
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."PolicyVersionList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."PolicyVersionList"'), '$[*]') END) AS POLICY
  FROM IAM_POLICIES AS E) AS E) AS E) AS E) AS E
WHERE json_extract_string(E.POLICY, '$."IsDefaultVersion"') = 'true';

-- IAM_INSTANCE_PROFILES: Instance profiles and the roles in them
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.PROFILE, '$."Arn"') AS INSTANCE_PROFILE_ARN,
  E.ROLE_NAME AS ROLE_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."InstanceProfileList"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."InstanceProfileList"'), '$[*]') END) AS PROFILE
  FROM IAM_ROLES AS E) AS E;

-- LOAD_BALANCER_LISTENERS: Listeners of load balancers of every kind
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.LOAD_BALANCER_NAME AS LOAD_BALANCER_NAME,
  E.TYPE AS TYPE,
  E.SCHEME AS SCHEME,
  json_extract_string(E.LISTENER, '$."ListenerArn"') AS LISTENER_ARN,
  json_extract_string(E.LISTENER, '$."Protocol"') AS PROTOCOL,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Port"') AS BIGINT) AS PORT,
  CAST(NULL AS VARCHAR) AS INSTANCE_PROTOCOL,
  CAST(NULL AS BIGINT) AS INSTANCE_PORT,
  json_extract_string(E.LISTENER, '$."SslPolicy"') AS SSL_POLICY,
  json_extract_string(E.LISTENER, '$."Certificates"[0]."CertificateArn"') AS CERTIFICATE_ARN
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Listeners"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Listeners"'), '$[*]') END) AS LISTENER
  FROM LOAD_BALANCERS AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.LOAD_BALANCER_NAME AS LOAD_BALANCER_NAME,
  E.TYPE AS TYPE,
  E.SCHEME AS SCHEME,
  CAST(NULL AS VARCHAR) AS LISTENER_ARN,
  json_extract_string(E.LISTENER, '$."Listener"."Protocol"') AS PROTOCOL,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Listener"."LoadBalancerPort"') AS BIGINT) AS PORT,
  json_extract_string(E.LISTENER, '$."Listener"."InstanceProtocol"') AS INSTANCE_PROTOCOL,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Listener"."InstancePort"') AS BIGINT) AS INSTANCE_PORT,
  CAST(NULL AS VARCHAR) AS SSL_POLICY,
  json_extract_string(E.LISTENER, '$."Listener"."SSLCertificateId"') AS CERTIFICATE_ARN
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."ListenerDescriptions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."ListenerDescriptions"'), '$[*]') END) AS LISTENER
  FROM LOAD_BALANCERS AS E) AS E;

-- LOAD_BALANCER_ACTIONS: Default actions of listeners
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  json_extract_string(E.LISTENER, '$."ListenerArn"') AS LISTENER_ARN,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Port"') AS BIGINT) AS PORT,
  json_extract_string(E.DEED, '$."Type"') AS ACTION_TYPE,
  json_extract_string(E.DEED, '$."RedirectConfig"."Protocol"') AS REDIRECT_PROTOCOL,
  json_extract_string(E.DEED, '$."RedirectConfig"."Port"') AS REDIRECT_PORT,
  json_extract_string(E.DEED, '$."TargetGroupArn"') AS TARGET_GROUP_ARN
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.LISTENER, '$."DefaultActions"')) = 'ARRAY' THEN json_extract(json_extract(E.LISTENER, '$."DefaultActions"'), '$[*]') END) AS DEED
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Listeners"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Listeners"'), '$[*]') END) AS LISTENER
  FROM LOAD_BALANCERS AS E) AS E) AS E;

-- LOAD_BALANCER_POLICIES: Policies of listeners by name: security policies of TLS, and the others of classic ones
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Port"') AS BIGINT) AS PORT,
  (E.POLICY ->> '$') AS POLICY_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.LISTENER, '$."SslPolicy"')) = 'ARRAY' THEN json_extract(json_extract(E.LISTENER, '$."SslPolicy"'), '$[*]') WHEN json_type(json_extract(E.LISTENER, '$."SslPolicy"')) = 'NULL' OR json_extract(E.LISTENER, '$."SslPolicy"') IS NULL THEN [] ELSE [json_extract(E.LISTENER, '$."SslPolicy"')] END) AS POLICY
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."Listeners"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."Listeners"'), '$[*]') END) AS LISTENER
  FROM LOAD_BALANCERS AS E) AS E) AS E
WHERE json_type(E.POLICY) = 'VARCHAR'
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  TRY_CAST(json_extract_string(E.LISTENER, '$."Listener"."LoadBalancerPort"') AS BIGINT) AS PORT,
  (E.POLICY ->> '$') AS POLICY_NAME
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.LISTENER, '$."PolicyNames"')) = 'ARRAY' THEN json_extract(json_extract(E.LISTENER, '$."PolicyNames"'), '$[*]') WHEN json_type(json_extract(E.LISTENER, '$."PolicyNames"')) = 'NULL' OR json_extract(E.LISTENER, '$."PolicyNames"') IS NULL THEN [] ELSE [json_extract(E.LISTENER, '$."PolicyNames"')] END) AS POLICY
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."ListenerDescriptions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."ListenerDescriptions"'), '$[*]') END) AS LISTENER
  FROM LOAD_BALANCERS AS E) AS E) AS E
WHERE json_type(E.POLICY) = 'VARCHAR';

-- LOAD_BALANCER_SECURITY_GROUPS: Security groups of load balancers
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  (E.SG ->> '$') AS GROUP_ID
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."SecurityGroups"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."SecurityGroups"'), '$[*]') WHEN json_type(json_extract(E.RAW_DATA, '$."SecurityGroups"')) = 'NULL' OR json_extract(E.RAW_DATA, '$."SecurityGroups"') IS NULL THEN [] ELSE [json_extract(E.RAW_DATA, '$."SecurityGroups"')] END) AS SG
  FROM LOAD_BALANCERS AS E) AS E
WHERE json_type(E.SG) = 'VARCHAR';

-- SECURITY_GROUP_RULES: Rules of security groups, one row per direction, protocol, ports and peer
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'ingress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'ipv4' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."CidrIp"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."IpRanges"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."IpRanges"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissions"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'ingress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'ipv6' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."CidrIpv6"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."Ipv6Ranges"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."Ipv6Ranges"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissions"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'ingress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'group' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."GroupId"') AS PEER,
  json_extract_string(E.PEER, '$."UserId"') AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."UserIdGroupPairs"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."UserIdGroupPairs"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissions"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'ingress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'prefix_list' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."PrefixListId"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."PrefixListIds"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."PrefixListIds"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissions"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissions"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'egress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'ipv4' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."CidrIp"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."IpRanges"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."IpRanges"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'egress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'ipv6' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."CidrIpv6"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."Ipv6Ranges"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."Ipv6Ranges"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'egress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'group' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."GroupId"') AS PEER,
  json_extract_string(E.PEER, '$."UserId"') AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."UserIdGroupPairs"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."UserIdGroupPairs"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E
UNION ALL
SELECT
  E.RESOURCE_TYPE,
  E.RESOURCE_ID,
  E.RESOURCE_ARN,
  E.ACCOUNT_ID,
  E.REGION_NAME,
  E.MONITORED_TIME,
  E.RUN_ID,
  E.GROUP_ID AS GROUP_ID,
  E.GROUP_NAME AS GROUP_NAME,
  E.VPC_ID AS VPC_ID,
  'egress' AS DIRECTION,
  json_extract_string(E.PERMISSION, '$."IpProtocol"') AS PROTOCOL,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '0' ELSE json_extract_string(E.PERMISSION, '$."FromPort"') END AS BIGINT) AS FROM_PORT,
  TRY_CAST(CASE WHEN json_extract_string(E.PERMISSION, '$."IpProtocol"') = '-1' THEN '65535' ELSE json_extract_string(E.PERMISSION, '$."ToPort"') END AS BIGINT) AS TO_PORT,
  'prefix_list' AS PEER_TYPE,
  json_extract_string(E.PEER, '$."PrefixListId"') AS PEER,
  CAST(NULL AS VARCHAR) AS PEER_ACCOUNT_ID,
  json_extract_string(E.PEER, '$."Description"') AS DESCRIPTION
FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.PERMISSION, '$."PrefixListIds"')) = 'ARRAY' THEN json_extract(json_extract(E.PERMISSION, '$."PrefixListIds"'), '$[*]') END) AS PEER
  FROM (SELECT E.*, unnest(CASE WHEN json_type(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"')) = 'ARRAY' THEN json_extract(json_extract(E.RAW_DATA, '$."IpPermissionsEgress"'), '$[*]') END) AS PERMISSION
  FROM SECURITY_GROUPS AS E) AS E) AS E;

-- IAM_PRINCIPALS: IAM users, groups and roles
SELECT E.RESOURCE_TYPE, E.RESOURCE_ID, E.RESOURCE_ARN, E.ACCOUNT_ID, E.REGION_NAME, E.MONITORED_TIME, E.RUN_ID,
  'group' AS PRINCIPAL_TYPE, E.RESOURCE_ID AS PRINCIPAL_NAME, CAST(NULL AS VARCHAR) AS PERMISSIONS_BOUNDARY_ARN,
  COALESCE(E.INLINE_POLICY_COUNT, 0) AS INLINE_POLICY_COUNT
FROM IAM_GROUPS AS E
UNION ALL
SELECT E.RESOURCE_TYPE, E.RESOURCE_ID, E.RESOURCE_ARN, E.ACCOUNT_ID, E.REGION_NAME, E.MONITORED_TIME, E.RUN_ID,
  'role' AS PRINCIPAL_TYPE, E.RESOURCE_ID AS PRINCIPAL_NAME, E.PERMISSIONS_BOUNDARY_ARN AS PERMISSIONS_BOUNDARY_ARN,
  COALESCE(E.INLINE_POLICY_COUNT, 0) AS INLINE_POLICY_COUNT
FROM IAM_ROLES AS E
UNION ALL
SELECT E.RESOURCE_TYPE, E.RESOURCE_ID, E.RESOURCE_ARN, E.ACCOUNT_ID, E.REGION_NAME, E.MONITORED_TIME, E.RUN_ID,
  'user' AS PRINCIPAL_TYPE, E.RESOURCE_ID AS PRINCIPAL_NAME, E.PERMISSIONS_BOUNDARY_ARN AS PERMISSIONS_BOUNDARY_ARN,
  COALESCE(E.INLINE_POLICY_COUNT, 0) AS INLINE_POLICY_COUNT
FROM IAM_USERS AS E;

-- IAM_ATTACHMENTS: Managed policies that users, groups and roles have: directly, by a group, as a boundary
SELECT
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME, A.MONITORED_TIME, A.RUN_ID,
  A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, A.POLICY_ARN, A.VIA, CAST(NULL AS VARCHAR) AS GROUP_NAME
FROM IAM_DIRECT_ATTACHMENTS AS A
UNION ALL
SELECT
  M.RESOURCE_TYPE, M.RESOURCE_ID, M.RESOURCE_ARN, M.ACCOUNT_ID, M.REGION_NAME, M.MONITORED_TIME, M.RUN_ID,
  'user', M.USER_NAME, A.POLICY_ARN, 'group', M.GROUP_NAME
FROM IAM_GROUP_MEMBERS AS M
JOIN IAM_DIRECT_ATTACHMENTS AS A
  ON A.ACCOUNT_ID = M.ACCOUNT_ID AND A.PRINCIPAL_TYPE = 'group' AND A.PRINCIPAL_NAME = M.GROUP_NAME;

-- IAM_EFFECTIVE_STATEMENTS: Statements that permit or deny something to users, groups and roles, whatever brings them
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME, S.MONITORED_TIME, S.RUN_ID,
  S.HOLDER_TYPE AS PRINCIPAL_TYPE, S.HOLDER_NAME AS PRINCIPAL_NAME, 'inline' AS VIA, S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION
FROM IAM_POLICY_STATEMENTS AS S
WHERE S.POLICY_KIND = 'inline'
UNION ALL
SELECT
  M.RESOURCE_TYPE, M.RESOURCE_ID, M.RESOURCE_ARN, M.ACCOUNT_ID, M.REGION_NAME, M.MONITORED_TIME, M.RUN_ID,
  'user', M.USER_NAME, M.GROUP_NAME, S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION
FROM IAM_GROUP_MEMBERS AS M
JOIN IAM_POLICY_STATEMENTS AS S
  ON S.ACCOUNT_ID = M.ACCOUNT_ID AND S.HOLDER_TYPE = 'group' AND S.HOLDER_NAME = M.GROUP_NAME
WHERE S.POLICY_KIND = 'inline'
UNION ALL
SELECT
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME, A.MONITORED_TIME, A.RUN_ID,
  A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, COALESCE(A.GROUP_NAME, 'direct'), S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION
FROM IAM_ATTACHMENTS AS A
JOIN IAM_POLICY_STATEMENTS AS S
  ON S.ACCOUNT_ID = A.ACCOUNT_ID AND S.RESOURCE_ARN = A.POLICY_ARN AND S.POLICY_KIND = 'managed'
WHERE A.VIA <> 'boundary';

-- IAM_UNREAD_POLICIES: Users, groups and roles with policies of which no statement is known: inline ones that are no JSON, and attached ones that were not collected
WITH INLINE_COUNTS AS (
  SELECT P.ACCOUNT_ID, P.PRINCIPAL_TYPE, P.PRINCIPAL_NAME, P.INLINE_POLICY_COUNT - COALESCE(S.READABLE, 0) AS POLICY_COUNT
  FROM IAM_PRINCIPALS AS P
  LEFT JOIN (
    SELECT S.ACCOUNT_ID, S.HOLDER_TYPE, S.HOLDER_NAME, COUNT(DISTINCT S.POLICY_NAME) AS READABLE
    FROM IAM_POLICY_STATEMENTS AS S
    WHERE S.POLICY_KIND = 'inline' AND S.EFFECT IS NOT NULL
    GROUP BY 1, 2, 3
  ) AS S
    ON S.ACCOUNT_ID = P.ACCOUNT_ID AND S.HOLDER_TYPE = P.PRINCIPAL_TYPE AND S.HOLDER_NAME = P.PRINCIPAL_NAME
  WHERE P.INLINE_POLICY_COUNT > COALESCE(S.READABLE, 0)
)
SELECT C.ACCOUNT_ID, C.PRINCIPAL_TYPE, C.PRINCIPAL_NAME, 'own' AS KIND, C.POLICY_COUNT
FROM INLINE_COUNTS AS C
UNION ALL
SELECT M.ACCOUNT_ID, 'user', M.USER_NAME, 'group', SUM(C.POLICY_COUNT)
FROM IAM_GROUP_MEMBERS AS M
JOIN INLINE_COUNTS AS C
  ON C.ACCOUNT_ID = M.ACCOUNT_ID AND C.PRINCIPAL_TYPE = 'group' AND C.PRINCIPAL_NAME = M.GROUP_NAME
GROUP BY 1, 2, 3, 4
UNION ALL
SELECT A.ACCOUNT_ID, A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, 'managed', COUNT(DISTINCT A.POLICY_ARN)
FROM IAM_ATTACHMENTS AS A
LEFT JOIN (
  SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN
  FROM IAM_POLICY_STATEMENTS AS S
  WHERE S.POLICY_KIND = 'managed' AND S.EFFECT IS NOT NULL
) AS S
  ON S.ACCOUNT_ID = A.ACCOUNT_ID AND S.RESOURCE_ARN = A.POLICY_ARN
WHERE A.VIA <> 'boundary' AND S.RESOURCE_ARN IS NULL
GROUP BY 1, 2, 3, 4;

-- IAM_HOLDERS: What holds policies: users, groups, roles, and the account's own managed policies
SELECT
  P.RESOURCE_TYPE, P.RESOURCE_ID, P.RESOURCE_ARN, P.ACCOUNT_ID, P.REGION_NAME, P.MONITORED_TIME, P.RUN_ID,
  P.PRINCIPAL_TYPE AS HOLDER_TYPE, P.PRINCIPAL_NAME AS HOLDER_NAME,
  COALESCE(U.OWN_UNREAD, 0) AS OWN_UNREAD, COALESCE(U.ANY_UNREAD, 0) AS ANY_UNREAD
FROM IAM_PRINCIPALS AS P
LEFT JOIN (
  SELECT U.ACCOUNT_ID, U.PRINCIPAL_TYPE, U.PRINCIPAL_NAME, MAX(CASE WHEN U.KIND = 'own' THEN 1 ELSE 0 END) AS OWN_UNREAD, 1 AS ANY_UNREAD
  FROM IAM_UNREAD_POLICIES AS U
  GROUP BY 1, 2, 3
) AS U
  ON U.ACCOUNT_ID = P.ACCOUNT_ID AND U.PRINCIPAL_TYPE = P.PRINCIPAL_TYPE AND U.PRINCIPAL_NAME = P.PRINCIPAL_NAME
UNION ALL
SELECT
  P.RESOURCE_TYPE, P.RESOURCE_ID, P.RESOURCE_ARN, P.ACCOUNT_ID, P.REGION_NAME, P.MONITORED_TIME, P.RUN_ID,
  'policy', P.POLICY_NAME, CASE WHEN S.RESOURCE_ARN IS NULL THEN 1 ELSE 0 END, CASE WHEN S.RESOURCE_ARN IS NULL THEN 1 ELSE 0 END
FROM IAM_POLICIES AS P
LEFT JOIN (
  SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN
  FROM IAM_POLICY_STATEMENTS AS S
  WHERE S.POLICY_KIND = 'managed' AND S.EFFECT IS NOT NULL
) AS S
  ON S.ACCOUNT_ID = P.ACCOUNT_ID AND S.RESOURCE_ARN = P.RESOURCE_ARN
WHERE P.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%';

-- IAM_HELD_STATEMENTS: Statements by what holds them: of users, groups and roles whatever brings them, and of managed policies their own
SELECT S.RESOURCE_ARN, S.ACCOUNT_ID, S.VIA AS VIA, S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION
FROM IAM_EFFECTIVE_STATEMENTS AS S
UNION ALL
SELECT S.RESOURCE_ARN, S.ACCOUNT_ID, 'policy' AS VIA, S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION
FROM IAM_POLICY_STATEMENTS AS S
WHERE S.POLICY_KIND = 'managed';

-- IAM_POWERS: Actions that lead to more permissions, by whom they are allowed on every resource, or all but some, and not denied
WITH DEEDS AS (
  SELECT V.DEED FROM (VALUES ('iam:CreatePolicyVersion'), ('iam:SetDefaultPolicyVersion'), ('iam:AttachUserPolicy'), ('iam:AttachGroupPolicy'), ('iam:AttachRolePolicy'), ('iam:PutUserPolicy'), ('iam:PutGroupPolicy'), ('iam:PutRolePolicy'), ('iam:AddUserToGroup'), ('iam:UpdateAssumeRolePolicy'), ('iam:CreateAccessKey'), ('iam:CreateLoginProfile'), ('iam:UpdateLoginProfile'), ('iam:PassRole'), ('ec2:RunInstances'), ('lambda:CreateFunction'), ('glue:CreateDevEndpoint'), ('cloudformation:CreateStack'), ('ecs:RunTask'), ('datapipeline:CreatePipeline'), ('sagemaker:CreateNotebookInstance'), ('codebuild:CreateProject')) AS V(DEED)
), STATED AS (
  SELECT H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null') AS CONDITION_TEXT
  FROM IAM_HELD_STATEMENTS AS H
  JOIN DEEDS AS D ON LOWER(D.DEED) LIKE REPLACE(REPLACE(LOWER(H.ACTION), '*', '%'), '?', '_')
  WHERE H.RESOURCE = '*' OR H.EFFECT = 'Allow' AND H.NOT_RESOURCE <> '*'
  UNION
  SELECT H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null') AS CONDITION_TEXT
  FROM IAM_HELD_STATEMENTS AS H
  CROSS JOIN DEEDS AS D
  WHERE (H.RESOURCE = '*' OR H.EFFECT = 'Allow' AND H.NOT_RESOURCE <> '*') AND H.NOT_ACTION IS NOT NULL
  GROUP BY H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, H.STATEMENT, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null')
  HAVING MAX(CASE WHEN LOWER(D.DEED) LIKE REPLACE(REPLACE(LOWER(H.NOT_ACTION), '*', '%'), '?', '_') THEN 1 ELSE 0 END) = 0
), DENIED AS (
  SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN, S.DEED
  FROM STATED AS S
  WHERE S.EFFECT = 'Deny' AND S.CONDITION_TEXT IN ('{}', 'null')
)
SELECT S.ACCOUNT_ID, S.RESOURCE_ARN, S.DEED, S.POLICY_NAME, S.VIA, S.CONDITION_TEXT
FROM STATED AS S
LEFT JOIN DENIED AS N ON N.ACCOUNT_ID = S.ACCOUNT_ID AND N.RESOURCE_ARN = S.RESOURCE_ARN AND N.DEED = S.DEED
WHERE S.EFFECT = 'Allow' AND N.DEED IS NULL;

-- CLOUDTRAIL_EVENTS: CloudTrail events, each once
SELECT
  L.EVENT_DATA AS EVENT_DATA,
  L.EVENT_REGION_NAME AS EVENT_REGION_NAME,
  L.EVENT_NAME AS EVENT_NAME,
  L.EVENT_SOURCE AS EVENT_SOURCE,
  L.EVENT_TIME AS EVENT_TIME,
  L.EVENT_TYPE AS EVENT_TYPE,
  L.EVENT_SOURCE_IP AS EVENT_SOURCE_IP,
  L.EVENT_USER_AGENT AS EVENT_USER_AGENT,
  L.EVENT_USER_ARN AS EVENT_USER_ARN,
  L.ACCOUNT_ID AS ACCOUNT_ID,
  L.EVENT_ID AS EVENT_ID,
  L.RECIPIENT_ACCOUNT_ID AS RECIPIENT_ACCOUNT_ID,
  L.ERROR_CODE AS ERROR_CODE,
  L.READ_ONLY AS READ_ONLY,
  L.EVENT_CATEGORY AS EVENT_CATEGORY,
  L.SOURCE_FILE AS SOURCE_FILE,
  L.SOURCE_FILE_ROW_NUMBER AS SOURCE_FILE_ROW_NUMBER,
  L.LOAD_TIME AS LOAD_TIME,
  L.RUN_ID AS RUN_ID,
  L.ERROR_MESSAGE AS ERROR_MESSAGE,
  L.USER_TYPE AS USER_TYPE,
  L.USER_NAME AS USER_NAME,
  L.PRINCIPAL_ID AS PRINCIPAL_ID,
  L.ACCESS_KEY_ID AS ACCESS_KEY_ID,
  L.INVOKED_BY AS INVOKED_BY,
  L.LOGIN_RESULT AS LOGIN_RESULT,
  L.MFA_USED AS MFA_USED,
  L.CREATED_ACCESS_KEY_ID AS CREATED_ACCESS_KEY_ID,
  L.TARGET_USER_NAME AS TARGET_USER_NAME,
  L.REQUEST_PARAMETERS AS REQUEST_PARAMETERS,
  L.RESPONSE_ELEMENTS AS RESPONSE_ELEMENTS
FROM AWS.CLOUDTRAIL_MONITORING_LANDING_ZONE AS L
QUALIFY
  L.EVENT_ID IS NULL
  OR ROW_NUMBER() OVER (
    PARTITION BY L.EVENT_TIME, L.EVENT_ID ORDER BY L.LOAD_TIME, L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1;

-- ACTIVITY: CloudTrail events of the 90 days up to the last event of their account
SELECT E.EVENT_REGION_NAME, E.EVENT_NAME, E.EVENT_SOURCE, E.EVENT_TIME, E.EVENT_TYPE, E.EVENT_SOURCE_IP, E.EVENT_USER_AGENT, E.EVENT_USER_ARN, E.ACCOUNT_ID, E.EVENT_ID, E.RECIPIENT_ACCOUNT_ID, E.ERROR_CODE, E.READ_ONLY, E.EVENT_CATEGORY, E.ERROR_MESSAGE, E.USER_TYPE, E.USER_NAME, E.PRINCIPAL_ID, E.ACCESS_KEY_ID, E.INVOKED_BY, E.LOGIN_RESULT, E.MFA_USED, E.CREATED_ACCESS_KEY_ID, E.TARGET_USER_NAME, E.REQUEST_PARAMETERS, E.RESPONSE_ELEMENTS
FROM CLOUDTRAIL_EVENTS AS E
JOIN (SELECT L.ACCOUNT_ID, MAX(L.EVENT_TIME) AS LAST_EVENT FROM CLOUDTRAIL_EVENTS AS L GROUP BY 1) AS A
  ON A.ACCOUNT_ID = E.ACCOUNT_ID
WHERE E.EVENT_TIME > A.LAST_EVENT - INTERVAL '90 days';

-- ACTIVITY_ACCOUNTS: Accounts with CloudTrail events, and the time that the events are of
SELECT
  'AWS::::Account' AS RESOURCE_TYPE, A.ACCOUNT_ID AS RESOURCE_ID, 'arn:aws:iam::' || A.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
  A.ACCOUNT_ID, 'global' AS REGION_NAME, MAX(A.EVENT_TIME) AS MONITORED_TIME, CAST(NULL AS VARCHAR) AS RUN_ID,
  MIN(A.EVENT_TIME) AS FIRST_EVENT, MAX(A.EVENT_TIME) AS LAST_EVENT, COUNT(*) AS EVENT_COUNT
FROM ACTIVITY AS A
WHERE A.ACCOUNT_ID IS NOT NULL
GROUP BY A.ACCOUNT_ID;

-- EC2_INSTANCES_HISTORY: EC2 instances: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'ec2_instances' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), 'UsageOperationUpdateTime', 'BlockDeviceMappings,NetworkInterfaces,NetworkInterfaces[].Groups,SecurityGroups,Tags')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.EC2_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.INSTANCE_ID IS NOT NULL THEN 'AWS::EC2::Instance' END AS RESOURCE_TYPE, L.INSTANCE_ID AS RESOURCE_ID, CASE WHEN L.INSTANCE_ID IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':ec2:' || L.REGION_NAME || ':' || L.ACCOUNT_ID || ':instance/' || L.INSTANCE_ID END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.EC2_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.INSTANCE_ID IS NOT NULL THEN 'AWS::EC2::Instance' END, L.INSTANCE_ID ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- IAM_USERS_HISTORY: IAM users: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'iam_users' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), '', 'AttachedManagedPolicies,GroupList,MFADevices,Tags,UserPolicyList')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.IAM_USER_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.USER_NAME IS NOT NULL THEN 'AWS::IAM::User' END AS RESOURCE_TYPE, L.USER_NAME AS RESOURCE_ID, CASE WHEN L.USER_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.IAM_USER_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.USER_NAME IS NOT NULL THEN 'AWS::IAM::User' END, L.USER_NAME ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- IAM_GROUPS_HISTORY: IAM groups: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'iam_groups' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), '', 'AttachedManagedPolicies,GroupPolicyList')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.IAM_GROUP_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.GROUP_NAME IS NOT NULL THEN 'AWS::IAM::Group' END AS RESOURCE_TYPE, L.GROUP_NAME AS RESOURCE_ID, CASE WHEN L.GROUP_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.IAM_GROUP_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.GROUP_NAME IS NOT NULL THEN 'AWS::IAM::Group' END, L.GROUP_NAME ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- IAM_ROLES_HISTORY: IAM roles: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'iam_roles' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), 'RoleLastUsed', 'AttachedManagedPolicies,InstanceProfileList,RolePolicyList,Tags')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.IAM_ROLE_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.ROLE_NAME IS NOT NULL THEN 'AWS::IAM::Role' END AS RESOURCE_TYPE, L.ROLE_NAME AS RESOURCE_ID, CASE WHEN L.ROLE_NAME IS NOT NULL THEN L.ARN END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.IAM_ROLE_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.ROLE_NAME IS NOT NULL THEN 'AWS::IAM::Role' END, L.ROLE_NAME ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- IAM_POLICIES_HISTORY: IAM policies: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'iam_policies' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), 'AttachmentCount,PermissionsBoundaryUsageCount', 'PolicyVersionList')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.IAM_POLICY_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.ARN IS NOT NULL THEN 'AWS::IAM::ManagedPolicy' END AS RESOURCE_TYPE, L.ARN AS RESOURCE_ID, CASE WHEN L.ARN IS NOT NULL THEN L.ARN END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.IAM_POLICY_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = 'global'
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.ARN IS NOT NULL THEN 'AWS::IAM::ManagedPolicy' END, L.ARN ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- LOAD_BALANCERS_HISTORY: Load balancers, classic and v2: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'load_balancers' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), '', 'AvailabilityZones,Instances,ListenerDescriptions,ListenerDescriptions[].PolicyNames,Listeners,SecurityGroups,Subnets')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.ELB_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.LOAD_BALANCER_ARN IS NOT NULL THEN 'AWS::ElasticLoadBalancingV2::LoadBalancer' WHEN L.LOAD_BALANCER_NAME IS NOT NULL THEN 'AWS::ElasticLoadBalancing::LoadBalancer' END AS RESOURCE_TYPE, COALESCE(L.LOAD_BALANCER_ARN, L.LOAD_BALANCER_NAME) AS RESOURCE_ID, CASE WHEN L.LOAD_BALANCER_ARN IS NOT NULL THEN L.LOAD_BALANCER_ARN WHEN L.LOAD_BALANCER_NAME IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':elasticloadbalancing:' || L.REGION_NAME || ':' || L.ACCOUNT_ID || ':loadbalancer/' || L.LOAD_BALANCER_NAME END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.ELB_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.LOAD_BALANCER_ARN IS NOT NULL THEN 'AWS::ElasticLoadBalancingV2::LoadBalancer' WHEN L.LOAD_BALANCER_NAME IS NOT NULL THEN 'AWS::ElasticLoadBalancing::LoadBalancer' END, COALESCE(L.LOAD_BALANCER_ARN, L.LOAD_BALANCER_NAME) ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- SECURITY_GROUPS_HISTORY: Security groups: one row per version
WITH RUNS AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
    ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
  FROM SCOPE_RUNS AS R
  WHERE R.DATASET_NAME = 'security_groups' AND R.COMPLETE
), CONTENTS AS (
  SELECT C.DIGEST, sha256(SNOWWATCH_CANONICAL(CAST(C.RAW_DATA AS VARCHAR), '', 'IpPermissions,IpPermissions[].IpRanges,IpPermissions[].Ipv6Ranges,IpPermissions[].PrefixListIds,IpPermissions[].UserIdGroupPairs,IpPermissionsEgress,IpPermissionsEgress[].IpRanges,IpPermissionsEgress[].Ipv6Ranges,IpPermissionsEgress[].PrefixListIds,IpPermissionsEgress[].UserIdGroupPairs,Tags')) AS CONTENT_HASH, C.RAW_DATA
  FROM (
    SELECT md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST, ANY_VALUE(L.RAW_DATA) AS RAW_DATA
    FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE AS L
    JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
    GROUP BY 1
  ) AS C
), LANDED AS (
  SELECT
    R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
    CASE WHEN L.GROUP_ID IS NOT NULL THEN 'AWS::EC2::SecurityGroup' END AS RESOURCE_TYPE, L.GROUP_ID AS RESOURCE_ID, CASE WHEN L.GROUP_ID IS NOT NULL THEN 'arn:' || CASE WHEN L.REGION_NAME LIKE 'cn-%' THEN 'aws-cn' WHEN L.REGION_NAME LIKE 'us-gov-%' THEN 'aws-us-gov' WHEN L.REGION_NAME LIKE 'us-iso-%' THEN 'aws-iso' WHEN L.REGION_NAME LIKE 'us-isob-%' THEN 'aws-iso-b' WHEN L.REGION_NAME LIKE 'eu-isoe-%' THEN 'aws-iso-e' WHEN L.REGION_NAME LIKE 'us-isof-%' THEN 'aws-iso-f' WHEN L.REGION_NAME LIKE 'eusc-%' THEN 'aws-eusc' ELSE 'aws' END || ':ec2:' || L.REGION_NAME || ':' || L.OWNER_ID || ':security-group/' || L.GROUP_ID END AS RESOURCE_ARN, md5(CAST(L.RAW_DATA AS VARCHAR)) AS DIGEST
  FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE AS L
  JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = L.REGION_NAME
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, CASE WHEN L.GROUP_ID IS NOT NULL THEN 'AWS::EC2::SecurityGroup' END, L.GROUP_ID ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
  ) = 1
), SEEN AS (
  SELECT L.*, C.CONTENT_HASH
  FROM LANDED AS L
  JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
), MARKED AS (
  SELECT
    S.*,
    CASE
      WHEN LAG(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.N - 1
        AND LAG(S.CONTENT_HASH) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N) = S.CONTENT_HASH
      THEN 0
      ELSE 1
    END AS STARTS
  FROM SEEN AS S
), NUMBERED AS (
  SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
  FROM MARKED AS S
), VERSIONS AS (
  SELECT
    S.*,
    MAX(S.N) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_N,
    MAX(S.MONITORED_TIME) OVER (PARTITION BY S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID, S.VERSION) AS LAST_SEEN
  FROM NUMBERED AS S
)
SELECT
  S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
  S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
  B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
FROM VERSIONS AS S
JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
WHERE S.STARTS = 1;

-- EC2_INSTANCES_CHANGES: EC2 instances: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), 'UsageOperationUpdateTime', 'BlockDeviceMappings,NetworkInterfaces,NetworkInterfaces[].Groups,SecurityGroups,Tags') AS JSON) AS CHANGED_PATHS
FROM EC2_INSTANCES_HISTORY AS H
LEFT JOIN EC2_INSTANCES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM EC2_INSTANCES_HISTORY AS H
LEFT JOIN EC2_INSTANCES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- IAM_USERS_CHANGES: IAM users: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), '', 'AttachedManagedPolicies,GroupList,MFADevices,Tags,UserPolicyList') AS JSON) AS CHANGED_PATHS
FROM IAM_USERS_HISTORY AS H
LEFT JOIN IAM_USERS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM IAM_USERS_HISTORY AS H
LEFT JOIN IAM_USERS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- IAM_GROUPS_CHANGES: IAM groups: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), '', 'AttachedManagedPolicies,GroupPolicyList') AS JSON) AS CHANGED_PATHS
FROM IAM_GROUPS_HISTORY AS H
LEFT JOIN IAM_GROUPS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM IAM_GROUPS_HISTORY AS H
LEFT JOIN IAM_GROUPS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- IAM_ROLES_CHANGES: IAM roles: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), 'RoleLastUsed', 'AttachedManagedPolicies,InstanceProfileList,RolePolicyList,Tags') AS JSON) AS CHANGED_PATHS
FROM IAM_ROLES_HISTORY AS H
LEFT JOIN IAM_ROLES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM IAM_ROLES_HISTORY AS H
LEFT JOIN IAM_ROLES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- IAM_POLICIES_CHANGES: IAM policies: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), 'AttachmentCount,PermissionsBoundaryUsageCount', 'PolicyVersionList') AS JSON) AS CHANGED_PATHS
FROM IAM_POLICIES_HISTORY AS H
LEFT JOIN IAM_POLICIES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM IAM_POLICIES_HISTORY AS H
LEFT JOIN IAM_POLICIES_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- LOAD_BALANCERS_CHANGES: Load balancers, classic and v2: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), '', 'AvailabilityZones,Instances,ListenerDescriptions,ListenerDescriptions[].PolicyNames,Listeners,SecurityGroups,Subnets') AS JSON) AS CHANGED_PATHS
FROM LOAD_BALANCERS_HISTORY AS H
LEFT JOIN LOAD_BALANCERS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM LOAD_BALANCERS_HISTORY AS H
LEFT JOIN LOAD_BALANCERS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- SECURITY_GROUPS_CHANGES: Security groups: what was created, changed or deleted between complete runs
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
  H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
  B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, CAST(SNOWWATCH_CHANGED_PATHS(CAST(B.RAW_DATA AS VARCHAR), CAST(H.RAW_DATA AS VARCHAR), '', 'IpPermissions,IpPermissions[].IpRanges,IpPermissions[].Ipv6Ranges,IpPermissions[].PrefixListIds,IpPermissions[].UserIdGroupPairs,IpPermissionsEgress,IpPermissionsEgress[].IpRanges,IpPermissionsEgress[].Ipv6Ranges,IpPermissionsEgress[].PrefixListIds,IpPermissionsEgress[].UserIdGroupPairs,Tags') AS JSON) AS CHANGED_PATHS
FROM SECURITY_GROUPS_HISTORY AS H
LEFT JOIN SECURITY_GROUPS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_TO = H.VALID_FROM
WHERE H.PREVIOUS_RUN IS NOT NULL
UNION ALL
SELECT
  H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
  'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
FROM SECURITY_GROUPS_HISTORY AS H
LEFT JOIN SECURITY_GROUPS_HISTORY AS B
  ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID AND B.VALID_FROM = H.VALID_TO
WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL;

-- RESOURCE_SINCE: Since when resources that are there say what they say
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM EC2_INSTANCES_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM IAM_USERS_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM IAM_GROUPS_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM IAM_ROLES_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM IAM_POLICIES_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM LOAD_BALANCERS_HISTORY AS H
WHERE H.VALID_TO IS NULL
UNION ALL
SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN
FROM SECURITY_GROUPS_HISTORY AS H
WHERE H.VALID_TO IS NULL;

-- CHANGES: What was created, changed or deleted between complete runs, of every dataset
SELECT * FROM EC2_INSTANCES_CHANGES
UNION ALL
SELECT * FROM IAM_USERS_CHANGES
UNION ALL
SELECT * FROM IAM_GROUPS_CHANGES
UNION ALL
SELECT * FROM IAM_ROLES_CHANGES
UNION ALL
SELECT * FROM IAM_POLICIES_CHANGES
UNION ALL
SELECT * FROM LOAD_BALANCERS_CHANGES
UNION ALL
SELECT * FROM SECURITY_GROUPS_CHANGES;

-- CHANGED_BY: Changes and the calls in CloudTrail that name the resource within the time of the change
SELECT
  C.RESOURCE_TYPE, C.RESOURCE_ID, C.RESOURCE_ARN, C.ACCOUNT_ID, C.REGION_NAME, C.CHANGE, C.AFTER_TIME, C.UNTIL_TIME,
  C.CHANGED_PATHS, E.EVENT_TIME, E.EVENT_NAME, E.EVENT_USER_ARN, E.EVENT_SOURCE_IP, E.EVENT_ID
FROM CHANGES AS C
LEFT JOIN CLOUDTRAIL_EVENTS AS E
  ON E.ACCOUNT_ID = C.ACCOUNT_ID
  AND (E.EVENT_REGION_NAME = C.REGION_NAME OR C.REGION_NAME = 'global')
  AND E.EVENT_TIME > C.AFTER_TIME
  AND E.EVENT_TIME <= C.UNTIL_TIME
  AND E.READ_ONLY = FALSE
  AND E.ERROR_CODE IS NULL
  AND (E.EVENT_SOURCE = 'iam.amazonaws.com' OR C.RESOURCE_TYPE NOT LIKE 'AWS::IAM::%')
  AND (
    CONTAINS(COALESCE(CAST(E.REQUEST_PARAMETERS AS VARCHAR), ''), '"' || C.RESOURCE_ID || '"')
    OR CONTAINS(COALESCE(CAST(E.RESPONSE_ELEMENTS AS VARCHAR), ''), '"' || C.RESOURCE_ID || '"')
  );

-- CT01
WITH FINDINGS AS (
SELECT
  a.*, e.EVENT_NAME IS NOT NULL AS FAILED, 'Calls were denied.' AS REASON,
  e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP, e.EVENTS, e.FIRST_TIME, e.LAST_TIME
FROM ACTIVITY_ACCOUNTS AS a
LEFT JOIN (
  SELECT
    e.ACCOUNT_ID, e.EVENT_NAME, e.EVENT_USER_ARN, e.EVENT_SOURCE_IP,
    COUNT(*) AS EVENTS, MIN(e.EVENT_TIME) AS FIRST_TIME, MAX(e.EVENT_TIME) AS LAST_TIME
  FROM ACTIVITY AS e
  WHERE (e.ERROR_CODE LIKE '%UnauthorizedOperation' OR e.ERROR_CODE LIKE 'AccessDenied%')
  AND COALESCE(e.EVENT_SOURCE_IP, '') <> 'delivery.logs.amazonaws.com'
  AND e.EVENT_NAME <> 'HeadBucket'
  GROUP BY 1, 2, 3, 4
) AS e
  ON e.ACCOUNT_ID = a.ACCOUNT_ID
), RESULTS AS (
SELECT
  F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME,
  MAX(F.MONITORED_TIME) AS MONITORED_TIME, MAX(F.RUN_ID) AS RUN_ID, MIN(CASE WHEN F.FAILED THEN F.FIRST_TIME END) AS SINCE,
  MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) AS FAILS,
  MAX(CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END) AS UNSURE,
  MIN(CASE WHEN F.FAILED THEN F.REASON END) AS FAIL_REASON,
  MIN(CASE WHEN F.FAILED IS NULL THEN F.REASON END) AS UNSURE_REASON,
  CASE WHEN MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) = 1 THEN COALESCE(to_json(list(json_object('EVENT_NAME', EVENT_NAME, 'EVENT_USER_ARN', EVENT_USER_ARN, 'EVENT_SOURCE_IP', EVENT_SOURCE_IP, 'EVENTS', EVENTS, 'FIRST_TIME', FIRST_TIME, 'LAST_TIME', LAST_TIME)) FILTER (WHERE F.FAILED)), '[]'::JSON) END AS EVIDENCE
FROM FINDINGS AS F
GROUP BY F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME
), MISSING AS (
SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE
), JUDGED AS (
  SELECT
    R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
    CASE WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
    R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
  FROM RESULTS AS R
  LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
  LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
), ALL_RESULTS AS (
  SELECT
    J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
    CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
    CAST(J.EVIDENCE AS JSON) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
  FROM JUDGED AS J
  UNION ALL
  SELECT
    'UNKNOWN', 'AWS::::Account', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
    U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
  FROM (SELECT DISTINCT S.ACCOUNT_ID, 'global' AS REGION_NAME, 'No CloudTrail event of the account has landed.' AS REASON
FROM EXPECTED_SCOPES AS S
LEFT JOIN ACTIVITY_ACCOUNTS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID
WHERE A.ACCOUNT_ID IS NULL) AS U
), EXCEPTIONS AS (
  SELECT X.*
  FROM CHECK_EXCEPTIONS AS X
  WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = 'CT01') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
)
SELECT
  'CT01' AS CHECK_ID, 'Calls were denied' AS TITLE, 'low' AS SEVERITY,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
  A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
FROM ALL_RESULTS AS A
LEFT JOIN RESOURCE_SINCE AS H
  ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
LEFT JOIN (
  SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
  FROM (
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
    UNION ALL
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    JOIN RESOURCE_TAGS AS T
      ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
  ) AS M
  GROUP BY 1, 2, 3, 4
) AS X
  ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME;

-- EC01
WITH FINDINGS AS (
SELECT
  i.*, i.METADATA_ENDPOINT = 'enabled' AND i.METADATA_TOKENS <> 'required' AS FAILED, CASE
    WHEN i.METADATA_ENDPOINT IS NULL OR i.METADATA_TOKENS IS NULL THEN 'Its metadata options are not known.'
    ELSE 'Instance metadata can be read without a token.'
  END AS REASON
FROM EC2_INSTANCES AS i
WHERE COALESCE(i.INSTANCE_STATE, '') <> 'terminated'
), RESULTS AS (
SELECT
  F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME, F.MONITORED_TIME, F.RUN_ID, CAST(NULL AS TIMESTAMPTZ) AS SINCE,
  CASE WHEN F.FAILED THEN 1 ELSE 0 END AS FAILS,
  CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END AS UNSURE,
  F.REASON AS FAIL_REASON, F.REASON AS UNSURE_REASON,
  CASE WHEN F.FAILED THEN json_array(json_object('METADATA_ENDPOINT', METADATA_ENDPOINT, 'METADATA_TOKENS', METADATA_TOKENS)) END AS EVIDENCE
FROM FINDINGS AS F
), MISSING AS (
SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE
), JUDGED AS (
  SELECT
    R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
    CASE WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
    R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
  FROM RESULTS AS R
  LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
  LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
), ALL_RESULTS AS (
  SELECT
    J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
    CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
    CAST(J.EVIDENCE AS JSON) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
  FROM JUDGED AS J
  UNION ALL
  SELECT
    'UNKNOWN', 'AWS::EC2::Instance', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
    U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
  FROM (SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(S.REASON) AS REASON
FROM EXPECTED_SCOPES AS S
WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN ('ec2_instances')
GROUP BY 1, 2) AS U
), EXCEPTIONS AS (
  SELECT X.*
  FROM CHECK_EXCEPTIONS AS X
  WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = 'EC01') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
)
SELECT
  'EC01' AS CHECK_ID, 'IMDSv1 is allowed' AS TITLE, 'medium' AS SEVERITY,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
  A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
FROM ALL_RESULTS AS A
LEFT JOIN RESOURCE_SINCE AS H
  ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
LEFT JOIN (
  SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
  FROM (
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
    UNION ALL
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    JOIN RESOURCE_TAGS AS T
      ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
  ) AS M
  GROUP BY 1, 2, 3, 4
) AS X
  ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME;

-- IA01
WITH FINDINGS AS (
SELECT
  p.*,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN NULL ELSE COALESCE(s.EFFECT = 'Allow' AND s.ACTION IN ('*', '*:*') AND s.RESOURCE = '*', FALSE) AND p.ATTACHMENT_COUNT > 0 END AS FAILED,
  CASE WHEN s.RESOURCE_ARN IS NULL THEN 'Its document has no statement that can be read.' WHEN p.ATTACHMENT_COUNT IS NULL THEN 'How often it is attached is not known.' ELSE 'It allows every action on every resource, and is attached.' END AS REASON,
  s.SID, s.ACTION, s.RESOURCE, s.CONDITION
FROM IAM_POLICIES AS p
LEFT JOIN IAM_POLICY_STATEMENTS AS s
  ON s.ACCOUNT_ID = p.ACCOUNT_ID AND s.RESOURCE_ARN = p.RESOURCE_ARN
WHERE p.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'
), RESULTS AS (
SELECT
  F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME,
  MAX(F.MONITORED_TIME) AS MONITORED_TIME, MAX(F.RUN_ID) AS RUN_ID, CAST(NULL AS TIMESTAMPTZ) AS SINCE,
  MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) AS FAILS,
  MAX(CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END) AS UNSURE,
  MIN(CASE WHEN F.FAILED THEN F.REASON END) AS FAIL_REASON,
  MIN(CASE WHEN F.FAILED IS NULL THEN F.REASON END) AS UNSURE_REASON,
  CASE WHEN MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) = 1 THEN COALESCE(to_json(list(json_object('SID', SID, 'ACTION', ACTION, 'RESOURCE', RESOURCE, 'CONDITION', CONDITION)) FILTER (WHERE F.FAILED)), '[]'::JSON) END AS EVIDENCE
FROM FINDINGS AS F
GROUP BY F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME
), MISSING AS (
SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE
), JUDGED AS (
  SELECT
    R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
    CASE WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
    R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
  FROM RESULTS AS R
  LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
  LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
), ALL_RESULTS AS (
  SELECT
    J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
    CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
    CAST(J.EVIDENCE AS JSON) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
  FROM JUDGED AS J
  UNION ALL
  SELECT
    'UNKNOWN', 'AWS::IAM::ManagedPolicy', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
    U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
  FROM (SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(S.REASON) AS REASON
FROM EXPECTED_SCOPES AS S
WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN ('iam_policies')
GROUP BY 1, 2) AS U
), EXCEPTIONS AS (
  SELECT X.*
  FROM CHECK_EXCEPTIONS AS X
  WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = 'IA01') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
)
SELECT
  'IA01' AS CHECK_ID, 'A customer policy that allows everything is attached' AS TITLE, 'critical' AS SEVERITY,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
  A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
FROM ALL_RESULTS AS A
LEFT JOIN RESOURCE_SINCE AS H
  ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
LEFT JOIN (
  SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
  FROM (
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
    UNION ALL
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    JOIN RESOURCE_TAGS AS T
      ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
  ) AS M
  GROUP BY 1, 2, 3, 4
) AS X
  ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME;

-- LB01
WITH FINDINGS AS (
SELECT
  b.*, CASE WHEN b.LISTENER_COUNT IS NULL THEN NULL ELSE l.PORT IS NOT NULL END AS FAILED,
  CASE WHEN b.LISTENER_COUNT IS NULL THEN 'Its listeners are not known.' ELSE 'It takes clear text from the internet.' END AS REASON,
  l.PROTOCOL, l.PORT
FROM LOAD_BALANCERS AS b
LEFT JOIN (
  SELECT l.ACCOUNT_ID, l.REGION_NAME, l.RESOURCE_ARN, l.PROTOCOL, l.PORT
  FROM LOAD_BALANCER_LISTENERS AS l
  LEFT JOIN (
    SELECT DISTINCT a.ACCOUNT_ID, a.LISTENER_ARN FROM LOAD_BALANCER_ACTIONS AS a WHERE a.REDIRECT_PROTOCOL = 'HTTPS'
  ) AS a
    ON a.ACCOUNT_ID = l.ACCOUNT_ID AND a.LISTENER_ARN = l.LISTENER_ARN
  WHERE UPPER(l.PROTOCOL) = 'HTTP' AND a.LISTENER_ARN IS NULL OR UPPER(l.PROTOCOL) = 'TCP' AND l.PORT = 80
) AS l
  ON l.ACCOUNT_ID = b.ACCOUNT_ID AND l.REGION_NAME = b.REGION_NAME AND l.RESOURCE_ARN = b.RESOURCE_ARN
WHERE b.SCHEME = 'internet-facing'
), RESULTS AS (
SELECT
  F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME,
  MAX(F.MONITORED_TIME) AS MONITORED_TIME, MAX(F.RUN_ID) AS RUN_ID, CAST(NULL AS TIMESTAMPTZ) AS SINCE,
  MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) AS FAILS,
  MAX(CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END) AS UNSURE,
  MIN(CASE WHEN F.FAILED THEN F.REASON END) AS FAIL_REASON,
  MIN(CASE WHEN F.FAILED IS NULL THEN F.REASON END) AS UNSURE_REASON,
  CASE WHEN MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) = 1 THEN COALESCE(to_json(list(json_object('PROTOCOL', PROTOCOL, 'PORT', PORT)) FILTER (WHERE F.FAILED)), '[]'::JSON) END AS EVIDENCE
FROM FINDINGS AS F
GROUP BY F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME
), MISSING AS (
SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE
), JUDGED AS (
  SELECT
    R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
    CASE WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
    R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
  FROM RESULTS AS R
  LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
  LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
), ALL_RESULTS AS (
  SELECT
    J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
    CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
    CAST(J.EVIDENCE AS JSON) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
  FROM JUDGED AS J
  UNION ALL
  SELECT
    'UNKNOWN', 'AWS::ElasticLoadBalancingV2::LoadBalancer', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
    U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
  FROM (SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(S.REASON) AS REASON
FROM EXPECTED_SCOPES AS S
WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN ('load_balancers')
GROUP BY 1, 2) AS U
), EXCEPTIONS AS (
  SELECT X.*
  FROM CHECK_EXCEPTIONS AS X
  WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = 'LB01') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
)
SELECT
  'LB01' AS CHECK_ID, 'An internet-facing load balancer has a clear-text listener' AS TITLE, 'medium' AS SEVERITY,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
  A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
FROM ALL_RESULTS AS A
LEFT JOIN RESOURCE_SINCE AS H
  ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
LEFT JOIN (
  SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
  FROM (
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
    UNION ALL
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    JOIN RESOURCE_TAGS AS T
      ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
  ) AS M
  GROUP BY 1, 2, 3, 4
) AS X
  ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME;

-- SG01
WITH FINDINGS AS (
SELECT
  g.*, r.GROUP_ID IS NOT NULL AS FAILED, 'SSH or RDP is open to 0.0.0.0/0.' AS REASON,
  r.PROTOCOL, r.FROM_PORT, r.TO_PORT, r.PEER
FROM SECURITY_GROUPS AS g
LEFT JOIN SECURITY_GROUP_RULES AS r
  ON r.ACCOUNT_ID = g.ACCOUNT_ID
  AND r.REGION_NAME = g.REGION_NAME
  AND r.GROUP_ID = g.GROUP_ID
  AND r.DIRECTION = 'ingress'
  AND r.PEER = '0.0.0.0/0'
  AND (
    r.PROTOCOL IN ('-1', 'tcp', '6') AND (22 BETWEEN r.FROM_PORT AND r.TO_PORT)
    OR r.PROTOCOL IN ('-1', 'tcp', '6', 'udp', '17') AND (3389 BETWEEN r.FROM_PORT AND r.TO_PORT)
  )
), RESULTS AS (
SELECT
  F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME,
  MAX(F.MONITORED_TIME) AS MONITORED_TIME, MAX(F.RUN_ID) AS RUN_ID, CAST(NULL AS TIMESTAMPTZ) AS SINCE,
  MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) AS FAILS,
  MAX(CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END) AS UNSURE,
  MIN(CASE WHEN F.FAILED THEN F.REASON END) AS FAIL_REASON,
  MIN(CASE WHEN F.FAILED IS NULL THEN F.REASON END) AS UNSURE_REASON,
  CASE WHEN MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) = 1 THEN COALESCE(to_json(list(json_object('PROTOCOL', PROTOCOL, 'FROM_PORT', FROM_PORT, 'TO_PORT', TO_PORT, 'PEER', PEER)) FILTER (WHERE F.FAILED)), '[]'::JSON) END AS EVIDENCE
FROM FINDINGS AS F
GROUP BY F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME
), MISSING AS (
SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE
), JUDGED AS (
  SELECT
    R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
    CASE WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
    R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
  FROM RESULTS AS R
  LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
  LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
), ALL_RESULTS AS (
  SELECT
    J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
    CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
    CAST(J.EVIDENCE AS JSON) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
  FROM JUDGED AS J
  UNION ALL
  SELECT
    'UNKNOWN', 'AWS::EC2::SecurityGroup', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
    U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
  FROM (SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(S.REASON) AS REASON
FROM EXPECTED_SCOPES AS S
WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN ('security_groups')
GROUP BY 1, 2) AS U
), EXCEPTIONS AS (
  SELECT X.*
  FROM CHECK_EXCEPTIONS AS X
  WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = 'SG01') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
)
SELECT
  'SG01' AS CHECK_ID, 'Remote administration is open to every IPv4 address' AS TITLE, 'high' AS SEVERITY,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
  A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
  CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
  A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
FROM ALL_RESULTS AS A
LEFT JOIN RESOURCE_SINCE AS H
  ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
LEFT JOIN (
  SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
  FROM (
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
    UNION ALL
    SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
    FROM ALL_RESULTS AS F
    JOIN EXCEPTIONS AS X ON (X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID) AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME) AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)
    JOIN RESOURCE_TAGS AS T
      ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
    WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
  ) AS M
  GROUP BY 1, 2, 3, 4
) AS X
  ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME;

