package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.cloudtrail.LogFileTransfer;
import java.util.List;
import java.util.Locale;

/**
 * Every setting of the deployment, declared once: what checks, explains and fills them in follows.
 */
final class StackSettings {

  private static final int WIDTH = 110;
  private static final List<String> YES_OR_NO = List.of("true", "false");

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  private static final List<String> RETENTION_DAYS =
      List.of(
          "1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545",
          "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653");

  private static final List<StackSetting> ALL =
      List.of(
          StackSetting.text(
              "schedule",
              "rate(15 minutes)",
              "rate\\(1 (minute|hour|day)\\)|rate\\(([2-9]|[1-9][0-9]+) (minutes|hours|days)\\)"
                  + "|cron\\([^ ()]+( [^ ()]+){5}\\)",
              "rate(…) such as rate(1 hour), or cron(…) with six fields",
              "rate(5 minutes)",
              "How often the inventory is taken"),
          StackSetting.text(
              "regions",
              "*",
              "!?[a-z0-9*-]+( *, *!?[a-z0-9*-]+)*",
              "names of Regions separated by commas, * for any characters, ! before what is left"
                  + " out",
              "eu-*,us-east-1",
              "The Regions that are looked at: names separated by commas, `*` for any characters,"
                  + " `!` before what is left out (`*,!me-*`)"),
          StackSetting.choice(
              "compression",
              LogFileTransfer.DEFAULT_COMPRESSION.name().toLowerCase(Locale.ROOT),
              List.of("zstd", "gzip"),
              "gzip",
              "How CloudTrail's lines are compressed: Zstandard is faster and smaller"
                  + " ([figures](../docs/benchmarks.md)), gzip is read by everything. Changed"
                  + " later, log files that are delivered twice around the change land twice"),
          StackSetting.text(
              "bucket",
              "snowwatch-${AWS::AccountId}",
              "(?=.{3,80}$)([a-z0-9]|\\$\\{AWS::(AccountId|Region)\\})([a-z0-9.-]|\\$\\{AWS::(AccountId|Region)\\})*",
              "the name of a bucket: lower-case letters, digits, dots, dashes,"
                  + " ${AWS::AccountId} and ${AWS::Region}",
              "my-bucket",
              "Where everything goes. CloudFormation fills in `${AWS::AccountId}`"),
          StackSetting.choice(
              "createBucket",
              "true",
              YES_OR_NO,
              "false",
              "`false`: the bucket is there already; neither it nor its policy is created"),
          StackSetting.choice(
              "createTrail",
              "true",
              YES_OR_NO,
              "false",
              "`false`: a trail already delivers below `cloudtrail/` in the bucket"),
          StackSetting.text(
              "trailArns",
              "",
              "(arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/[A-Za-z0-9._-]{3,128}"
                  + "(,arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/[A-Za-z0-9._-]{3,128})*)?",
              "ARNs of trails separated by commas, or nothing",
              "arn:aws:cloudtrail:eu-west-1:123456789012:trail/audit",
              "Further trails that may deliver below `cloudtrail/` into the stack's bucket: of other"
                  + " stacks, Regions and accounts"),
          StackSetting.text(
              "organizationId",
              "",
              "(o-[a-z0-9]{10,32})?",
              "the id of an organisation such as o-a1b2c3d4e5, or nothing",
              "o-a1b2c3d4e5",
              "The organisation whose accounts' trails may deliver below `cloudtrail/` into the"
                  + " stack's bucket, its own trail included"),
          StackSetting.choice(
              "fanOut",
              "false",
              YES_OR_NO,
              "true",
              "`true`: the bucket tells an SNS topic of new log files and the topic tells"
                  + " SnowWatch's queue, so that others, such as a SIEM, may listen too"),
          StackSetting.text(
              "logFilesTopic",
              "",
              "(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?",
              "the ARN of an SNS topic, or nothing",
              "arn:aws:sns:us-east-1:123456789012:new-log-files",
              "A topic that tells of new log files already, such as an organisation's or that of"
                  + " another stack with `fanOut`: SnowWatch's queue listens to it, and the"
                  + " bucket's notifications of log files are left alone"),
          StackSetting.text(
              "maximumConcurrency",
              "5",
              "[2-9]|[1-9][0-9]{1,2}|1000",
              "a whole number from 2 to 1000",
              "50",
              "How many batches of ten log files are taken at once: a burst waits in the queue"
                  + " rather than take the account's concurrency from its other functions"),
          StackSetting.text(
              Names.SNOWPIPE_QUEUE_SETTING,
              "",
              "(arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?",
              "the ARN of an SQS queue, or nothing",
              "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-AIDA",
              "The `notification_channel` of Snowflake's pipes, one for all of them: the bucket"
                  + " tells it of every new object. `snowwatch snowflake apply` fills it in"),
          StackSetting.choice(
              "createSnowflakeRole",
              "true",
              YES_OR_NO,
              "false",
              "`false`: the role with which Snowflake reads the bucket is there already, or not"
                  + " wanted"),
          StackSetting.text(
                  Names.SNOWFLAKE_ROLE_SETTING,
                  "snowwatch-snowflake",
                  "[A-Za-z0-9+=,.@_-]{1,64}",
                  "the name of an IAM role, at most 64 letters, digits and the characters + = , . @"
                      + " _ -",
                  "snowflake-reader",
                  "The name of that role, known beforehand so that Snowflake can be told. An"
                      + " account has one of each name")
              .withParameter("SnowflakeRoleName"),
          StackSetting.text(
              Names.SNOWFLAKE_PRINCIPAL_SETTING,
              "",
              "(arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/[A-Za-z0-9_+=,.@/-]+)?",
              "the ARN of an IAM user or role, or nothing",
              "arn:aws:iam::999988887777:user/abc1-s-xyz",
              "`STORAGE_AWS_IAM_USER_ARN` of Snowflake's integration: who may take on that role,"
                  + " nobody without it. `snowwatch snowflake apply` fills it in"),
          StackSetting.text(
              Names.SNOWFLAKE_EXTERNAL_ID_SETTING,
              "snowwatch-${AWS::AccountId}",
              "([A-Za-z0-9_+=,.@:/-]|\\$\\{AWS::AccountId\\}){2,1224}",
              "2 to 1224 letters, digits and the characters _ + = , . @ : / -",
              "my-external-id",
              "`STORAGE_AWS_EXTERNAL_ID` of that integration, which the role asks for"),
          StackSetting.text(
              "alarmTopic",
              "",
              "(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?",
              "the ARN of an SNS topic, or nothing",
              "arn:aws:sns:us-east-1:123456789012:alarms",
              "The topic that is told when an alarm begins and ends; its policy must let CloudWatch"
                  + " publish. Without it, alarms are seen in the console and on the dashboard"),
          StackSetting.text(
              "alarmEmail",
              "",
              "([^@ ,]+@[^@ ,]+[.][^@ ,]+)?",
              "an e-mail address, or nothing",
              "security@example.com",
              "The address that is told of alarms, by a topic of the stack's own; whoever reads it"
                  + " confirms the subscription once"),
          StackSetting.text(
              "staleMinutes",
              "30",
              "[1-9][0-9]|[1-9][0-9]{2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440",
              "a whole number from 10 to 1440",
              "60",
              "An alarm begins when a scheduled function has had no successful run for so long. Two"
                  + " periods of `schedule` where that is a rate and nothing else is given, a day at"
                  + " most"),
          StackSetting.choice(
              "tracing",
              "false",
              YES_OR_NO,
              "true",
              "`true`: X-Ray traces the functions' invocations"),
          StackSetting.choice(
                  "backfill",
                  "false",
                  YES_OR_NO,
                  "true",
                  "`true`: a state machine for the log files of years past, see below")
              .withParameter("CreateBackfill"),
          StackSetting.text(
              "permissionsBoundary",
              "",
              "(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+)?",
              "the ARN of a managed policy, or nothing",
              "arn:aws:iam::123456789012:policy/developers",
              "The permissions boundary of every role of the stack"),
          StackSetting.text(
              "rolePath",
              "/",
              "/|/[A-Za-z0-9_+=,.@-]+(/[A-Za-z0-9_+=,.@-]+)*/",
              "/, or a path that begins and ends with /",
              "/security/",
              "The path of the functions' roles. Snowflake's role has none, for Snowflake is told"
                  + " its ARN beforehand"),
          StackSetting.choice(
              "versioning",
              "false",
              YES_OR_NO,
              "true",
              "`true`: the stack's bucket keeps what is overwritten or deleted, for 90 days. It"
                  + " cannot be switched off again, only suspended"),
          days(
              "rawRetentionDays",
              "0",
              "for ever",
              "400",
              "After how many days CloudTrail's own log files go from the stack's bucket, `0`:"
                  + " never"),
          days(
              "processedRetentionDays",
              "0",
              "for ever",
              "90",
              "After how many days what the functions wrote goes from the stack's bucket, `0`:"
                  + " never. Snowflake has loaded it by then, and a landing table that is made anew"
                  + " has no more"),
          days(
              "quarantineRetentionDays",
              "365",
              "for ever",
              "90",
              "After how many days the parts of log files that were no events go from the stack's"
                  + " bucket, `0`: never. CloudTrail's own file has them too"),
          days(
              "backfillRetentionDays",
              "30",
              "for ever",
              "7",
              "After how many days the state machine's results go from the stack's bucket, `0`:"
                  + " never"),
          StackSetting.text(
              "kmsKey",
              "",
              "(create|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+)?",
              "create, the ARN of a key, or nothing",
              "create",
              "The key that encrypts the bucket, the queues, the topics, the functions' logs and the"
                  + " trail: `create` makes one, which stays when the stack goes; an ARN names one"
                  + " whose policy lets the services in as `company.yml` shows. Without it, AWS's own"
                  + " keys do"),
          days(
              "objectLockDays",
              "0",
              "for none",
              "30",
              "For how many days no version of an object in the stack's bucket can be deleted, `0`:"
                  + " no lock. Turns `versioning` on; what is locked stays locked when it is set back"),
          StackSetting.choice(
              "objectLockMode",
              "GOVERNANCE",
              List.of("GOVERNANCE", "COMPLIANCE"),
              "COMPLIANCE",
              "Who may break that lock: `GOVERNANCE`, whoever has `s3:BypassGovernanceRetention`;"
                  + " `COMPLIANCE`, nobody, the account's root included"),
          StackSetting.text(
              "accessLogBucket",
              "",
              "([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?",
              "the name of a bucket, or nothing",
              "access-logs-123456789012",
              "The bucket, in the same account and Region, that S3 writes to who asked the stack's"
                  + " bucket for what; its policy must let `logging.s3.amazonaws.com` write"),
          StackSetting.choice(
              "organizationTrail",
              "false",
              YES_OR_NO,
              "true",
              "`true`: the stack's trail is that of the organisation `organizationId`; only its"
                  + " management account or a delegated administrator may make one"),
          StackSetting.text(
              "subnetIds",
              "",
              "(subnet-[0-9a-f]+(,subnet-[0-9a-f]+)*)?",
              "ids of subnets separated by commas, or nothing",
              "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
              "The functions' own subnets, with `securityGroupIds`. They need a way to AWS's"
                  + " services: a NAT gateway, for IAM and the Regions have no endpoints in all VPCs"),
          StackSetting.text(
              "securityGroupIds",
              "",
              "(sg-[0-9a-f]+(,sg-[0-9a-f]+)*)?",
              "ids of security groups separated by commas, or nothing",
              "sg-0123456789abcdef0",
              "The functions' security groups in those subnets; HTTPS outward is all they need"),
          StackSetting.text(
              "reservedConcurrency",
              "0",
              "0|[1-9][0-9]{0,3}",
              "a whole number, or 0 for none",
              "50",
              "How many of the account's concurrent executions are each function's own, `0`: none."
                  + " Not less than `maximumConcurrency`"),
          StackSetting.text(
                  "tags",
                  "",
                  "([A-Za-z0-9_.:/+@-]+=[A-Za-z0-9_.:/+@ -]*(,[A-Za-z0-9_.:/+@-]+=[A-Za-z0-9_.:/+@ -]*)*)?",
                  "name=value pairs separated by commas, or nothing",
                  "team=security,cost-center=4711",
                  "Tags of everything in the stack that takes them. Without Serverless: `aws"
                      + " cloudformation deploy --tags`")
              .withoutParameter(),
          StackSetting.choice(
              "logRetentionDays",
              "90",
              RETENTION_DAYS,
              "30",
              "How long the functions' logs are kept, in days that CloudWatch Logs allows"));

  private StackSettings() {}

  static List<StackSetting> all() {
    return ALL;
  }

  private static StackSetting days(
      String name, String standard, String none, String example, String purpose) {
    return StackSetting.text(
        name, standard, "0|[1-9][0-9]{0,4}", "a number of days, or 0 " + none, example, purpose);
  }

  /** The declaration as settings/settings.js reads it. */
  static ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (StackSetting setting : ALL) {
      ObjectNode each = array.addObject();
      each.put("name", setting.name());
      each.put("default", setting.standard());
      if (!setting.choices().isEmpty()) {
        setting.choices().forEach(each.putArray("choices")::add);
      }
      setting.pattern().ifPresent(pattern -> each.put("pattern", pattern));
      each.put("accepted", setting.accepted());
    }
    return array;
  }

  /** The parameters of the template; what is filled into its texts is none. */
  static ObjectNode parameters() {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    ALL.stream()
        .filter(StackSetting::isParameter)
        .forEach(setting -> parameters.set(setting.parameter(), parameter(setting)));
    return parameters;
  }

  private static ObjectNode parameter(StackSetting setting) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    boolean numbers =
        !setting.choices().isEmpty()
            && setting.choices().stream().allMatch(choice -> choice.matches("[0-9]+"));
    parameter.put("Type", numbers ? "Number" : "String");
    parameter.put("Description", setting.plainPurpose());
    parameter.put("Default", setting.standard());
    setting.choices().forEach(parameter.withArray("AllowedValues")::add);
    if (setting.choices().isEmpty()) {
      parameter.remove("AllowedValues");
    }
    setting.pattern().ifPresent(pattern -> parameter.put("AllowedPattern", pattern));
    parameter.put("ConstraintDescription", "give " + setting.accepted());
    return parameter;
  }

  /** What Serverless gives the parameters. */
  static ArrayNode parameterValues() {
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    ALL.stream()
        .filter(StackSetting::isParameter)
        .forEach(
            setting ->
                values
                    .addObject()
                    .put("ParameterKey", setting.parameter())
                    .put("ParameterValue", Names.param(setting.name())));
    return values;
  }

  /** The table of the documentation. */
  static String markdown() {
    StringBuilder table = new StringBuilder("| setting | default | what for |\n|---|---|---|\n");
    for (StackSetting setting : ALL) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  setting.name(),
                  setting.standard().isEmpty() ? "none" : "`" + setting.standard() + "`",
                  setting.purpose()));
    }
    return table.toString();
  }

  /** The file that people copy: every setting with its default, none of them given. */
  static String template() {
    StringBuilder file =
        new StringBuilder(
            """
            # Copied to settings.yml, this file says how SnowWatch is deployed; git does not look at the copy.
            # One 'name: value' a line. What begins with # is not set: the default, which is shown, holds and
            # follows new versions. A --param of the same name wins. The table in README.md says more.
            """);
    for (StackSetting setting : ALL) {
      String purpose = setting.plainPurpose();
      comment(file.append('\n'), purpose + ".");
      if (!purpose.contains(setting.accepted())) {
        comment(file, "Accepted: " + setting.accepted() + ".");
      }
      file.append('#').append(setting.name()).append(": ");
      file.append('\'').append(setting.standard()).append("'\n");
    }
    return file.toString();
  }

  private static void comment(StringBuilder file, String text) {
    StringBuilder line = new StringBuilder("#");
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() >= WIDTH) {
        file.append(line).append('\n');
        line.setLength(1);
      }
      line.append(' ').append(word);
    }
    file.append(line).append('\n');
  }
}
