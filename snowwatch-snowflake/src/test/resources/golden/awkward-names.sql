-- SnowWatch: the Snowflake side of bucket acme.security-lake.
-- Run it from top to bottom, as often as you like: what is there already stays.
-- You need these roles: MY_SECURITY_ADMIN, MY_ACCOUNT_ADMIN.

-- -----------------------------------------------------------------------------
-- 1. Roles
-- -----------------------------------------------------------------------------
-- The roles, each granted to the system administrators.

USE ROLE MY_SECURITY_ADMIN;

-- Owns SnowWatch's database and warehouse.
CREATE ROLE IF NOT EXISTS "o'wner\role"
COMMENT = 'Owns SnowWatch''s database and warehouse. [snowwatch 2f95b2b0]';

-- Reads what SnowWatch has for analysts.
CREATE ROLE IF NOT EXISTS "Lesende (Ä)"
COMMENT = 'Reads what SnowWatch has for analysts. [snowwatch e2ff6cad]';

-- Reads SnowAlert's results.
CREATE ROLE IF NOT EXISTS "alert ""reader"""
COMMENT = 'Reads SnowAlert''s results. [snowwatch 2f3ab176]';

-- The system administrators can do what the role can do.
GRANT ROLE "o'wner\role" TO ROLE "My System Admin";

GRANT ROLE "Lesende (Ä)" TO ROLE "My System Admin";

GRANT ROLE "alert ""reader""" TO ROLE "My System Admin";

-- -----------------------------------------------------------------------------
-- 2. Warehouse, database and schemas
-- -----------------------------------------------------------------------------
-- What is created here is owned by SnowWatch's role. What is there already keeps its owner;
-- the role then gets what it needs to work in it.

USE ROLE MY_ACCOUNT_ADMIN;

-- Runs SnowWatch's queries; it costs nothing while it is suspended.
EXECUTE IMMEDIATE $$
BEGIN
  CREATE WAREHOUSE SMALL$WAREHOUSE
  WAREHOUSE_SIZE = XSMALL
  AUTO_SUSPEND = 60
  AUTO_RESUME = TRUE
  INITIALLY_SUSPENDED = TRUE
  COMMENT = 'Runs SnowWatch''s queries; it costs nothing while it is suspended. [snowwatch ff8f9363]';
  GRANT OWNERSHIP ON WAREHOUSE SMALL$WAREHOUSE TO ROLE "o'wner\role" COPY CURRENT GRANTS;
  RETURN 'Created.';
EXCEPTION
  WHEN STATEMENT_ERROR THEN
    IF (SQLCODE = 2002) THEN
      RETURN 'Left as it is.';
    END IF;
    RAISE;
END;
$$;

-- Inventory and activity of AWS accounts.
EXECUTE IMMEDIATE $$
BEGIN
  CREATE DATABASE "Security ""Lake"""
  COMMENT = 'Inventory and activity of AWS accounts. [snowwatch 3cb42c0a]';
  GRANT OWNERSHIP ON DATABASE "Security ""Lake""" TO ROLE "o'wner\role" COPY CURRENT GRANTS;
  RETURN 'Created.';
EXCEPTION
  WHEN STATEMENT_ERROR THEN
    IF (SQLCODE = 2002) THEN
      RETURN 'Left as it is.';
    END IF;
    RAISE;
END;
$$;

USE ROLE MY_SECURITY_ADMIN;

-- What SnowWatch's role needs in a database or warehouse of another's.
GRANT USAGE ON DATABASE "Security ""Lake""" TO ROLE "o'wner\role";

GRANT CREATE SCHEMA ON DATABASE "Security ""Lake""" TO ROLE "o'wner\role";

GRANT USAGE ON WAREHOUSE SMALL$WAREHOUSE TO ROLE "o'wner\role";

GRANT OPERATE ON WAREHOUSE SMALL$WAREHOUSE TO ROLE "o'wner\role";

USE ROLE "o'wner\role";

-- Landing tables and how they are loaded.
CREATE SCHEMA IF NOT EXISTS "Security ""Lake"""."select"
COMMENT = 'Landing tables and how they are loaded. [snowwatch 036cd980]';

-- What analysts read.
CREATE SCHEMA IF NOT EXISTS "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --"
COMMENT = 'What analysts read. [snowwatch 5ab0f4fd]';

-- -----------------------------------------------------------------------------
-- 3. Access to the bucket
-- -----------------------------------------------------------------------------
-- How Snowflake may read the bucket, and nothing else.

USE ROLE MY_ACCOUNT_ADMIN;

-- Snowflake takes on an IAM role of yours; no key is stored.
CREATE STORAGE INTEGRATION IF NOT EXISTS "it's an integration"
TYPE = EXTERNAL_STAGE
STORAGE_PROVIDER = 'S3'
ENABLED = TRUE
STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::210987654321:role/data/Snowflake+Reader@acme'
STORAGE_AWS_EXTERNAL_ID = 'acme:security/lake=1'
STORAGE_ALLOWED_LOCATIONS = ('s3://acme.security-lake/')
COMMENT = 'Snowflake takes on an IAM role of yours; no key is stored. [snowwatch 870537f9]';

-- SnowWatch's role may use it.
GRANT USAGE ON INTEGRATION "it's an integration" TO ROLE "o'wner\role";

-- Now let Snowflake take on the IAM role arn:aws:iam::210987654321:role/data/Snowflake+Reader@acme.
--   DESC INTEGRATION "it's an integration";
-- shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal
-- sts:AssumeRole where sts:ExternalId is acme:security/lake=1,
-- and its permissions must allow s3:GetObject and s3:GetObjectVersion on
-- arn:aws:s3:::acme.security-lake/* and s3:ListBucket and s3:GetBucketLocation on
-- arn:aws:s3:::acme.security-lake.
-- What follows fails until they do: go on then, or run the whole script again.

-- -----------------------------------------------------------------------------
-- 4. File format and stage
-- -----------------------------------------------------------------------------
-- How the objects in the bucket are read, and where they lie.

USE ROLE "o'wner\role";

-- Reads JSON lines, and the arrays that SnowWatch 1.0 wrote.
CREATE FILE FORMAT IF NOT EXISTS "Security ""Lake"""."select"."json 'lines'"
TYPE = JSON
STRIP_OUTER_ARRAY = TRUE
ALLOW_DUPLICATE = TRUE
COMPRESSION = AUTO
COMMENT = 'Reads JSON lines, and the arrays that SnowWatch 1.0 wrote. [snowwatch 6124358f]';

-- A format of an earlier version let a duplicate name cost a whole file.
ALTER FILE FORMAT IF EXISTS "Security ""Lake"""."select"."json 'lines'" SET
STRIP_OUTER_ARRAY = TRUE
ALLOW_DUPLICATE = TRUE
COMMENT = 'Reads JSON lines, and the arrays that SnowWatch 1.0 wrote. [snowwatch 6124358f]';

-- The bucket.
CREATE STAGE IF NOT EXISTS "Security ""Lake"""."select"."s3 stage"
URL = 's3://acme.security-lake/'
STORAGE_INTEGRATION = "it's an integration"
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
COMMENT = 'The bucket. [snowwatch 060ac23b]';

-- -----------------------------------------------------------------------------
-- 5. Landing tables
-- -----------------------------------------------------------------------------
-- New tables get every column at once; tables of an earlier version gain what they lack,
-- with their rows kept.

USE ROLE "o'wner\role";

-- CloudTrail events, landed from cloudtrail_monitoring/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE (
  EVENT_DATA VARIANT,
  EVENT_REGION_NAME STRING,
  EVENT_NAME STRING,
  EVENT_SOURCE STRING,
  EVENT_TIME TIMESTAMP_TZ,
  EVENT_TYPE STRING,
  EVENT_SOURCE_IP STRING,
  EVENT_USER_AGENT STRING,
  EVENT_USER_ARN STRING,
  ACCOUNT_ID STRING,
  EVENT_ID STRING,
  RECIPIENT_ACCOUNT_ID STRING,
  ERROR_CODE STRING,
  READ_ONLY BOOLEAN,
  EVENT_CATEGORY STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'CloudTrail events, landed from cloudtrail_monitoring/ by SnowWatch. [snowwatch 161881f6]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS EVENT_ID STRING,
  IF NOT EXISTS RECIPIENT_ACCOUNT_ID STRING,
  IF NOT EXISTS ERROR_CODE STRING,
  IF NOT EXISTS READ_ONLY BOOLEAN,
  IF NOT EXISTS EVENT_CATEGORY STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE ALTER
  COLUMN EVENT_REGION_NAME SET DATA TYPE STRING,
  COLUMN EVENT_NAME SET DATA TYPE STRING,
  COLUMN EVENT_SOURCE SET DATA TYPE STRING,
  COLUMN EVENT_TYPE SET DATA TYPE STRING,
  COLUMN EVENT_SOURCE_IP SET DATA TYPE STRING,
  COLUMN EVENT_USER_AGENT SET DATA TYPE STRING,
  COLUMN EVENT_USER_ARN SET DATA TYPE STRING;

-- EC2 instances, landed from Inventory-1/ec2/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select"."EC2 $$ instances" (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ARCHITECTURE STRING,
  INSTANCE_TYPE STRING,
  KEY_NAME STRING,
  LAUNCH_TIME TIMESTAMP_TZ,
  REGION_NAME STRING,
  INSTANCE_STATE STRING,
  INSTANCE_NAME STRING,
  ACCOUNT_ID STRING,
  INSTANCE_ID STRING,
  IMAGE_ID STRING,
  VPC_ID STRING,
  SUBNET_ID STRING,
  PRIVATE_IP_ADDRESS STRING,
  PUBLIC_IP_ADDRESS STRING,
  INSTANCE_PROFILE_ARN STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'EC2 instances, landed from Inventory-1/ec2/ by SnowWatch. [snowwatch 6f28f8e5]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select"."EC2 $$ instances" ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS INSTANCE_ID STRING,
  IF NOT EXISTS IMAGE_ID STRING,
  IF NOT EXISTS VPC_ID STRING,
  IF NOT EXISTS SUBNET_ID STRING,
  IF NOT EXISTS PRIVATE_IP_ADDRESS STRING,
  IF NOT EXISTS PUBLIC_IP_ADDRESS STRING,
  IF NOT EXISTS INSTANCE_PROFILE_ARN STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select"."EC2 $$ instances" ALTER
  COLUMN ARCHITECTURE SET DATA TYPE STRING,
  COLUMN INSTANCE_TYPE SET DATA TYPE STRING,
  COLUMN KEY_NAME SET DATA TYPE STRING,
  COLUMN REGION_NAME SET DATA TYPE STRING,
  COLUMN INSTANCE_STATE SET DATA TYPE STRING,
  COLUMN INSTANCE_NAME SET DATA TYPE STRING;

-- Harvest runs, landed from harvest_monitoring/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".HARVEST_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ACCOUNT_ID STRING,
  REGION_NAME STRING,
  SOURCE_NAME STRING,
  DATASET_NAME STRING,
  OUTCOME STRING,
  REASON STRING,
  RECORD_COUNT INT,
  INCOMPLETE_COUNT INT,
  PAGE_COUNT INT,
  ERROR_CODE STRING,
  ERROR_MESSAGE STRING,
  START_TIME TIMESTAMP_TZ,
  END_TIME TIMESTAMP_TZ,
  OBJECT_KEYS VARIANT,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'Harvest runs, landed from harvest_monitoring/ by SnowWatch. [snowwatch 052b210a]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".HARVEST_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS REGION_NAME STRING,
  IF NOT EXISTS SOURCE_NAME STRING,
  IF NOT EXISTS DATASET_NAME STRING,
  IF NOT EXISTS OUTCOME STRING,
  IF NOT EXISTS REASON STRING,
  IF NOT EXISTS RECORD_COUNT INT,
  IF NOT EXISTS INCOMPLETE_COUNT INT,
  IF NOT EXISTS PAGE_COUNT INT,
  IF NOT EXISTS ERROR_CODE STRING,
  IF NOT EXISTS ERROR_MESSAGE STRING,
  IF NOT EXISTS START_TIME TIMESTAMP_TZ,
  IF NOT EXISTS END_TIME TIMESTAMP_TZ,
  IF NOT EXISTS OBJECT_KEYS VARIANT,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- IAM users, landed from Inventory-1/iam/users/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ARN STRING,
  CREATED_DATE TIMESTAMP_TZ,
  PATH STRING,
  USER_ID STRING,
  USER_NAME STRING,
  MFA_IS_ENABLED BOOLEAN,
  ACCOUNT_ID STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'IAM users, landed from Inventory-1/iam/users/ by SnowWatch. [snowwatch 68c02f67]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE ALTER
  COLUMN ARN SET DATA TYPE STRING,
  COLUMN PATH SET DATA TYPE STRING,
  COLUMN USER_ID SET DATA TYPE STRING,
  COLUMN USER_NAME SET DATA TYPE STRING;

-- IAM groups, landed from Inventory-1/iam/groups/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ARN STRING,
  CREATE_DATE TIMESTAMP_TZ,
  GROUP_ID STRING,
  GROUP_NAME STRING,
  PATH STRING,
  ACCOUNT_ID STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'IAM groups, landed from Inventory-1/iam/groups/ by SnowWatch. [snowwatch 20e296c2]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE ALTER
  COLUMN ARN SET DATA TYPE STRING,
  COLUMN GROUP_ID SET DATA TYPE STRING,
  COLUMN GROUP_NAME SET DATA TYPE STRING,
  COLUMN PATH SET DATA TYPE STRING;

-- IAM roles, landed from Inventory-1/iam/roles/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ARN STRING,
  CREATE_DATE TIMESTAMP_TZ,
  PATH STRING,
  ROLE_ID STRING,
  ROLE_NAME STRING,
  ACCOUNT_ID STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'IAM roles, landed from Inventory-1/iam/roles/ by SnowWatch. [snowwatch e3618bb7]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE ALTER
  COLUMN ARN SET DATA TYPE STRING,
  COLUMN PATH SET DATA TYPE STRING,
  COLUMN ROLE_ID SET DATA TYPE STRING,
  COLUMN ROLE_NAME SET DATA TYPE STRING;

-- IAM policies, landed from Inventory-1/iam/policies/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  ARN STRING,
  ATTACHMENT_COUNT INT,
  CREATE_DATE TIMESTAMP_TZ,
  DEFAULT_VERSION_ID STRING,
  IS_ATTACHABLE BOOLEAN,
  PATH STRING,
  PERMISSIONS_BOUNDARY_USAGE_COUNT INT,
  POLICY_ID STRING,
  POLICY_NAME STRING,
  UPDATE_DATE TIMESTAMP_TZ,
  ACCOUNT_ID STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'IAM policies, landed from Inventory-1/iam/policies/ by SnowWatch. [snowwatch cb08d770]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE ALTER
  COLUMN ARN SET DATA TYPE STRING,
  COLUMN DEFAULT_VERSION_ID SET DATA TYPE STRING,
  COLUMN PATH SET DATA TYPE STRING,
  COLUMN POLICY_ID SET DATA TYPE STRING,
  COLUMN POLICY_NAME SET DATA TYPE STRING;

-- Load balancers, classic and v2, landed from elb_monitoring/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  HOSTED_ZONE_NAME STRING,
  HOSTED_ZONE_NAME_ID STRING,
  CREATED_TIME TIMESTAMP_TZ,
  DNS_NAME STRING,
  LOAD_BALANCER_NAME STRING,
  REGION_NAME STRING,
  SCHEME STRING,
  VPC_ID STRING,
  ACCOUNT_ID STRING,
  LOAD_BALANCER_ARN STRING,
  TYPE STRING,
  STATE STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'Load balancers, classic and v2, landed from elb_monitoring/ by SnowWatch. [snowwatch 631c9a0d]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS LOAD_BALANCER_ARN STRING,
  IF NOT EXISTS TYPE STRING,
  IF NOT EXISTS STATE STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE ALTER
  COLUMN HOSTED_ZONE_NAME SET DATA TYPE STRING,
  COLUMN HOSTED_ZONE_NAME_ID SET DATA TYPE STRING,
  COLUMN DNS_NAME SET DATA TYPE STRING,
  COLUMN LOAD_BALANCER_NAME SET DATA TYPE STRING,
  COLUMN REGION_NAME SET DATA TYPE STRING,
  COLUMN SCHEME SET DATA TYPE STRING,
  COLUMN VPC_ID SET DATA TYPE STRING;

-- Security groups, landed from security_group_monitoring/ by SnowWatch.
CREATE TABLE IF NOT EXISTS "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE (
  RAW_DATA VARIANT,
  MONITORED_TIME TIMESTAMP_TZ,
  DESCRIPTION STRING,
  GROUP_ID STRING,
  GROUP_NAME STRING,
  OWNER_ID STRING,
  REGION_NAME STRING,
  VPC_ID STRING,
  ACCOUNT_ID STRING,
  SOURCE_FILE STRING,
  SOURCE_FILE_ROW_NUMBER INT,
  LOAD_TIME TIMESTAMP_TZ,
  RUN_ID STRING
)
COMMENT = 'Security groups, landed from security_group_monitoring/ by SnowWatch. [snowwatch 79b75925]';

-- What a table of an earlier version lacks.
ALTER TABLE "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE ADD COLUMN
  IF NOT EXISTS ACCOUNT_ID STRING,
  IF NOT EXISTS SOURCE_FILE STRING,
  IF NOT EXISTS SOURCE_FILE_ROW_NUMBER INT,
  IF NOT EXISTS LOAD_TIME TIMESTAMP_TZ,
  IF NOT EXISTS RUN_ID STRING;

-- Text columns of an earlier version were too short.
ALTER TABLE "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE ALTER
  COLUMN DESCRIPTION SET DATA TYPE STRING,
  COLUMN GROUP_ID SET DATA TYPE STRING,
  COLUMN GROUP_NAME SET DATA TYPE STRING,
  COLUMN OWNER_ID SET DATA TYPE STRING,
  COLUMN REGION_NAME SET DATA TYPE STRING,
  COLUMN VPC_ID SET DATA TYPE STRING;

-- -----------------------------------------------------------------------------
-- 6. What already lies in the bucket
-- -----------------------------------------------------------------------------
-- Notifications tell the pipes about new objects only, so older ones are loaded here, once.
-- A table that has rows or a pipe is left alone: a pipe and a COPY do not know of each other's
-- loads and would load the same objects twice.

USE ROLE "o'wner\role";

-- A COPY runs in a warehouse; pipes do not.
USE WAREHOUSE SMALL$WAREHOUSE;

-- CloudTrail events: load cloudtrail_monitoring/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'CLOUDTRAIL_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE (
      EVENT_DATA,
      EVENT_REGION_NAME,
      EVENT_NAME,
      EVENT_SOURCE,
      EVENT_TIME,
      EVENT_TYPE,
      EVENT_SOURCE_IP,
      EVENT_USER_AGENT,
      EVENT_USER_ARN,
      ACCOUNT_ID,
      EVENT_ID,
      RECIPIENT_ACCOUNT_ID,
      ERROR_CODE,
      READ_ONLY,
      EVENT_CATEGORY,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        $1:awsRegion::STRING,
        $1:eventName::STRING,
        $1:eventSource::STRING,
        TRY_CAST($1:eventTime::STRING AS TIMESTAMP_TZ),
        $1:eventType::STRING,
        $1:sourceIPAddress::STRING,
        $1:userAgent::STRING,
        $1:userIdentity.arn::STRING,
        NVL($1:recipientAccountId::STRING, $1:userIdentity.accountId::STRING),
        $1:eventID::STRING,
        $1:recipientAccountId::STRING,
        $1:errorCode::STRING,
        TRY_CAST($1:readOnly::STRING AS BOOLEAN),
        $1:eventCategory::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/cloudtrail_monitoring/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- EC2 instances: load Inventory-1/ec2/ into an empty table that has no pipe.
EXECUTE IMMEDIATE '\nBEGIN\n  IF (\n    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select"."EC2 $$ instances")\n    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = ''select'' AND PIPE_NAME = ''ec2 pipe'')\n  ) THEN\n    COPY INTO "Security ""Lake"""."select"."EC2 $$ instances" (\n      RAW_DATA,\n      MONITORED_TIME,\n      ARCHITECTURE,\n      INSTANCE_TYPE,\n      KEY_NAME,\n      LAUNCH_TIME,\n      REGION_NAME,\n      INSTANCE_STATE,\n      INSTANCE_NAME,\n      ACCOUNT_ID,\n      INSTANCE_ID,\n      IMAGE_ID,\n      VPC_ID,\n      SUBNET_ID,\n      PRIVATE_IP_ADDRESS,\n      PUBLIC_IP_ADDRESS,\n      INSTANCE_PROFILE_ARN,\n      SOURCE_FILE,\n      SOURCE_FILE_ROW_NUMBER,\n      LOAD_TIME,\n      RUN_ID\n    )\n    FROM (\n      SELECT\n        $1,\n        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, ''/([^/]*)\\\\.json'', 1, 1, ''e'', 1) || ''Z'' AS TIMESTAMP_TZ),\n        $1:Architecture::STRING,\n        $1:InstanceType::STRING,\n        $1:KeyName::STRING,\n        TRY_CAST($1:LaunchTime::STRING AS TIMESTAMP_TZ),\n        $1:Region.RegionName::STRING,\n        $1:State.Name::STRING,\n        $1:InstanceName::STRING,\n        $1:AccountId::STRING,\n        $1:InstanceId::STRING,\n        $1:ImageId::STRING,\n        $1:VpcId::STRING,\n        $1:SubnetId::STRING,\n        $1:PrivateIpAddress::STRING,\n        $1:PublicIpAddress::STRING,\n        $1:IamInstanceProfile.Arn::STRING,\n        METADATA$FILENAME,\n        METADATA$FILE_ROW_NUMBER,\n        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,\n        REGEXP_SUBSTR(METADATA$FILENAME, ''/run=([^/]+)/'', 1, 1, ''e'', 1)\n      FROM ''@"Security ""Lake"""."select"."s3 stage"/Inventory-1/ec2/''\n    )\n    FILE_FORMAT = (FORMAT_NAME = ''"Security ""Lake"""."select"."json ''''lines''''"'')\n    ON_ERROR = SKIP_FILE;\n    RETURN ''Loaded.'';\n  END IF;\n  RETURN ''Left alone: the table has rows or a pipe.'';\nEND;\n';

-- Harvest runs: load harvest_monitoring/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".HARVEST_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'HARVEST_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".HARVEST_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      ACCOUNT_ID,
      REGION_NAME,
      SOURCE_NAME,
      DATASET_NAME,
      OUTCOME,
      REASON,
      RECORD_COUNT,
      INCOMPLETE_COUNT,
      PAGE_COUNT,
      ERROR_CODE,
      ERROR_MESSAGE,
      START_TIME,
      END_TIME,
      OBJECT_KEYS,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:AccountId::STRING,
        $1:RegionName::STRING,
        $1:Source::STRING,
        $1:Dataset::STRING,
        $1:Outcome::STRING,
        $1:Reason::STRING,
        TRY_CAST($1:RecordCount::STRING AS INT),
        TRY_CAST($1:IncompleteCount::STRING AS INT),
        TRY_CAST($1:PageCount::STRING AS INT),
        $1:ErrorCode::STRING,
        $1:ErrorMessage::STRING,
        TRY_CAST($1:StartTime::STRING AS TIMESTAMP_TZ),
        TRY_CAST($1:EndTime::STRING AS TIMESTAMP_TZ),
        $1:ObjectKeys,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/harvest_monitoring/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- IAM users: load Inventory-1/iam/users/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_USER_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      ARN,
      CREATED_DATE,
      PATH,
      USER_ID,
      USER_NAME,
      MFA_IS_ENABLED,
      ACCOUNT_ID,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:Arn::STRING,
        TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
        $1:Path::STRING,
        $1:UserId::STRING,
        $1:UserName::STRING,
        ARRAY_SIZE($1:MFADevices) > 0,
        $1:AccountId::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/users/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- IAM groups: load Inventory-1/iam/groups/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_GROUP_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      ARN,
      CREATE_DATE,
      GROUP_ID,
      GROUP_NAME,
      PATH,
      ACCOUNT_ID,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:Arn::STRING,
        TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
        $1:GroupId::STRING,
        $1:GroupName::STRING,
        $1:Path::STRING,
        $1:AccountId::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/groups/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- IAM roles: load Inventory-1/iam/roles/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_ROLE_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      ARN,
      CREATE_DATE,
      PATH,
      ROLE_ID,
      ROLE_NAME,
      ACCOUNT_ID,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:Arn::STRING,
        TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
        $1:Path::STRING,
        $1:RoleId::STRING,
        $1:RoleName::STRING,
        $1:AccountId::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/roles/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- IAM policies: load Inventory-1/iam/policies/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_POLICY_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      ARN,
      ATTACHMENT_COUNT,
      CREATE_DATE,
      DEFAULT_VERSION_ID,
      IS_ATTACHABLE,
      PATH,
      PERMISSIONS_BOUNDARY_USAGE_COUNT,
      POLICY_ID,
      POLICY_NAME,
      UPDATE_DATE,
      ACCOUNT_ID,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:Arn::STRING,
        TRY_CAST($1:AttachmentCount::STRING AS INT),
        TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
        $1:DefaultVersionId::STRING,
        TRY_CAST($1:IsAttachable::STRING AS BOOLEAN),
        $1:Path::STRING,
        TRY_CAST($1:PermissionsBoundaryUsageCount::STRING AS INT),
        $1:PolicyId::STRING,
        $1:PolicyName::STRING,
        TRY_CAST($1:UpdateDate::STRING AS TIMESTAMP_TZ),
        $1:AccountId::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/policies/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- Load balancers, classic and v2: load elb_monitoring/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'ELB_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      HOSTED_ZONE_NAME,
      HOSTED_ZONE_NAME_ID,
      CREATED_TIME,
      DNS_NAME,
      LOAD_BALANCER_NAME,
      REGION_NAME,
      SCHEME,
      VPC_ID,
      ACCOUNT_ID,
      LOAD_BALANCER_ARN,
      TYPE,
      STATE,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:CanonicalHostedZoneName::STRING,
        NVL($1:CanonicalHostedZoneNameID::STRING, $1:CanonicalHostedZoneId::STRING),
        TRY_CAST($1:CreatedTime::STRING AS TIMESTAMP_TZ),
        $1:DNSName::STRING,
        $1:LoadBalancerName::STRING,
        $1:Region.RegionName::STRING,
        $1:Scheme::STRING,
        NVL($1:VPCId::STRING, $1:VpcId::STRING),
        $1:AccountId::STRING,
        $1:LoadBalancerArn::STRING,
        $1:Type::STRING,
        $1:State.Code::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/elb_monitoring/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- Security groups: load security_group_monitoring/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'SECURITY_GROUP_MONITORING_PIPE')
  ) THEN
    COPY INTO "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE (
      RAW_DATA,
      MONITORED_TIME,
      DESCRIPTION,
      GROUP_ID,
      GROUP_NAME,
      OWNER_ID,
      REGION_NAME,
      VPC_ID,
      ACCOUNT_ID,
      SOURCE_FILE,
      SOURCE_FILE_ROW_NUMBER,
      LOAD_TIME,
      RUN_ID
    )
    FROM (
      SELECT
        $1,
        TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
        $1:Description::STRING,
        $1:GroupId::STRING,
        $1:GroupName::STRING,
        $1:OwnerId::STRING,
        $1:Region.RegionName::STRING,
        $1:VpcId::STRING,
        $1:AccountId::STRING,
        METADATA$FILENAME,
        METADATA$FILE_ROW_NUMBER,
        METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
        REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
      FROM '@"Security ""Lake"""."select"."s3 stage"/security_group_monitoring/'
    )
    FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- -----------------------------------------------------------------------------
-- 7. Pipes
-- -----------------------------------------------------------------------------
-- Load objects as they arrive in the bucket.

USE ROLE "o'wner\role";

-- CloudTrail events, as they arrive in cloudtrail_monitoring/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'CloudTrail events, loaded from cloudtrail_monitoring/ by SnowWatch. [snowwatch ae8febb8]'
AS
COPY INTO "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE (
  EVENT_DATA,
  EVENT_REGION_NAME,
  EVENT_NAME,
  EVENT_SOURCE,
  EVENT_TIME,
  EVENT_TYPE,
  EVENT_SOURCE_IP,
  EVENT_USER_AGENT,
  EVENT_USER_ARN,
  ACCOUNT_ID,
  EVENT_ID,
  RECIPIENT_ACCOUNT_ID,
  ERROR_CODE,
  READ_ONLY,
  EVENT_CATEGORY,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    $1:awsRegion::STRING,
    $1:eventName::STRING,
    $1:eventSource::STRING,
    TRY_CAST($1:eventTime::STRING AS TIMESTAMP_TZ),
    $1:eventType::STRING,
    $1:sourceIPAddress::STRING,
    $1:userAgent::STRING,
    $1:userIdentity.arn::STRING,
    NVL($1:recipientAccountId::STRING, $1:userIdentity.accountId::STRING),
    $1:eventID::STRING,
    $1:recipientAccountId::STRING,
    $1:errorCode::STRING,
    TRY_CAST($1:readOnly::STRING AS BOOLEAN),
    $1:eventCategory::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/cloudtrail_monitoring/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- EC2 instances, as they arrive in Inventory-1/ec2/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select"."ec2 pipe"
AUTO_INGEST = TRUE
COMMENT = 'EC2 instances, loaded from Inventory-1/ec2/ by SnowWatch. [snowwatch 968a912c]'
AS
COPY INTO "Security ""Lake"""."select"."EC2 $$ instances" (
  RAW_DATA,
  MONITORED_TIME,
  ARCHITECTURE,
  INSTANCE_TYPE,
  KEY_NAME,
  LAUNCH_TIME,
  REGION_NAME,
  INSTANCE_STATE,
  INSTANCE_NAME,
  ACCOUNT_ID,
  INSTANCE_ID,
  IMAGE_ID,
  VPC_ID,
  SUBNET_ID,
  PRIVATE_IP_ADDRESS,
  PUBLIC_IP_ADDRESS,
  INSTANCE_PROFILE_ARN,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Architecture::STRING,
    $1:InstanceType::STRING,
    $1:KeyName::STRING,
    TRY_CAST($1:LaunchTime::STRING AS TIMESTAMP_TZ),
    $1:Region.RegionName::STRING,
    $1:State.Name::STRING,
    $1:InstanceName::STRING,
    $1:AccountId::STRING,
    $1:InstanceId::STRING,
    $1:ImageId::STRING,
    $1:VpcId::STRING,
    $1:SubnetId::STRING,
    $1:PrivateIpAddress::STRING,
    $1:PublicIpAddress::STRING,
    $1:IamInstanceProfile.Arn::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/ec2/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- Harvest runs, as they arrive in harvest_monitoring/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".HARVEST_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'Harvest runs, loaded from harvest_monitoring/ by SnowWatch. [snowwatch 4158422e]'
AS
COPY INTO "Security ""Lake"""."select".HARVEST_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  ACCOUNT_ID,
  REGION_NAME,
  SOURCE_NAME,
  DATASET_NAME,
  OUTCOME,
  REASON,
  RECORD_COUNT,
  INCOMPLETE_COUNT,
  PAGE_COUNT,
  ERROR_CODE,
  ERROR_MESSAGE,
  START_TIME,
  END_TIME,
  OBJECT_KEYS,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:AccountId::STRING,
    $1:RegionName::STRING,
    $1:Source::STRING,
    $1:Dataset::STRING,
    $1:Outcome::STRING,
    $1:Reason::STRING,
    TRY_CAST($1:RecordCount::STRING AS INT),
    TRY_CAST($1:IncompleteCount::STRING AS INT),
    TRY_CAST($1:PageCount::STRING AS INT),
    $1:ErrorCode::STRING,
    $1:ErrorMessage::STRING,
    TRY_CAST($1:StartTime::STRING AS TIMESTAMP_TZ),
    TRY_CAST($1:EndTime::STRING AS TIMESTAMP_TZ),
    $1:ObjectKeys,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/harvest_monitoring/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- IAM users, as they arrive in Inventory-1/iam/users/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".IAM_USER_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'IAM users, loaded from Inventory-1/iam/users/ by SnowWatch. [snowwatch 5bd47f88]'
AS
COPY INTO "Security ""Lake"""."select".IAM_USER_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  ARN,
  CREATED_DATE,
  PATH,
  USER_ID,
  USER_NAME,
  MFA_IS_ENABLED,
  ACCOUNT_ID,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Arn::STRING,
    TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
    $1:Path::STRING,
    $1:UserId::STRING,
    $1:UserName::STRING,
    ARRAY_SIZE($1:MFADevices) > 0,
    $1:AccountId::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/users/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- IAM groups, as they arrive in Inventory-1/iam/groups/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".IAM_GROUP_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'IAM groups, loaded from Inventory-1/iam/groups/ by SnowWatch. [snowwatch 776bdbf5]'
AS
COPY INTO "Security ""Lake"""."select".IAM_GROUP_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  ARN,
  CREATE_DATE,
  GROUP_ID,
  GROUP_NAME,
  PATH,
  ACCOUNT_ID,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Arn::STRING,
    TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
    $1:GroupId::STRING,
    $1:GroupName::STRING,
    $1:Path::STRING,
    $1:AccountId::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/groups/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- IAM roles, as they arrive in Inventory-1/iam/roles/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".IAM_ROLE_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'IAM roles, loaded from Inventory-1/iam/roles/ by SnowWatch. [snowwatch 25c33165]'
AS
COPY INTO "Security ""Lake"""."select".IAM_ROLE_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  ARN,
  CREATE_DATE,
  PATH,
  ROLE_ID,
  ROLE_NAME,
  ACCOUNT_ID,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Arn::STRING,
    TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
    $1:Path::STRING,
    $1:RoleId::STRING,
    $1:RoleName::STRING,
    $1:AccountId::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/roles/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- IAM policies, as they arrive in Inventory-1/iam/policies/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".IAM_POLICY_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'IAM policies, loaded from Inventory-1/iam/policies/ by SnowWatch. [snowwatch 10f65e55]'
AS
COPY INTO "Security ""Lake"""."select".IAM_POLICY_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  ARN,
  ATTACHMENT_COUNT,
  CREATE_DATE,
  DEFAULT_VERSION_ID,
  IS_ATTACHABLE,
  PATH,
  PERMISSIONS_BOUNDARY_USAGE_COUNT,
  POLICY_ID,
  POLICY_NAME,
  UPDATE_DATE,
  ACCOUNT_ID,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Arn::STRING,
    TRY_CAST($1:AttachmentCount::STRING AS INT),
    TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ),
    $1:DefaultVersionId::STRING,
    TRY_CAST($1:IsAttachable::STRING AS BOOLEAN),
    $1:Path::STRING,
    TRY_CAST($1:PermissionsBoundaryUsageCount::STRING AS INT),
    $1:PolicyId::STRING,
    $1:PolicyName::STRING,
    TRY_CAST($1:UpdateDate::STRING AS TIMESTAMP_TZ),
    $1:AccountId::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/Inventory-1/iam/policies/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- Load balancers, classic and v2, as they arrive in elb_monitoring/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".ELB_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'Load balancers, classic and v2, loaded from elb_monitoring/ by SnowWatch. [snowwatch 6e3451be]'
AS
COPY INTO "Security ""Lake"""."select".ELB_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  HOSTED_ZONE_NAME,
  HOSTED_ZONE_NAME_ID,
  CREATED_TIME,
  DNS_NAME,
  LOAD_BALANCER_NAME,
  REGION_NAME,
  SCHEME,
  VPC_ID,
  ACCOUNT_ID,
  LOAD_BALANCER_ARN,
  TYPE,
  STATE,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:CanonicalHostedZoneName::STRING,
    NVL($1:CanonicalHostedZoneNameID::STRING, $1:CanonicalHostedZoneId::STRING),
    TRY_CAST($1:CreatedTime::STRING AS TIMESTAMP_TZ),
    $1:DNSName::STRING,
    $1:LoadBalancerName::STRING,
    $1:Region.RegionName::STRING,
    $1:Scheme::STRING,
    NVL($1:VPCId::STRING, $1:VpcId::STRING),
    $1:AccountId::STRING,
    $1:LoadBalancerArn::STRING,
    $1:Type::STRING,
    $1:State.Code::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/elb_monitoring/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- Security groups, as they arrive in security_group_monitoring/.
CREATE PIPE IF NOT EXISTS "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_PIPE
AUTO_INGEST = TRUE
COMMENT = 'Security groups, loaded from security_group_monitoring/ by SnowWatch. [snowwatch 140c03dc]'
AS
COPY INTO "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_LANDING_ZONE (
  RAW_DATA,
  MONITORED_TIME,
  DESCRIPTION,
  GROUP_ID,
  GROUP_NAME,
  OWNER_ID,
  REGION_NAME,
  VPC_ID,
  ACCOUNT_ID,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
FROM (
  SELECT
    $1,
    TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\.json', 1, 1, 'e', 1) || 'Z' AS TIMESTAMP_TZ),
    $1:Description::STRING,
    $1:GroupId::STRING,
    $1:GroupName::STRING,
    $1:OwnerId::STRING,
    $1:Region.RegionName::STRING,
    $1:VpcId::STRING,
    $1:AccountId::STRING,
    METADATA$FILENAME,
    METADATA$FILE_ROW_NUMBER,
    METADATA$START_SCAN_TIME::TIMESTAMP_TZ,
    REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)
  FROM '@"Security ""Lake"""."select"."s3 stage"/security_group_monitoring/'
)
FILE_FORMAT = (FORMAT_NAME = '"Security ""Lake"""."select"."json ''lines''"')
ON_ERROR = SKIP_FILE;

-- Now let the bucket tell Snowflake about new objects. All pipes of a stage share one queue:
--   SHOW PIPES IN SCHEMA "Security ""Lake"""."select";
-- shows its ARN as notification_channel, the same for every pipe. Keep it in the deployment's
-- snowwatch-serverless/settings.yml as snowpipeQueue: '<that ARN>' and deploy again: the bucket
-- then notifies the queue of new objects in each directory, after every later deployment too.
-- Without the stack, add these notifications to the bucket acme.security-lake
-- yourself, for s3:ObjectCreated:* with the prefix of each pipe's directory, and keep those
-- that are there; S3 refuses one for the whole bucket beside one for a directory. Then go on,
-- or run the whole script again.

-- -----------------------------------------------------------------------------
-- 8. What arrived in the meantime
-- -----------------------------------------------------------------------------
-- Loads the objects of the last 7 days that neither the table nor the pipe has loaded yet.
-- A pipe that took another's place is left alone, for it does not know what that one loaded.

USE ROLE "o'wner\role";

-- CloudTrail events: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'CLOUDTRAIL_MONITORING_PIPE' AND COMMENT = 'CloudTrail events, loaded from cloudtrail_monitoring/ by SnowWatch. [snowwatch ae8febb8]')) THEN
    ALTER PIPE "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- EC2 instances: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'ec2 pipe' AND COMMENT = 'EC2 instances, loaded from Inventory-1/ec2/ by SnowWatch. [snowwatch 968a912c]')) THEN
    ALTER PIPE "Security ""Lake"""."select"."ec2 pipe" REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- Harvest runs: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'HARVEST_MONITORING_PIPE' AND COMMENT = 'Harvest runs, loaded from harvest_monitoring/ by SnowWatch. [snowwatch 4158422e]')) THEN
    ALTER PIPE "Security ""Lake"""."select".HARVEST_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- IAM users: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_USER_MONITORING_PIPE' AND COMMENT = 'IAM users, loaded from Inventory-1/iam/users/ by SnowWatch. [snowwatch 5bd47f88]')) THEN
    ALTER PIPE "Security ""Lake"""."select".IAM_USER_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- IAM groups: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_GROUP_MONITORING_PIPE' AND COMMENT = 'IAM groups, loaded from Inventory-1/iam/groups/ by SnowWatch. [snowwatch 776bdbf5]')) THEN
    ALTER PIPE "Security ""Lake"""."select".IAM_GROUP_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- IAM roles: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_ROLE_MONITORING_PIPE' AND COMMENT = 'IAM roles, loaded from Inventory-1/iam/roles/ by SnowWatch. [snowwatch 25c33165]')) THEN
    ALTER PIPE "Security ""Lake"""."select".IAM_ROLE_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- IAM policies: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'IAM_POLICY_MONITORING_PIPE' AND COMMENT = 'IAM policies, loaded from Inventory-1/iam/policies/ by SnowWatch. [snowwatch 10f65e55]')) THEN
    ALTER PIPE "Security ""Lake"""."select".IAM_POLICY_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- Load balancers, classic and v2: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'ELB_MONITORING_PIPE' AND COMMENT = 'Load balancers, classic and v2, loaded from elb_monitoring/ by SnowWatch. [snowwatch 6e3451be]')) THEN
    ALTER PIPE "Security ""Lake"""."select".ELB_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- Security groups: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "Security ""Lake""".INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'select' AND PIPE_NAME = 'SECURITY_GROUP_MONITORING_PIPE' AND COMMENT = 'Security groups, loaded from security_group_monitoring/ by SnowWatch. [snowwatch 140c03dc]')) THEN
    ALTER PIPE "Security ""Lake"""."select".SECURITY_GROUP_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- -----------------------------------------------------------------------------
-- 9. Views
-- -----------------------------------------------------------------------------
-- What analysts read. A view of an earlier version gets today's definition.

USE ROLE "o'wner\role";

-- CloudTrail events, each once, by SnowWatch.
CREATE OR ALTER VIEW "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --".CLOUDTRAIL_EVENTS (
  EVENT_DATA,
  EVENT_REGION_NAME,
  EVENT_NAME,
  EVENT_SOURCE,
  EVENT_TIME,
  EVENT_TYPE,
  EVENT_SOURCE_IP,
  EVENT_USER_AGENT,
  EVENT_USER_ARN,
  ACCOUNT_ID,
  EVENT_ID,
  RECIPIENT_ACCOUNT_ID,
  ERROR_CODE,
  READ_ONLY,
  EVENT_CATEGORY,
  SOURCE_FILE,
  SOURCE_FILE_ROW_NUMBER,
  LOAD_TIME,
  RUN_ID
)
COMMENT = 'CloudTrail events, each once, by SnowWatch. [snowwatch 2aba0e4a]'
AS
SELECT
  EVENT_DATA,
  EVENT_REGION_NAME,
  EVENT_NAME,
  EVENT_SOURCE,
  EVENT_TIME,
  EVENT_TYPE,
  EVENT_SOURCE_IP,
  EVENT_USER_AGENT,
  EVENT_USER_ARN,
  NVL(LANDED.ACCOUNT_ID, NVL(LANDED.EVENT_DATA:recipientAccountId::STRING, LANDED.EVENT_DATA:userIdentity.accountId::STRING)),
  NVL(LANDED.EVENT_ID, LANDED.EVENT_DATA:eventID::STRING),
  NVL(LANDED.RECIPIENT_ACCOUNT_ID, LANDED.EVENT_DATA:recipientAccountId::STRING),
  NVL(LANDED.ERROR_CODE, LANDED.EVENT_DATA:errorCode::STRING),
  NVL(LANDED.READ_ONLY, TRY_CAST(LANDED.EVENT_DATA:readOnly::STRING AS BOOLEAN)),
  NVL(LANDED.EVENT_CATEGORY, LANDED.EVENT_DATA:eventCategory::STRING),
  LANDED.SOURCE_FILE,
  LANDED.SOURCE_FILE_ROW_NUMBER,
  LANDED.LOAD_TIME,
  LANDED.RUN_ID
FROM "Security ""Lake"""."select".CLOUDTRAIL_MONITORING_LANDING_ZONE AS LANDED
QUALIFY
  NVL(LANDED.EVENT_ID, LANDED.EVENT_DATA:eventID::STRING) IS NULL
  OR ROW_NUMBER() OVER (
    PARTITION BY NVL(LANDED.EVENT_ID, LANDED.EVENT_DATA:eventID::STRING)
    ORDER BY LANDED.LOAD_TIME, LANDED.SOURCE_FILE, LANDED.SOURCE_FILE_ROW_NUMBER
  ) = 1;

-- -----------------------------------------------------------------------------
-- 10. Grants to readers
-- -----------------------------------------------------------------------------
-- What is there now and whatever will be there.

USE ROLE MY_SECURITY_ADMIN;

-- Readers may use the warehouse.
GRANT USAGE ON WAREHOUSE SMALL$WAREHOUSE TO ROLE "Lesende (Ä)";

-- Reading "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --".
GRANT USAGE ON DATABASE "Security ""Lake""" TO ROLE "Lesende (Ä)";

GRANT USAGE ON SCHEMA "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --" TO ROLE "Lesende (Ä)";

GRANT SELECT ON ALL TABLES IN SCHEMA "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --" TO ROLE "Lesende (Ä)";

GRANT SELECT ON ALL VIEWS IN SCHEMA "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --" TO ROLE "Lesende (Ä)";

GRANT SELECT ON FUTURE TABLES IN SCHEMA "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --" TO ROLE "Lesende (Ä)";

GRANT SELECT ON FUTURE VIEWS IN SCHEMA "Security ""Lake"""."BI; DROP DATABASE SNOWWATCH; --" TO ROLE "Lesende (Ä)";

-- Reading "Snow Alert".RESULTS.
GRANT USAGE ON DATABASE "Snow Alert" TO ROLE "alert ""reader""";

GRANT USAGE ON SCHEMA "Snow Alert".RESULTS TO ROLE "alert ""reader""";

GRANT SELECT ON ALL TABLES IN SCHEMA "Snow Alert".RESULTS TO ROLE "alert ""reader""";

GRANT SELECT ON ALL VIEWS IN SCHEMA "Snow Alert".RESULTS TO ROLE "alert ""reader""";

GRANT SELECT ON FUTURE TABLES IN SCHEMA "Snow Alert".RESULTS TO ROLE "alert ""reader""";

GRANT SELECT ON FUTURE VIEWS IN SCHEMA "Snow Alert".RESULTS TO ROLE "alert ""reader""";
