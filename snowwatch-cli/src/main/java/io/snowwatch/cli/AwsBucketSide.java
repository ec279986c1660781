package io.snowwatch.cli;

import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.aws.BucketNotifications;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.aws.IntegrationIdentity;
import io.snowwatch.snowflake.aws.Patience;
import io.snowwatch.snowflake.aws.RoleTrust;
import io.snowwatch.snowflake.aws.StackSettingsFile;
import io.snowwatch.snowflake.aws.TopicPolicy;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.snowflake.live.BucketFacts;
import io.snowwatch.snowflake.live.BucketSide;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/** The AWS side of apply, for the buckets of one account. */
final class AwsBucketSide implements BucketSide {

  private static final Duration IAM_TAKES = Duration.ofMinutes(3);

  private final AwsAccount account;
  private final SnowflakePlan plan;
  private final Optional<Path> stackSettings;
  private final PrintWriter err;
  private final Map<String, String> learnt = new TreeMap<>();

  AwsBucketSide(
      AwsAccount account, SnowflakePlan plan, Optional<Path> stackSettings, PrintWriter err) {
    this.account = account;
    this.plan = plan;
    this.stackSettings = stackSettings;
    this.err = err;
  }

  /**
   * What apply would change, by what Snowflake says before it. Nothing is written.
   *
   * @param facts what Snowflake says of each bucket
   * @return every part, also those that need no change
   */
  List<Wiring> plan(Map<ObjectNames.Bucket, BucketFacts> facts) {
    List<Wiring> wirings = new ArrayList<>();
    learnt.clear();
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      if (isOurs(bucket)) {
        plan(bucket, facts.getOrDefault(bucket, BucketFacts.NONE), wirings);
      } else {
        wirings.add(
            new Wiring(
                "AWS side of the bucket " + bucket.bucket(),
                Wiring.Action.NONE,
                "it is account %s's: run this with that account's credentials too."
                    .formatted(bucket.accountId()),
                List.of(),
                List.of()));
      }
    }
    settingsFile().ifPresent(wirings::add);
    learnt.clear();
    return wirings;
  }

  private void plan(ObjectNames.Bucket bucket, BucketFacts facts, List<Wiring> wirings) {
    if (hasIntegration(bucket)) {
      wirings.add(trustOf(bucket, facts));
    }
    facts
        .topicPolicy()
        .ifPresent(policy -> wirings.add(topic(bucket, facts.channelArn().get()).plan(policy)));
    wirings.add(
        facts
            .channelArn()
            .map(channel -> notifications(bucket).plan(channel))
            .orElseGet(
                () ->
                    new Wiring(
                        "notifications of the bucket " + bucket.bucket(),
                        Wiring.Action.CHANGE,
                        "Snowflake says which queue once its pipes are there.",
                        List.of(),
                        directories().stream().map(d -> "new objects below " + d + "/").toList())));
    facts
        .channelArn()
        .ifPresent(
            channel -> {
              replacedByDeployments(bucket, channel).ifPresent(wirings::add);
              learn(bucket, StackSettingsFile.SNOWPIPE_QUEUE, channel, "");
            });
    facts.principalArn().ifPresent(p -> learnIdentity(bucket, p, facts.externalId().orElse("")));
  }

  private boolean hasIntegration(ObjectNames.Bucket bucket) {
    return plan.objects().stream()
        .anyMatch(
            object ->
                object.kind() == ObjectKind.STORAGE_INTEGRATION
                    && object.name().last().equals(bucket.integration()));
  }

  private Wiring trustOf(ObjectNames.Bucket bucket, BucketFacts facts) {
    String subject = "trust of the role " + bucket.storageRoleArn();
    if (facts.principalArn().isEmpty()) {
      return new Wiring(
          subject,
          Wiring.Action.CHANGE,
          "Snowflake says whom it should trust once the integration is there.",
          List.of(),
          List.of(
              "STORAGE_AWS_IAM_USER_ARN of DESC INTEGRATION with the external id "
                  + bucket.storageExternalId()));
    }
    try {
      return role(bucket)
          .plan(
              new IntegrationIdentity(
                  facts.principalArn().get(),
                  facts.externalId().orElse(bucket.storageExternalId())));
    } catch (SnowWatchException e) {
      // There is no such role, or it is another account's.
      return new Wiring(
          subject,
          Wiring.Action.CONFLICT,
          String.valueOf(e.getMessage()),
          List.of("no such role"),
          List.of(bucket.storageRoleArn()));
    }
  }

  /**
   * What a later deployment would take away, for the stack sets all notifications of its bucket.
   */
  private Optional<Wiring> replacedByDeployments(ObjectNames.Bucket bucket, String channel) {
    if (bucket.suffix().isPresent() || stack().filter(DeployedStack::ownsBucket).isEmpty()) {
      return Optional.empty();
    }
    List<String> others = notifications(bucket).ofOthers(DeployedStack.DEFAULT_NAME, channel);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wiring(
                "notifications of others on the bucket " + bucket.bucket(),
                Wiring.Action.NONE,
                "they are kept, and osls deploy keeps them too. The bucket is the stack's own: whoever"
                    + " deploys its template without osls sets the whole list, and these have to be"
                    + " set again: "
                    + String.join("; ", others),
                others,
                others));
  }

  private Optional<Wiring> settingsFile() {
    Map<String, String> known = known();
    Optional<StackSettingsFile> file = file();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> present = file.get().values();
    Map<String, String> changes = file.get().changes(known);
    String subject = "settings of later deployments, " + stackSettings.orElseThrow();
    return Optional.of(
        changes.isEmpty()
            ? new Wiring(subject, Wiring.Action.NONE, "it has what is known.", List.of(), List.of())
            : new Wiring(
                subject,
                Wiring.Action.CHANGE,
                "it gets what the stack was given and what Snowflake says, so that no deployment"
                    + " forgets it.",
                changes.keySet().stream()
                    .map(name -> name + ": " + present.getOrDefault(name, "(not there)"))
                    .toList(),
                changes.entrySet().stream().map(c -> c.getKey() + ": " + c.getValue()).toList()));
  }

  @Override
  public void trust(ObjectNames.Bucket bucket, String principalArn, String externalId) {
    if (!isOurs(bucket)) {
      err.printf(
          "The trust policy of %s must allow %s to assume it with external id %s: run this with the"
              + " credentials of account %s.%n",
          bucket.storageRoleArn(), principalArn, externalId, bucket.accountId());
      return;
    }
    say(role(bucket).apply(new IntegrationIdentity(principalArn, externalId)));
    learnIdentity(bucket, principalArn, externalId);
  }

  private void learnIdentity(ObjectNames.Bucket bucket, String principalArn, String externalId) {
    learn(bucket, StackSettingsFile.SNOWFLAKE_PRINCIPAL, principalArn, "");
    learn(
        bucket,
        StackSettingsFile.SNOWFLAKE_EXTERNAL_ID,
        externalId,
        "snowwatch-" + bucket.accountId());
    learn(
        bucket,
        StackSettingsFile.SNOWFLAKE_ROLE,
        bucket.storageRoleArn().substring(bucket.storageRoleArn().lastIndexOf('/') + 1),
        "snowwatch-snowflake");
    learn(bucket, StackSettingsFile.BUCKET, bucket.bucket(), "snowwatch-" + bucket.accountId());
  }

  private RoleTrust role(ObjectNames.Bucket bucket) {
    return RoleTrust.of(
        account.client(IamClient.class, IamClient::builder), bucket.storageRoleArn());
  }

  private TopicPolicy topic(ObjectNames.Bucket bucket, String topicArn) {
    return TopicPolicy.of(
        account.client(SnsClient.class, SnsClient::builder),
        topicArn,
        bucket.bucket(),
        bucket.accountId());
  }

  private List<String> directories() {
    return plan.datasets().stream().map(dataset -> dataset.directory()).toList();
  }

  private Optional<DeployedStack> stack() {
    return DeployedStack.find(cloudFormation(), DeployedStack.DEFAULT_NAME);
  }

  private CloudFormationClient cloudFormation() {
    return account.client(CloudFormationClient.class, CloudFormationClient::builder);
  }

  private BucketNotifications notifications(ObjectNames.Bucket bucket) {
    BucketNotifications notifications =
        BucketNotifications.of(
            account.client(S3Client.class, S3Client::builder),
            bucket.bucket(),
            bucket.accountId(),
            directories());
    return stack()
        .flatMap(DeployedStack::snowpipeQueue)
        .map(notifications::replacing)
        .orElse(notifications);
  }

  @Override
  public void awaitAccess(ObjectNames.Bucket bucket, Supplier<Optional<String>> problem) {
    if (isOurs(bucket)) {
      Patience.atMost(IAM_TAKES).until("Reading the bucket " + bucket.bucket(), problem);
    }
  }

  @Override
  public void admitToTopic(ObjectNames.Bucket bucket, String topicArn, String policy) {
    if (isOurs(bucket)) {
      say(topic(bucket, topicArn).apply(policy));
    } else {
      err.println("The policy of the topic " + topicArn + " needs: " + policy);
    }
  }

  @Override
  public void announce(ObjectNames.Bucket bucket, String channelArn) {
    if (!isOurs(bucket)) {
      err.printf(
          "The bucket %s must notify %s of new objects: run this with the credentials of account"
              + " %s.%n",
          bucket.bucket(), channelArn, bucket.accountId());
      return;
    }
    say(notifications(bucket).apply(channelArn));
    replacedByDeployments(bucket, channelArn)
        .ifPresent(wiring -> err.println(wiring.subject() + ": " + wiring.reason()));
    learn(bucket, StackSettingsFile.SNOWPIPE_QUEUE, channelArn, "");
    remember();
  }

  private boolean isOurs(ObjectNames.Bucket bucket) {
    return bucket.accountId().equals(account.accountId());
  }

  /** The stack's settings are about the bucket that it has. */
  private void learn(ObjectNames.Bucket bucket, String setting, String value, String usual) {
    if (bucket.suffix().isEmpty() && !value.equals(usual)) {
      learnt.put(setting, value);
    }
  }

  /** What the stack was given, where the file does not say otherwise, and what Snowflake says. */
  private Map<String, String> known() {
    Map<String, String> known = new TreeMap<>();
    stack().ifPresent(stack -> known.putAll(stack.given(cloudFormation())));
    file().ifPresent(file -> known.keySet().removeAll(file.values().keySet()));
    known.putAll(learnt);
    return known;
  }

  private Optional<StackSettingsFile> file() {
    return stackSettings
        .filter(path -> Files.exists(path.toAbsolutePath().getParent()))
        .map(StackSettingsFile::read);
  }

  /** Later deploys have to know what Snowflake said, and what they were told once. */
  private void remember() {
    Optional<StackSettingsFile> file = file();
    if (file.isPresent()) {
      file.get()
          .complete(known())
          .forEach(
              (name, value) ->
                  err.printf("%s: %s = %s%n", stackSettings.orElseThrow(), name, value));
    } else if (!learnt.isEmpty()) {
      err.println("Keep these in snowwatch-serverless/settings.yml for later deploys:");
      learnt.forEach((name, value) -> err.printf("  %s: %s%n", name, value));
    }
  }

  private void say(Wiring wiring) {
    err.println(wiring);
  }
}
