package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What Snowflake says that AWS has to know of a bucket, as far as it can be seen before everything
 * is there.
 *
 * @param principalArn as whom it takes on the role
 * @param externalId the external id that it gives
 * @param channelArn the queue of the pipes, or the topic
 * @param topicPolicy what the topic's policy needs, as JSON; empty without a topic
 */
public record BucketFacts(
    Optional<String> principalArn,
    Optional<String> externalId,
    Optional<String> channelArn,
    Optional<String> topicPolicy) {

  /** What is known of a bucket where nothing could be seen. */
  public static final BucketFacts NONE =
      new BucketFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Asks Snowflake, and takes on SnowWatch's role for it where that is possible. What cannot be
   * seen is empty.
   *
   * @param plan which buckets there are
   * @param client a session
   * @return the facts of each bucket
   */
  public static Map<ObjectNames.Bucket, BucketFacts> read(
      SnowflakePlan plan, SnowflakeClient client) {
    quietly(client, "USE ROLE " + plan.names().ownerRole());
    Map<String, String> channels = new HashMap<>();
    quietly(client, "SHOW PIPES IN SCHEMA " + plan.names().landingSchema())
        .forEach(row -> channels.put(row.get("name"), row.get("notification_channel")));
    boolean integrates =
        plan.objects().stream().anyMatch(o -> o.kind() == ObjectKind.STORAGE_INTEGRATION);
    Map<ObjectNames.Bucket, BucketFacts> facts = new LinkedHashMap<>();
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      Map<String, String> integration = new HashMap<>();
      if (integrates) {
        quietly(client, "DESC INTEGRATION " + bucket.integration())
            .forEach(
                row ->
                    integration.put(
                        row.get("property").toLowerCase(Locale.ROOT), row.get("property_value")));
      }
      facts.put(
          bucket,
          new BucketFacts(
              value(integration, "storage_aws_iam_user_arn"),
              value(integration, "storage_aws_external_id"),
              bucket.snsTopicArn().or(() -> channel(plan, bucket, channels)),
              bucket
                  .snsTopicArn()
                  .map(topic -> SqlText.of("SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY({text})", topic))
                  .flatMap(sql -> quietly(client, sql).stream().findFirst())
                  .flatMap(row -> row.values().values().stream().findFirst())));
    }
    return facts;
  }

  private static Optional<String> value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  private static Optional<String> channel(
      SnowflakePlan plan, ObjectNames.Bucket bucket, Map<String, String> channels) {
    return plan.datasets().stream()
        .flatMap(dataset -> dataset.wantedPipes().stream())
        .filter(pipe -> pipe.load().stage().name().equals(bucket.stage()))
        .map(pipe -> channels.getOrDefault(pipe.name().last().name(), ""))
        .filter(arn -> !arn.isEmpty())
        .findFirst();
  }

  /** What cannot be seen here is said where it is looked for. */
  private static List<Rows.Row> quietly(SnowflakeClient client, String sql) {
    try {
      return client.query(sql).rows();
    } catch (SnowWatchException e) {
      return List.of();
    }
  }
}
