package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.catalog.Source;
import java.util.Locale;

/**
 * How the parts of the deployment refer to each other. In texts, {@code ${word:…}} is for
 * Serverless to fill in and every other {@code ${…}} for {@code Fn::Sub}.
 */
final class Names {

  static final String BUCKET = "${param:bucket}";
  // Parameters of the template.
  static final String REGIONS = "Regions";
  static final String COMPRESSION = "Compression";
  static final String SCHEDULE = "Schedule";

  /** The queue in resources.yml that keeps events which a function could not take. */
  static final String FAILED_INVOCATIONS = "FailedInvocations";

  /** The queue in queues.yml that tells of new log files. */
  static final String LOG_FILES = "LogFiles";

  /** The queue in queues.yml that keeps log files which could not be taken. */
  static final String UNREAD_LOG_FILES = "UnreadLogFiles";

  /** The topic in queues.yml that tells of new log files, and its policy. */
  static final String NEW_LOG_FILES = "NewLogFiles";

  static final String NEW_LOG_FILES_POLICY = "NewLogFilesPolicy";

  /** The condition in alarms.yml for functions that X-Ray traces. */
  static final String TRACES = "Traces";

  /** What lets functions into subnets. */
  static final String NETWORK_POLICY = "NetworkPolicy";

  /** The condition in queues.yml for a bucket that tells the topic of log files. */
  static final String MAKES_TOPIC = "MakesTopic";

  /** The condition in queues.yml for a bucket that tells the queue of log files. */
  static final String NOTIFIES_QUEUE = "NotifiesQueue";

  /** The condition in resources.yml for a bucket that tells Snowflake of new objects. */
  static final String NOTIFIES_SNOWFLAKE = "NotifiesSnowflake";

  /** The parameter in resources.yml that names Snowflake's queue. */
  static final String SNOWPIPE_QUEUE = "SnowpipeQueue";

  /** The role with which Snowflake reads the bucket. */
  static final String SNOWFLAKE_ROLE = "SnowflakeRole";

  /** The condition in resources.yml for that role. */
  static final String CREATES_SNOWFLAKE_ROLE = "CreatesSnowflakeRole";

  /** The condition in resources.yml for a role that trusts Snowflake, and not nobody. */
  static final String TRUSTS_SNOWFLAKE = "TrustsSnowflake";

  /** The parameter in resources.yml that names Snowflake's principal. */
  static final String SNOWFLAKE_PRINCIPAL = "SnowflakePrincipal";

  static final String SNOWPIPE_QUEUE_SETTING = "snowpipeQueue";
  static final String SNOWFLAKE_ROLE_SETTING = "snowflakeRole";
  static final String SNOWFLAKE_PRINCIPAL_SETTING = "snowflakePrincipal";
  static final String SNOWFLAKE_EXTERNAL_ID_SETTING = "snowflakeExternalId";

  private static final String PARTITION = "arn:${AWS::Partition}";

  private Names() {}

  /** The logical id of something that belongs to a function, formed as Serverless forms its own. */
  static String logicalId(Source source, String kind) {
    String function = source.function().orElseThrow();
    return function.substring(0, 1).toUpperCase(Locale.ROOT) + function.substring(1) + kind;
  }

  static String role(Source source) {
    return logicalId(source, "Role");
  }

  static String bucketArn() {
    return PARTITION + ":s3:::" + BUCKET;
  }

  static String objectsArn(String directory) {
    return bucketArn() + "/" + directory + "/*";
  }

  static String logGroupArn(Source source) {
    return PARTITION
        + ":logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${self:service}-${sls:stage}-"
        + source.function().orElseThrow()
        + ":*";
  }

  static String logFilesArn() {
    return "${" + LOG_FILES + ".Arn}";
  }

  static String failedInvocationsArn() {
    return "${" + FAILED_INVOCATIONS + ".Arn}";
  }

  /** What Serverless fills in for a setting. */
  static String param(String setting) {
    return "${param:" + setting + "}";
  }

  static ObjectNode sub(String text) {
    return JsonNodeFactory.instance.objectNode().put("Fn::Sub", text);
  }

  static ObjectNode ref(String logicalId) {
    return JsonNodeFactory.instance.objectNode().put("Ref", logicalId);
  }

  /** Something that is there under a condition only. */
  static ObjectNode onlyIf(String condition, JsonNode something) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    choice.putArray("Fn::If").add(condition).add(something).add(ref("AWS::NoValue"));
    return choice;
  }

  /** The boundary of a role, if one is given. */
  static ObjectNode permissionsBoundary() {
    return onlyIf("BoundsPermissions", ref("PermissionsBoundary"));
  }

  static ObjectNode arnOf(String logicalId) {
    return sub("${" + logicalId + ".Arn}");
  }
}
