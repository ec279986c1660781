package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.aws.BucketNotifications;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/**
 * What a deployment does to a bucket that is there already and that others use too.
 *
 * <p>Moto refuses the template that Serverless makes for it, which states a dependency twice; so
 * the plugin's own steps run by themselves, and {@link PackageIT} looks at the template.
 */
class ExistingBucketIT {

  private static final String BUCKET = "existing-" + MotoServer.ACCOUNT_ID;
  private static final String AFTER_DEPLOY = "after:deploy:deploy";
  private static final String MOVED = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-MOVED";
  private static final String SNOWPIPE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-AIDA";
  private static final String OTHER = "arn:aws:sqs:us-east-1:123456789012:other";

  private static MotoServer moto;
  private static AwsAccount account;
  private static S3Client s3;

  @BeforeAll
  static void reach() {
    moto = MotoServer.start();
    account = AwsAccount.create(moto.settings(MotoServer.ACCOUNT_ID));
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(r -> r.bucket(BUCKET));
  }

  @BeforeEach
  void othersAreThere() {
    notify(queue("reports", OTHER, "reports/"));
  }

  @AfterAll
  static void stop() {
    account.close();
    moto.close();
  }

  private static NotificationConfigurationFilter below(String prefix) {
    return NotificationConfigurationFilter.builder()
        .key(k -> k.filterRules(FilterRule.builder().name("prefix").value(prefix).build()))
        .build();
  }

  private static QueueConfiguration queue(String id, String arn, String prefix) {
    return QueueConfiguration.builder()
        .id(id)
        .queueArn(arn)
        .eventsWithStrings("s3:ObjectCreated:*")
        .filter(below(prefix))
        .build();
  }

  private static void notify(QueueConfiguration... queues) {
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(BUCKET)
                .notificationConfiguration(
                    n ->
                        n.queueConfigurations(queues)
                            .lambdaFunctionConfigurations(
                                LambdaFunctionConfiguration.builder()
                                    .id("images")
                                    .lambdaFunctionArn(
                                        "arn:aws:lambda:us-east-1:123456789012:function:images")
                                    .eventsWithStrings("s3:ObjectCreated:Put")
                                    .filter(below("images/"))
                                    .build())
                            .eventBridgeConfiguration(e -> {})));
  }

  /** What the plugin does before or after the tool's own work. */
  private static void hook(String name, String... parameters)
      throws IOException, InterruptedException {
    Osls.hook(
        name,
        moto.endpoint(),
        Stream.concat(
                Stream.of("createBucket=false", "bucket=existing-${AWS::AccountId}"),
                Arrays.stream(parameters))
            .toList());
  }

  private static GetBucketNotificationConfigurationResponse notifications() {
    return s3.getBucketNotificationConfiguration(r -> r.bucket(BUCKET));
  }

  @Test
  void theQueueIsToldOfEveryDatasetAndTheEntriesOfOthersStay()
      throws IOException, InterruptedException {
    GetBucketNotificationConfigurationResponse before = notifications();

    hook(AFTER_DEPLOY, "snowpipeQueue=" + SNOWPIPE);

    GetBucketNotificationConfigurationResponse after = notifications();
    assertThat(after.queueConfigurations())
        .containsAll(before.queueConfigurations())
        .filteredOn(queue -> queue.queueArn().equals(SNOWPIPE))
        .hasSize(Sources.catalog().datasets().size());
    assertThat(after.lambdaFunctionConfigurations())
        .isEqualTo(before.lambdaFunctionConfigurations());
    assertThat(after.eventBridgeConfiguration()).isEqualTo(before.eventBridgeConfiguration());
    BucketLayout layout = BucketLayout.of(Sources.catalog());
    assertThat(
            BucketNotifications.of(
                    s3,
                    BUCKET,
                    MotoServer.ACCOUNT_ID,
                    Sources.catalog().datasets().stream().map(layout::directory).toList())
                .plan(SNOWPIPE)
                .action())
        .as("what apply would do after that")
        .isEqualTo(Wiring.Action.NONE);

    hook(AFTER_DEPLOY, "snowpipeQueue=" + SNOWPIPE);
    assertThat(notifications().equalsBySdkFields(after)).isTrue();

    hook(AFTER_DEPLOY, "snowpipeQueue=" + MOVED);
    assertThat(notifications().queueConfigurations())
        .hasSameSizeAs(after.queueConfigurations())
        .noneMatch(queue -> queue.queueArn().equals(SNOWPIPE));

    hook("before:remove:remove");
    assertThat(notifications().equalsBySdkFields(before)).as("as it was").isTrue();
  }

  @Test
  void anEntryOfAnotherForTheSameObjectsIsNotOverwritten() {
    notify(queue("all of EC2", OTHER, "ec2_"));
    GetBucketNotificationConfigurationResponse before = notifications();

    assertThatThrownBy(() -> hook(AFTER_DEPLOY, "snowpipeQueue=" + SNOWPIPE))
        .hasMessageContaining("already notifies " + OTHER)
        .hasMessageContaining("below 'ec2_'")
        .hasMessageContaining("SNS topic");
    assertThat(notifications().equalsBySdkFields(before)).isTrue();
  }

  @Test
  void withoutAQueueNothingIsChanged() throws IOException, InterruptedException {
    GetBucketNotificationConfigurationResponse before = notifications();

    hook(AFTER_DEPLOY);

    assertThat(notifications().equalsBySdkFields(before)).isTrue();
  }
}
