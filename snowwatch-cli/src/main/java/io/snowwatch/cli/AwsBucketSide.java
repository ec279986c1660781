package io.snowwatch.cli;

import io.snowwatch.aws.AwsAccount;
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
import io.snowwatch.snowflake.live.BucketSide;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  @Override
  public void trust(ObjectNames.Bucket bucket, String principalArn, String externalId) {
    if (!isOurs(bucket)) {
      err.printf(
          "The trust policy of %s must allow %s to assume it with external id %s: run this with the"
              + " credentials of account %s.%n",
          bucket.storageRoleArn(), principalArn, externalId, bucket.accountId());
      return;
    }
    say(
        RoleTrust.of(account.client(IamClient.class, IamClient::builder), bucket.storageRoleArn())
            .apply(new IntegrationIdentity(principalArn, externalId)));
    learn(bucket, StackSettingsFile.SNOWFLAKE_PRINCIPAL, principalArn, "");
    learn(
        bucket,
        StackSettingsFile.SNOWFLAKE_EXTERNAL_ID,
        externalId,
        "snowwatch-" + bucket.accountId());
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
      say(
          TopicPolicy.of(
                  account.client(SnsClient.class, SnsClient::builder),
                  topicArn,
                  bucket.bucket(),
                  bucket.accountId())
              .apply(policy));
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
    List<String> directories =
        plan.datasets().stream().map(dataset -> dataset.directory()).toList();
    BucketNotifications notifications =
        BucketNotifications.of(
            account.client(S3Client.class, S3Client::builder),
            bucket.bucket(),
            bucket.accountId(),
            directories);
    Optional<String> ofTheStack =
        DeployedStack.find(
                account.client(CloudFormationClient.class, CloudFormationClient::builder),
                DeployedStack.DEFAULT_NAME)
            .flatMap(DeployedStack::snowpipeQueue);
    say(
        (ofTheStack.isPresent() ? notifications.replacing(ofTheStack.get()) : notifications)
            .apply(channelArn));
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

  /** Later deploys have to know what Snowflake said. */
  private void remember() {
    if (stackSettings.isPresent()
        && Files.exists(stackSettings.get().toAbsolutePath().getParent())) {
      StackSettingsFile.read(stackSettings.get())
          .complete(learnt)
          .forEach((name, value) -> err.printf("%s: %s = %s%n", stackSettings.get(), name, value));
    } else if (!learnt.isEmpty()) {
      err.println("Keep these in snowwatch-serverless/settings.yml for later deploys:");
      learnt.forEach((name, value) -> err.printf("  %s: %s%n", name, value));
    }
  }

  private void say(Wiring wiring) {
    err.println(wiring);
  }
}
