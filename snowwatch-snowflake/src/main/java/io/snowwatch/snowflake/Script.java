package io.snowwatch.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as the text of a script. */
final class Script {

  private final SnowflakePlan plan;
  private final SnowflakeSettings settings;
  private final StringBuilder text = new StringBuilder();

  Script(SnowflakePlan plan, SnowflakeSettings settings) {
    this.plan = plan;
    this.settings = settings;
  }

  String print() {
    comment(
        "SnowWatch: the Snowflake side of %s %s."
            .formatted(
                plan.names().buckets().size() == 1 ? "bucket" : "buckets",
                plan.names().buckets().stream()
                    .map(ObjectNames.Bucket::bucket)
                    .collect(Collectors.joining(", "))));
    comment("Run it from top to bottom, as often as you like: what is there already stays.");
    comment("You need these roles: " + existingRoles() + ".");
    int number = 0;
    for (Section section : Section.values()) {
      List<Statement> statements = plan.statements(section);
      if (!statements.isEmpty()) {
        number++;
        print(number, section, statements);
      }
    }
    return text.toString();
  }

  /** The roles that the plan takes on and does not create. */
  private String existingRoles() {
    Set<Identifier> own =
        plan.ownRoles().stream().map(WantedRole::role).collect(Collectors.toSet());
    return plan.statements().stream()
        .map(Statement::role)
        .filter(role -> !own.contains(role))
        .distinct()
        .map(Identifier::sql)
        .collect(Collectors.joining(", "));
  }

  private void print(int number, Section section, List<Statement> statements) {
    text.append('\n');
    comment("-".repeat(77));
    comment(number + ". " + section.title());
    comment("-".repeat(77));
    section.explanation().forEach(this::comment);
    if (section == Section.STAGE && settings.access() == Access.AWS_KEYS) {
      text.append('\n');
      keySteps().forEach(this::comment);
    }
    String previous = "";
    for (Statement statement : statements) {
      text.append('\n');
      boolean explainsItself = statement.kind() == StatementKind.USE_ROLE;
      if (!explainsItself && !statement.description().equals(previous)) {
        comment(statement.description());
      }
      previous = statement.description();
      text.append(statement.sql()).append(";\n");
    }
    if (section == Section.STORAGE_ACCESS && settings.access() == Access.STORAGE_INTEGRATION) {
      text.append('\n');
      trustPolicySteps().forEach(this::comment);
    }
    if (section == Section.PIPES) {
      text.append('\n');
      notificationSteps().forEach(this::comment);
    }
  }

  private List<String> trustPolicySteps() {
    return plan.names().buckets().stream().flatMap(bucket -> trustPolicy(bucket).stream()).toList();
  }

  private static List<String> trustPolicy(ObjectNames.Bucket bucket) {
    String arn = "arn:" + bucket.partition().arnName() + ":s3:::" + bucket.bucket();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "Now let Snowflake take on the IAM role " + bucket.storageRoleArn() + ".",
                "  DESC INTEGRATION " + bucket.integration() + ";",
                "shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal",
                "sts:AssumeRole where sts:ExternalId is " + bucket.storageExternalId() + ",",
                "and its permissions must allow s3:GetObject and s3:GetObjectVersion on",
                arn + "/* and s3:ListBucket and s3:GetBucketLocation on",
                arn + "."));
    bucket
        .kmsKeyArn()
        .ifPresent(
            key ->
                lines.addAll(
                    List.of(
                        "The objects are encrypted, so they must also allow kms:Decrypt on",
                        key + ", and the key's own policy must let the role.")));
    lines.addAll(
        List.of("What follows fails until they do: go on then, or run the whole script again."));
    return lines;
  }

  private List<String> keySteps() {
    return Stream.concat(
            Stream.of(
                "Put the access key of an IAM user that may read the bucket in the two places in angle",
                "brackets, and save the key nowhere. To change it later:"),
            plan.names().buckets().stream()
                .map(bucket -> "  ALTER STAGE " + bucket.stage() + " SET CREDENTIALS = (...);"))
        .toList();
  }

  private List<String> notificationSteps() {
    List<String> lines = new ArrayList<>();
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      lines.addAll(
          bucket
              .snsTopicArn()
              .map(topic -> topicSteps(bucket, topic))
              .orElseGet(() -> queueSteps(bucket)));
    }
    return lines;
  }

  private List<String> queueSteps(ObjectNames.Bucket bucket) {
    return List.of(
        "Now let the bucket tell Snowflake about new objects. All pipes of a stage share one queue:",
        "  SHOW PIPES IN SCHEMA " + plan.names().landingSchema() + ";",
        "shows its ARN as notification_channel, the same for every pipe. Keep it in the deployment's",
        "snowwatch-serverless/settings.yml as snowpipeQueue: '<that ARN>' and deploy again: the bucket",
        "then notifies the queue of new objects in each directory, after every later deployment too.",
        "Without the stack, add these notifications to the bucket " + bucket.bucket(),
        "yourself, for s3:ObjectCreated:* with the prefix of each pipe's directory, and keep those",
        "that are there; S3 refuses one for the whole bucket beside one for a directory. Then go on,",
        "or run the whole script again.");
  }

  private static List<String> topicSteps(ObjectNames.Bucket bucket, String topic) {
    return List.of(
        "Snowflake subscribes to the topic " + topic + ".",
        "  SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY(" + Quoting.literal(topic) + ");",
        "shows the statement that the topic's policy needs for that, before the pipes are created.",
        "The bucket " + bucket.bucket() + " must notify the topic of s3:ObjectCreated:* with the",
        "prefix of each pipe's directory. Then go on, or run the whole script again.");
  }

  private void comment(String line) {
    text.append("-- ").append(line).append('\n');
  }
}
