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
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * What a deployment does to a bucket that is there already and that others use too.
 *
 * <p>The plugin's own steps run by themselves; {@link PackageIT} looks at the template.
 */
class ExistingBucketIT {

  private static final String BUCKET = "existing-" + MotoServer.ACCOUNT_ID;
  private static final String BEFORE_DEPLOY = "before:deploy:deploy";
  private static final String AFTER_DEPLOY = "after:deploy:deploy";
  private static final String MOVED = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-MOVED";
  private static final String SNOWPIPE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-AIDA";
  private static final String OTHER = "arn:aws:sqs:us-east-1:123456789012:other";
  private static final String LOG_FILES =
      "arn:aws:sqs:us-east-1:123456789012:snowwatch-prod-log-files";
  private static final String LOG_FILES_ID = "snowwatch-log-files-snowwatch-prod";

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

  private static LambdaFunctionConfiguration function(String name, String prefix) {
    return LambdaFunctionConfiguration.builder()
        .id(name)
        .lambdaFunctionArn("arn:aws:lambda:us-east-1:123456789012:function:" + name)
        .eventsWithStrings("s3:ObjectCreated:Put")
        .filter(below(prefix))
        .build();
  }

  private static void notify(QueueConfiguration... queues) {
    notify(n -> n.queueConfigurations(queues));
  }

  /** What others have set up, some of it below directories of their own. */
  private static void notify(Consumer<NotificationConfiguration.Builder> more) {
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(BUCKET)
                .notificationConfiguration(
                    n -> {
                      n.lambdaFunctionConfigurations(function("images", "images/"))
                          .eventBridgeConfiguration(e -> {});
                      more.accept(n);
                    }));
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
        .contains(
            QueueConfiguration.builder()
                .id(LOG_FILES_ID)
                .queueArn(LOG_FILES)
                .eventsWithStrings("s3:ObjectCreated:*")
                .filter(below("cloudtrail/"))
                .build())
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
  void withoutASnowpipeQueueWhatSnowflakeIsToldOfStays() throws IOException, InterruptedException {
    hook(AFTER_DEPLOY, "snowpipeQueue=" + SNOWPIPE);
    GetBucketNotificationConfigurationResponse before = notifications();

    hook(AFTER_DEPLOY);

    assertThat(notifications().equalsBySdkFields(before)).isTrue();
  }

  /** Moto's bucket does tell the queue. */
  @Test
  void aLogFileThatArrivesIsInTheQueue() throws IOException, InterruptedException {
    SqsClient sqs = account.client(SqsClient.class, SqsClient::builder);
    String queue = sqs.createQueue(r -> r.queueName("snowwatch-prod-log-files")).queueUrl();
    hook(AFTER_DEPLOY);

    s3.putObject(r -> r.bucket(BUCKET).key("cloudtrail/a.json.gz"), RequestBody.fromString("{}"));
    s3.putObject(r -> r.bucket(BUCKET).key("reports/b.json.gz"), RequestBody.fromString("{}"));

    assertThat(
            sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages().stream()
                .map(Message::body)
                .filter(body -> body.contains("ObjectCreated")))
        .singleElement()
        .asString()
        .contains("cloudtrail%2Fa.json.gz");
  }

  /** Before there was a queue, the bucket called the function itself. */
  @Test
  void theQueueTakesTheFunctionsPlace() throws IOException, InterruptedException {
    notify(
        n ->
            n.lambdaFunctionConfigurations(
                function("images", "images/"),
                function("snowwatch-prod-monitorCloudtrail", "cloudtrail/")));

    hook(AFTER_DEPLOY);

    assertThat(notifications().lambdaFunctionConfigurations())
        .extracting(LambdaFunctionConfiguration::id)
        .containsExactly("images");
    assertThat(notifications().queueConfigurations())
        .extracting(QueueConfiguration::queueArn)
        .containsExactly(LOG_FILES);
  }

  @Test
  void aBucketThatIsTakenIsNamedBeforeAnythingIsDeployedWithWhatToDo() {
    assertThatThrownBy(
            () ->
                Osls.hook(
                    BEFORE_DEPLOY, moto.endpoint(), List.of("bucket=existing-${AWS::AccountId}")))
        .hasMessageContaining("The bucket " + BUCKET + " is there already, in this account")
        .hasMessageContaining("`createBucket: 'false'`")
        .hasMessageContaining("`bucket: '%s-prod'`".formatted(BUCKET));
  }

  /** Its entries are those of a stack that was removed, under ids that CloudFormation made. */
  @Test
  void comingBackToAKeptBucketTakesNothingAway() throws IOException, InterruptedException {
    notify(
        queue("reports", OTHER, "reports/"),
        queue("made up 1", LOG_FILES, "cloudtrail/"),
        queue("made up 2", SNOWPIPE, "ec2_monitoring/"),
        queue("snowwatch-snowflake-elb_monitoring", SNOWPIPE, "elb_monitoring/"));
    GetBucketNotificationConfigurationResponse before = notifications();

    hook(BEFORE_DEPLOY);
    hook(AFTER_DEPLOY);

    assertThat(notifications().equalsBySdkFields(before)).isTrue();
  }

  @Test
  void withFanOutATopicIsToldOfLogFilesAndBackAgain() throws IOException, InterruptedException {
    hook(AFTER_DEPLOY);
    hook(AFTER_DEPLOY, "fanOut=true");

    assertThat(notifications().topicConfigurations())
        .singleElement()
        .satisfies(
            topic -> assertThat(topic.topicArn()).isEqualTo(LOG_FILES.replace("sqs", "sns")));
    assertThat(notifications().queueConfigurations())
        .extracting(QueueConfiguration::queueArn)
        .containsExactly(OTHER);

    hook(AFTER_DEPLOY);

    assertThat(notifications().topicConfigurations()).isEmpty();
    assertThat(notifications().queueConfigurations())
        .extracting(QueueConfiguration::queueArn)
        .containsExactly(OTHER, LOG_FILES);
  }

  @Test
  void whoeverIsToldOfLogFilesAlreadyIsNamedBeforeAnythingIsDeployedWithWhatToDo()
      throws IOException, InterruptedException {
    notify(queue("siem", OTHER, "cloudtrail/AWSLogs/"));

    assertThatThrownBy(() -> hook(BEFORE_DEPLOY))
        .hasMessageContaining("already notifies " + OTHER)
        .hasMessageContaining("to which that target is subscribed")
        .hasMessageContaining("fanOut: true");

    String topic = "arn:aws:sns:us-east-1:123456789012:all-log-files";
    notify(
        n ->
            n.topicConfigurations(
                TopicConfiguration.builder()
                    .id("fan")
                    .topicArn(topic)
                    .eventsWithStrings("s3:ObjectCreated:*")
                    .filter(below("cloudtrail/"))
                    .build()));
    GetBucketNotificationConfigurationResponse before = notifications();
    assertThatThrownBy(() -> hook(BEFORE_DEPLOY))
        .hasMessageContaining("`logFilesTopic: '%s'` in settings.yml".formatted(topic));

    hook(BEFORE_DEPLOY, "logFilesTopic=" + topic);
    hook(AFTER_DEPLOY, "logFilesTopic=" + topic);

    assertThat(notifications().equalsBySdkFields(before)).isTrue();
  }
}
