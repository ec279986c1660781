-- SnowWatch: the Snowflake side of buckets snowwatch-123456789012, snowwatch-210987654321, acme-gov-watch.
-- Run it from top to bottom, as often as you like: what is there already stays.
-- You need these roles: SECURITYADMIN, ACCOUNTADMIN.

-- -----------------------------------------------------------------------------
-- 1. Roles
-- -----------------------------------------------------------------------------
-- The roles, each granted to the system administrators.

USE ROLE SECURITYADMIN;

-- Owns SnowWatch's database and warehouse.
CREATE ROLE IF NOT EXISTS SNOWWATCH_ROLE
COMMENT = 'Owns SnowWatch''s database and warehouse. [snowwatch fbf8fbe4]';

-- Reads what SnowWatch has for analysts.
CREATE ROLE IF NOT EXISTS SNOWWATCH_BI_READ_ROLE
COMMENT = 'Reads what SnowWatch has for analysts. [snowwatch 9c0f268d]';

-- The system administrators can do what the role can do.
GRANT ROLE SNOWWATCH_ROLE TO ROLE SYSADMIN;

GRANT ROLE SNOWWATCH_BI_READ_ROLE TO ROLE SYSADMIN;

-- -----------------------------------------------------------------------------
-- 2. Warehouse, database and schemas
-- -----------------------------------------------------------------------------
-- What is created here is owned by SnowWatch's role. What is there already keeps its owner;
-- the role then gets what it needs to work in it.

USE ROLE ACCOUNTADMIN;

-- Runs SnowWatch's queries; it costs nothing while it is suspended.
EXECUTE IMMEDIATE $$
BEGIN
  CREATE WAREHOUSE SNOWWATCH_WAREHOUSE
  WAREHOUSE_SIZE = XSMALL
  AUTO_SUSPEND = 60
  AUTO_RESUME = TRUE
  INITIALLY_SUSPENDED = TRUE
  COMMENT = 'Runs SnowWatch''s queries; it costs nothing while it is suspended. [snowwatch 13fdade6]';
  GRANT OWNERSHIP ON WAREHOUSE SNOWWATCH_WAREHOUSE TO ROLE SNOWWATCH_ROLE COPY CURRENT GRANTS;
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
  CREATE DATABASE SNOWWATCH
  COMMENT = 'Inventory and activity of AWS accounts. [snowwatch 932e6d2a]';
  GRANT OWNERSHIP ON DATABASE SNOWWATCH TO ROLE SNOWWATCH_ROLE COPY CURRENT GRANTS;
  RETURN 'Created.';
EXCEPTION
  WHEN STATEMENT_ERROR THEN
    IF (SQLCODE = 2002) THEN
      RETURN 'Left as it is.';
    END IF;
    RAISE;
END;
$$;

USE ROLE SECURITYADMIN;

-- What SnowWatch's role needs in a database or warehouse of another's.
GRANT USAGE ON DATABASE SNOWWATCH TO ROLE SNOWWATCH_ROLE;

GRANT CREATE SCHEMA ON DATABASE SNOWWATCH TO ROLE SNOWWATCH_ROLE;

GRANT USAGE ON WAREHOUSE SNOWWATCH_WAREHOUSE TO ROLE SNOWWATCH_ROLE;

GRANT OPERATE ON WAREHOUSE SNOWWATCH_WAREHOUSE TO ROLE SNOWWATCH_ROLE;

USE ROLE SNOWWATCH_ROLE;

-- Landing tables and how they are loaded.
CREATE SCHEMA IF NOT EXISTS SNOWWATCH.AWS
COMMENT = 'Landing tables and how they are loaded. [snowwatch 87a5dbe1]';

-- What analysts read.
CREATE SCHEMA IF NOT EXISTS SNOWWATCH.BI
COMMENT = 'What analysts read. [snowwatch 9bc42431]';

-- -----------------------------------------------------------------------------
-- 3. Access to the bucket
-- -----------------------------------------------------------------------------
-- How Snowflake may read the bucket, and nothing else.

USE ROLE ACCOUNTADMIN;

-- Snowflake takes on an IAM role of yours; no key is stored.
CREATE STORAGE INTEGRATION IF NOT EXISTS SNOWWATCH_S3_INTEGRATION
TYPE = EXTERNAL_STAGE
STORAGE_PROVIDER = 'S3'
ENABLED = TRUE
STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/snowwatch-snowflake'
STORAGE_AWS_EXTERNAL_ID = 'snowwatch-123456789012'
STORAGE_ALLOWED_LOCATIONS = ('s3://snowwatch-123456789012/')
COMMENT = 'Snowflake takes on an IAM role of yours; no key is stored. [snowwatch da9c953a]';

CREATE STORAGE INTEGRATION IF NOT EXISTS SNOWWATCH_S3_INTEGRATION_210987654321
TYPE = EXTERNAL_STAGE
STORAGE_PROVIDER = 'S3'
ENABLED = TRUE
STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::210987654321:role/snowwatch-snowflake'
STORAGE_AWS_EXTERNAL_ID = 'snowwatch-210987654321'
STORAGE_ALLOWED_LOCATIONS = ('s3://snowwatch-210987654321/')
COMMENT = 'Snowflake takes on an IAM role of yours; no key is stored. [snowwatch 00b0c90e]';

CREATE STORAGE INTEGRATION IF NOT EXISTS SNOWWATCH_S3_INTEGRATION_GOV
TYPE = EXTERNAL_STAGE
STORAGE_PROVIDER = 'S3GOV'
ENABLED = TRUE
STORAGE_AWS_ROLE_ARN = 'arn:aws-us-gov:iam::333333333333:role/snowwatch-snowflake'
STORAGE_AWS_EXTERNAL_ID = 'snowwatch-333333333333'
STORAGE_ALLOWED_LOCATIONS = ('s3gov://acme-gov-watch/')
COMMENT = 'Snowflake takes on an IAM role of yours; no key is stored. [snowwatch b8c90ed1]';

-- Pipes report files that they could not load.
CREATE NOTIFICATION INTEGRATION IF NOT EXISTS SNOWWATCH_ERROR_INTEGRATION
ENABLED = TRUE
TYPE = QUEUE
DIRECTION = OUTBOUND
NOTIFICATION_PROVIDER = AWS_SNS
AWS_SNS_TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:snowpipe-errors'
AWS_SNS_ROLE_ARN = 'arn:aws:iam::123456789012:role/snowpipe-errors'
COMMENT = 'Pipes report files that they could not load. [snowwatch e37150fb]';

-- SnowWatch's role may use it.
GRANT USAGE ON INTEGRATION SNOWWATCH_S3_INTEGRATION TO ROLE SNOWWATCH_ROLE;

GRANT USAGE ON INTEGRATION SNOWWATCH_S3_INTEGRATION_210987654321 TO ROLE SNOWWATCH_ROLE;

GRANT USAGE ON INTEGRATION SNOWWATCH_S3_INTEGRATION_GOV TO ROLE SNOWWATCH_ROLE;

GRANT USAGE ON INTEGRATION SNOWWATCH_ERROR_INTEGRATION TO ROLE SNOWWATCH_ROLE;

-- Now let Snowflake take on the IAM role arn:aws:iam::123456789012:role/snowwatch-snowflake.
--   DESC INTEGRATION SNOWWATCH_S3_INTEGRATION;
-- shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal
-- sts:AssumeRole where sts:ExternalId is snowwatch-123456789012,
-- and its permissions must allow s3:GetObject and s3:GetObjectVersion on
-- arn:aws:s3:::snowwatch-123456789012/* and s3:ListBucket and s3:GetBucketLocation on
-- arn:aws:s3:::snowwatch-123456789012.
-- The objects are encrypted, so they must also allow kms:Decrypt on
-- arn:aws:kms:us-east-1:123456789012:key/a-b, and the key's own policy must let the role.
-- What follows fails until they do: go on then, or run the whole script again.
-- Now let Snowflake take on the IAM role arn:aws:iam::210987654321:role/snowwatch-snowflake.
--   DESC INTEGRATION SNOWWATCH_S3_INTEGRATION_210987654321;
-- shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal
-- sts:AssumeRole where sts:ExternalId is snowwatch-210987654321,
-- and its permissions must allow s3:GetObject and s3:GetObjectVersion on
-- arn:aws:s3:::snowwatch-210987654321/* and s3:ListBucket and s3:GetBucketLocation on
-- arn:aws:s3:::snowwatch-210987654321.
-- What follows fails until they do: go on then, or run the whole script again.
-- Now let Snowflake take on the IAM role arn:aws-us-gov:iam::333333333333:role/snowwatch-snowflake.
--   DESC INTEGRATION SNOWWATCH_S3_INTEGRATION_GOV;
-- shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal
-- sts:AssumeRole where sts:ExternalId is snowwatch-333333333333,
-- and its permissions must allow s3:GetObject and s3:GetObjectVersion on
-- arn:aws-us-gov:s3:::acme-gov-watch/* and s3:ListBucket and s3:GetBucketLocation on
-- arn:aws-us-gov:s3:::acme-gov-watch.
-- The objects are encrypted, so they must also allow kms:Decrypt on
-- arn:aws-us-gov:kms:us-gov-west-1:333333333333:key/1-2, and the key's own policy must let the role.
-- What follows fails until they do: go on then, or run the whole script again.

-- -----------------------------------------------------------------------------
-- 4. File format and stage
-- -----------------------------------------------------------------------------
-- How the objects in the bucket are read, and where they lie.

USE ROLE SNOWWATCH_ROLE;

-- Reads JSON lines, and the arrays that SnowWatch 1.0 wrote.
CREATE FILE FORMAT IF NOT EXISTS SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT
TYPE = JSON
STRIP_OUTER_ARRAY = TRUE
ALLOW_DUPLICATE = TRUE
COMPRESSION = AUTO
COMMENT = 'Reads JSON lines, and the arrays that SnowWatch 1.0 wrote. [snowwatch 7f414796]';

-- A format of an earlier version let a duplicate name cost a whole file.
ALTER FILE FORMAT IF EXISTS SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT SET
STRIP_OUTER_ARRAY = TRUE
ALLOW_DUPLICATE = TRUE
COMMENT = 'Reads JSON lines, and the arrays that SnowWatch 1.0 wrote. [snowwatch 7f414796]';

-- The bucket.
CREATE STAGE IF NOT EXISTS SNOWWATCH.AWS.SNOWWATCH_S3_STAGE
URL = 's3://snowwatch-123456789012/'
STORAGE_INTEGRATION = SNOWWATCH_S3_INTEGRATION
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
COMMENT = 'The bucket. [snowwatch 7827fba9]';

CREATE STAGE IF NOT EXISTS SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_210987654321
URL = 's3://snowwatch-210987654321/'
STORAGE_INTEGRATION = SNOWWATCH_S3_INTEGRATION_210987654321
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
COMMENT = 'The bucket. [snowwatch 0ebd4836]';

CREATE STAGE IF NOT EXISTS SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_GOV
URL = 's3gov://acme-gov-watch/'
STORAGE_INTEGRATION = SNOWWATCH_S3_INTEGRATION_GOV
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
COMMENT = 'The bucket. [snowwatch a9c5fed8]';

-- -----------------------------------------------------------------------------
-- 5. Landing tables
-- -----------------------------------------------------------------------------
-- New tables get every column at once; tables of an earlier version gain what they lack,
-- with their rows kept.

USE ROLE SNOWWATCH_ROLE;

-- EC2 instances, landed from ec2_monitoring/ by SnowWatch.
CREATE TABLE IF NOT EXISTS SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
COMMENT = 'EC2 instances, landed from ec2_monitoring/ by SnowWatch. [snowwatch dfa30179]';

-- What a table of an earlier version lacks.
ALTER TABLE SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE ADD COLUMN
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
ALTER TABLE SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE ALTER
  COLUMN ARCHITECTURE SET DATA TYPE STRING,
  COLUMN INSTANCE_TYPE SET DATA TYPE STRING,
  COLUMN KEY_NAME SET DATA TYPE STRING,
  COLUMN REGION_NAME SET DATA TYPE STRING,
  COLUMN INSTANCE_STATE SET DATA TYPE STRING,
  COLUMN INSTANCE_NAME SET DATA TYPE STRING;

-- -----------------------------------------------------------------------------
-- 6. What already lies in the bucket
-- -----------------------------------------------------------------------------
-- Notifications tell the pipes about new objects only, so older ones are loaded here, once.
-- A table that has rows or a pipe is left alone: a pipe and a COPY do not know of each other's
-- loads and would load the same objects twice.

USE ROLE SNOWWATCH_ROLE;

-- A COPY runs in a warehouse; pipes do not.
USE WAREHOUSE SNOWWATCH_WAREHOUSE;

-- EC2 instances: load ec2_monitoring/ into an empty table that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE)
    AND NOT EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE')
  ) THEN
    COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
      FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE/ec2_monitoring/
    )
    FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: the table has rows or a pipe.';
END;
$$;

-- EC2 instances: load ec2_monitoring/ of a bucket that has no pipe.
EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE_210987654321')
  ) THEN
    COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
      FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_210987654321/ec2_monitoring/
    )
    FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: there is a pipe.';
END;
$$;

EXECUTE IMMEDIATE $$
BEGIN
  IF (
    NOT EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE_GOV')
  ) THEN
    COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
      FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_GOV/ec2_monitoring/
    )
    FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
    ON_ERROR = SKIP_FILE;
    RETURN 'Loaded.';
  END IF;
  RETURN 'Left alone: there is a pipe.';
END;
$$;

-- -----------------------------------------------------------------------------
-- 7. Pipes
-- -----------------------------------------------------------------------------
-- Load objects as they arrive in the bucket.

USE ROLE SNOWWATCH_ROLE;

-- EC2 instances, as they arrive in ec2_monitoring/.
CREATE PIPE IF NOT EXISTS SNOWWATCH.AWS.EC2_MONITORING_PIPE
AUTO_INGEST = TRUE
ERROR_INTEGRATION = SNOWWATCH_ERROR_INTEGRATION
COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch c51e3a52]'
AS
COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
  FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE/ec2_monitoring/
)
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
ON_ERROR = SKIP_FILE;

CREATE PIPE IF NOT EXISTS SNOWWATCH.AWS.EC2_MONITORING_PIPE_210987654321
AUTO_INGEST = TRUE
ERROR_INTEGRATION = SNOWWATCH_ERROR_INTEGRATION
COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch c14bd132]'
AS
COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
  FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_210987654321/ec2_monitoring/
)
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
ON_ERROR = SKIP_FILE;

CREATE PIPE IF NOT EXISTS SNOWWATCH.AWS.EC2_MONITORING_PIPE_GOV
AUTO_INGEST = TRUE
ERROR_INTEGRATION = SNOWWATCH_ERROR_INTEGRATION
AWS_SNS_TOPIC = 'arn:aws-us-gov:sns:us-gov-west-1:333333333333:snowwatch'
COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch 6347cbcf]'
AS
COPY INTO SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE (
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
  FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE_GOV/ec2_monitoring/
)
FILE_FORMAT = (FORMAT_NAME = 'SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT')
ON_ERROR = SKIP_FILE;

-- Now let the bucket tell Snowflake about new objects. All pipes of a stage share one queue:
--   SHOW PIPES IN SCHEMA SNOWWATCH.AWS;
-- shows its ARN as notification_channel, the same for every pipe. Keep it in the deployment's
-- snowwatch-serverless/settings.yml as snowpipeQueue: '<that ARN>' and deploy again: the bucket
-- then notifies the queue of new objects in each directory, after every later deployment too.
-- Without the stack, add these notifications to the bucket snowwatch-123456789012
-- yourself, for s3:ObjectCreated:* with the prefix of each pipe's directory, and keep those
-- that are there; S3 refuses one for the whole bucket beside one for a directory. Then go on,
-- or run the whole script again.
-- Now let the bucket tell Snowflake about new objects. All pipes of a stage share one queue:
--   SHOW PIPES IN SCHEMA SNOWWATCH.AWS;
-- shows its ARN as notification_channel, the same for every pipe. Keep it in the deployment's
-- snowwatch-serverless/settings.yml as snowpipeQueue: '<that ARN>' and deploy again: the bucket
-- then notifies the queue of new objects in each directory, after every later deployment too.
-- Without the stack, add these notifications to the bucket snowwatch-210987654321
-- yourself, for s3:ObjectCreated:* with the prefix of each pipe's directory, and keep those
-- that are there; S3 refuses one for the whole bucket beside one for a directory. Then go on,
-- or run the whole script again.
-- Snowflake subscribes to the topic arn:aws-us-gov:sns:us-gov-west-1:333333333333:snowwatch.
--   SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY('arn:aws-us-gov:sns:us-gov-west-1:333333333333:snowwatch');
-- shows the statement that the topic's policy needs for that, before the pipes are created.
-- The bucket acme-gov-watch must notify the topic of s3:ObjectCreated:* with the
-- prefix of each pipe's directory. Then go on, or run the whole script again.

-- -----------------------------------------------------------------------------
-- 8. What arrived in the meantime
-- -----------------------------------------------------------------------------
-- Loads the objects of the last 7 days that neither the table nor the pipe has loaded yet.
-- A pipe that took another's place is left alone, for it does not know what that one loaded.

USE ROLE SNOWWATCH_ROLE;

-- EC2 instances: queue what arrived before the notification was there.
EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE' AND COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch c51e3a52]')) THEN
    ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE_210987654321' AND COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch c14bd132]')) THEN
    ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE_210987654321 REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

EXECUTE IMMEDIATE $$
BEGIN
  IF (EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE_GOV' AND COMMENT = 'EC2 instances, loaded from ec2_monitoring/ by SnowWatch. [snowwatch 6347cbcf]')) THEN
    ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE_GOV REFRESH;
    RETURN 'Queued.';
  END IF;
  RETURN 'Left alone: the pipe took the place of another.';
END;
$$;

-- -----------------------------------------------------------------------------
-- 9. Grants to readers
-- -----------------------------------------------------------------------------
-- What is there now and whatever will be there.

USE ROLE SECURITYADMIN;

-- Readers may use the warehouse.
GRANT USAGE ON WAREHOUSE SNOWWATCH_WAREHOUSE TO ROLE SNOWWATCH_BI_READ_ROLE;

-- Reading SNOWWATCH.BI.
GRANT USAGE ON DATABASE SNOWWATCH TO ROLE SNOWWATCH_BI_READ_ROLE;

GRANT USAGE ON SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;

GRANT SELECT ON ALL TABLES IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;

GRANT SELECT ON ALL VIEWS IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;

GRANT SELECT ON FUTURE TABLES IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;

GRANT SELECT ON FUTURE VIEWS IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;
