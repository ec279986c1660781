package io.snowwatch.snowflake.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Who may use the topic that stands between the bucket and Snowflake, where others listen to the
 * same objects: the bucket publishes, Snowflake subscribes. Statements of others stay.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-auto-s3">Automating
 *     Snowpipe for Amazon S3, with Amazon SNS</a>
 */
public final class TopicPolicy {

  private static final String SID_PUBLISH = TrustDocument.SID + "BucketPublishes";
  private static final String SID_SUBSCRIBE = TrustDocument.SID + "SnowflakeSubscribes";
  private static final String POLICY = "Policy";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SnsClient sns;
  private final String topicArn;
  private final String bucket;
  private final String accountId;

  private TopicPolicy(SnsClient sns, String topicArn, String bucket, String accountId) {
    this.sns = sns;
    this.topicArn = topicArn;
    this.bucket = bucket;
    this.accountId = accountId;
  }

  /**
   * The policy of a topic.
   *
   * @param sns reaches the topic in its Region; not closed here
   * @param topicArn the topic
   * @param bucket the bucket that publishes
   * @param accountId whose bucket it is
   * @return the policy
   */
  public static TopicPolicy of(SnsClient sns, String topicArn, String bucket, String accountId) {
    return new TopicPolicy(sns, topicArn, bucket, accountId);
  }

  /**
   * What would be done. Nothing is written.
   *
   * @param snowflakePolicy what {@code SYSTEM$GET_AWS_SNS_IAM_POLICY('<topic>')} returns
   * @return the present policy, the wanted one and what there is to do
   * @throws ConfigurationException if that is no policy for this topic
   */
  public Wiring plan(String snowflakePolicy) {
    ObjectNode present = read();
    ObjectNode wanted = merged(present, subscribe(snowflakePolicy));
    boolean same = present.equals(wanted);
    return new Wiring(
        "policy of the topic " + topicArn,
        same ? Wiring.Action.NONE : Wiring.Action.CHANGE,
        same
            ? "the bucket may publish and Snowflake may subscribe."
            : "SnowWatch's statements are added; the others are kept.",
        List.of(present.toPrettyString()),
        List.of(wanted.toPrettyString()));
  }

  /**
   * Lets the bucket publish and Snowflake subscribe. To be done before the pipes are created.
   *
   * @param snowflakePolicy as for {@link #plan}
   * @return what was done
   * @throws SnowWatchException if another policy is there afterwards
   */
  public Wiring apply(String snowflakePolicy) {
    Wiring plan = plan(snowflakePolicy);
    if (plan.action() == Wiring.Action.CHANGE) {
      ObjectNode wanted = merged(read(), subscribe(snowflakePolicy));
      sns.setTopicAttributes(
          r -> r.topicArn(topicArn).attributeName(POLICY).attributeValue(wanted.toString()));
      if (!read().equals(wanted)) {
        throw new SnowWatchException(
            "The policy of the topic %s was written, and then another one was there: somebody changes it at the same time. Find out who, then try again."
                .formatted(topicArn));
      }
    }
    return plan;
  }

  private ObjectNode read() {
    String policy =
        sns.getTopicAttributes(r -> r.topicArn(topicArn))
            .attributes()
            .getOrDefault(POLICY, "{\"Version\":\"2012-10-17\",\"Statement\":[]}");
    try {
      if (JSON.readTree(policy) instanceof ObjectNode document) {
        return document;
      }
    } catch (JsonProcessingException e) {
      throw new SnowWatchException(
          "The policy of the topic %s is no JSON: %s".formatted(topicArn, policy), e);
    }
    throw new SnowWatchException(
        "The policy of the topic %s is no object: %s".formatted(topicArn, policy));
  }

  private JsonNode subscribe(String snowflakePolicy) {
    try {
      for (JsonNode statement : JSON.readTree(snowflakePolicy).path("Statement")) {
        if (statement.path("Action").toString().contains("sns:Subscribe")
            && statement.path("Resource").toString().contains('"' + topicArn + '"')
            && statement.deepCopy() instanceof ObjectNode subscribe) {
          return subscribe.put("Sid", SID_SUBSCRIBE);
        }
      }
    } catch (JsonProcessingException e) {
      throw notSnowflakes(snowflakePolicy, e);
    }
    throw notSnowflakes(snowflakePolicy, null);
  }

  private ConfigurationException notSnowflakes(
      String policy, @org.jspecify.annotations.Nullable JsonProcessingException cause) {
    String problem =
        "'%s' lets nobody subscribe to %s: give what SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY('%s') returns."
            .formatted(policy, topicArn, topicArn);
    return cause == null
        ? new ConfigurationException(List.of(problem))
        : new ConfigurationException(List.of(problem), cause);
  }

  private ObjectNode merged(ObjectNode present, JsonNode subscribe) {
    ObjectNode document = present.deepCopy();
    List<JsonNode> statements = new ArrayList<>();
    JsonNode others = present.path("Statement");
    (others.isObject() ? List.of(others) : others).forEach(statements::add);
    put(statements, publish());
    put(statements, subscribe);
    ArrayNode array = document.putArray("Statement");
    statements.forEach(array::add);
    return document;
  }

  /**
   * Takes the place of the statement with its Sid, so that nothing changes where nothing has to.
   */
  private static void put(List<JsonNode> statements, JsonNode statement) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).path("Sid").equals(statement.path("Sid"))) {
        statements.set(i, statement);
        return;
      }
    }
    statements.add(statement);
  }

  private ObjectNode publish() {
    String partition = topicArn.split(":", -1)[1];
    ObjectNode statement = JSON.createObjectNode().put("Sid", SID_PUBLISH).put("Effect", "Allow");
    statement.putObject("Principal").put("Service", "s3.amazonaws.com");
    statement.put("Action", "sns:Publish").put("Resource", topicArn);
    ObjectNode condition = statement.putObject("Condition");
    condition.putObject("StringEquals").put("aws:SourceAccount", accountId);
    condition
        .putObject("ArnLike")
        .put("aws:SourceArn", "arn:%s:s3:::%s".formatted(partition, bucket));
    return statement;
  }
}
