package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

class BucketNotificationsIT {

  private static final String SNOWPIPE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-AIDA-x_Y";
  private static final String BEFORE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe-OLD";
  private static final String SIEM = "arn:aws:sqs:us-east-1:123456789012:siem";
  private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:objects";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:logs";
  private static final List<String> DIRECTORIES =
      List.of("ec2_monitoring", "iam_monitoring/users", "cloudtrail_monitoring");

  private String accountId;
  private String bucket;
  private AwsAccount account;
  private S3Client s3;
  private BucketNotifications notifications;

  @BeforeEach
  void reach() {
    accountId = MotoServer.randomAccountId();
    bucket = "notified-" + accountId;
    account = AwsAccount.create(MotoServer.shared().settings(accountId));
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(r -> r.bucket(bucket));
    notifications = BucketNotifications.of(s3, bucket, accountId, DIRECTORIES);
  }

  @AfterEach
  void close() {
    account.close();
  }

  private static NotificationConfigurationFilter filter(String prefix, String suffix) {
    return NotificationConfigurationFilter.builder()
        .key(
            k ->
                k.filterRules(
                    Stream.of(
                            FilterRule.builder().name("prefix").value(prefix).build(),
                            FilterRule.builder().name("suffix").value(suffix).build())
                        .filter(rule -> !rule.value().isEmpty())
                        .toList()))
        .build();
  }

  private static QueueConfiguration queue(
      String id, String arn, String event, String prefix, String suffix) {
    return QueueConfiguration.builder()
        .id(id)
        .queueArn(arn)
        .eventsWithStrings(event)
        .filter(prefix.isEmpty() ? null : filter(prefix, suffix))
        .build();
  }

  private void there(Consumer<NotificationConfiguration.Builder> configuration) {
    s3.putBucketNotificationConfiguration(
        r -> r.bucket(bucket).notificationConfiguration(configuration));
  }

  private GetBucketNotificationConfigurationResponse present() {
    return s3.getBucketNotificationConfiguration(r -> r.bucket(bucket));
  }

  @Test
  void addsAnEntryPerDirectoryAndWritesNothingTheSecondTime() {
    assertThat(notifications.plan(SNOWPIPE).action()).isEqualTo(Wiring.Action.CHANGE);
    assertThat(present().queueConfigurations()).as("a plan writes nothing").isEmpty();

    assertThat(notifications.apply(SNOWPIPE).action()).isEqualTo(Wiring.Action.CHANGE);

    assertThat(present().queueConfigurations())
        .extracting(QueueConfiguration::id)
        .containsExactly(
            "snowwatch-snowflake-ec2_monitoring",
            "snowwatch-snowflake-iam_monitoring/users",
            "snowwatch-snowflake-cloudtrail_monitoring");
    assertThat(NotificationEntry.of(present()))
        .extracting(NotificationEntry::prefix)
        .containsExactly("ec2_monitoring/", "iam_monitoring/users/", "cloudtrail_monitoring/");
    BucketNotifications counted =
        BucketNotifications.of(new NoWrites(s3), bucket, accountId, DIRECTORIES);
    assertThat(counted.apply(SNOWPIPE).action()).isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void keepsWhatOthersHaveSetUp() {
    there(
        c ->
            c.lambdaFunctionConfigurations(
                    LambdaFunctionConfiguration.builder()
                        .id("raw")
                        .lambdaFunctionArn(FUNCTION)
                        .eventsWithStrings("s3:ObjectCreated:*")
                        .filter(filter("cloudtrail/", ".gz"))
                        .build())
                .topicConfigurations(
                    TopicConfiguration.builder()
                        .id("deleted")
                        .topicArn(TOPIC)
                        // Another event of the same objects is no overlap.
                        .eventsWithStrings("s3:ObjectRemoved:*", "s3:ObjectRestore:Post")
                        .filter(filter("ec2_monitoring/", ""))
                        .build())
                .queueConfigurations(queue("other", SIEM, "s3:ObjectCreated:Put", "reports/", ""))
                .eventBridgeConfiguration(EventBridgeConfiguration.builder().build()));
    GetBucketNotificationConfigurationResponse before = present();

    notifications.apply(SNOWPIPE);

    GetBucketNotificationConfigurationResponse after = present();
    assertThat(after.lambdaFunctionConfigurations())
        .isEqualTo(before.lambdaFunctionConfigurations());
    assertThat(after.topicConfigurations()).isEqualTo(before.topicConfigurations());
    assertThat(after.queueConfigurations()).containsAll(before.queueConfigurations()).hasSize(4);
    assertThat(after.eventBridgeConfiguration()).isEqualTo(before.eventBridgeConfiguration());

    notifications.remove();

    assertThat(present().equalsBySdkFields(before)).as("as it was").isTrue();
  }

  static Stream<QueueConfiguration> overlapping() {
    return Stream.of(
        queue("siem", SIEM, "s3:ObjectCreated:*", "", ""),
        queue("siem", SIEM, "s3:ObjectCreated:Put", "iam_monitoring/", ""),
        queue("siem", SIEM, "s3:ObjectCreated:*", "ec2_monitoring/123456789012/", ".gz"),
        queue("siem", BEFORE, "s3:ObjectCreated:*", "ec2_monitoring/", ""),
        // Snowflake's queue itself, but not told of what is uploaded in parts.
        queue("mine", SNOWPIPE, "s3:ObjectCreated:Put", "ec2_monitoring/", ""));
  }

  @ParameterizedTest
  @MethodSource("overlapping")
  void refusesWhatOverlapsAnotherEntryAndChangesNothing(QueueConfiguration other) {
    there(c -> c.queueConfigurations(other));
    GetBucketNotificationConfigurationResponse before = present();

    assertThatThrownBy(() -> notifications.apply(SNOWPIPE))
        .isInstanceOf(WiringConflictException.class)
        .hasMessageContaining("S3 refuses two entries for the same objects")
        .hasMessageContaining(other.queueArn())
        .hasMessageContaining("snowwatch-snowflake-ec2_monitoring");
    assertThat(present().equalsBySdkFields(before)).isTrue();
  }

  @Test
  void offersAnSnsTopicWhereAnotherListensToTheSameObjects() {
    there(c -> c.queueConfigurations(queue("siem", SIEM, "s3:ObjectCreated:*", "", "")));
    assertThat(notifications.plan(SNOWPIPE).reason())
        .contains("subscribe that queue to a topic", "--sns-topic");

    there(
        c ->
            c.topicConfigurations(
                TopicConfiguration.builder()
                    .id("fan")
                    .topicArn(TOPIC)
                    .eventsWithStrings("s3:ObjectCreated:*")
                    .build()));
    assertThat(notifications.plan(SNOWPIPE).reason()).contains("give " + TOPIC + " as --sns-topic");
    assertThat(notifications.apply(TOPIC).action())
        .as("Snowflake listens to the topic, which hears of everything")
        .isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void takesEntriesThatWereMadeByHandForTheSameQueue() {
    there(
        c ->
            c.queueConfigurations(
                queue("EC2 to Snowflake", SNOWPIPE, "s3:ObjectCreated:*", "ec2_monitoring/", ""),
                queue("IAM to Snowflake", SNOWPIPE, "s3:ObjectCreated:*", "iam_monitoring/", "")));

    notifications.apply(SNOWPIPE);

    assertThat(present().queueConfigurations())
        .extracting(QueueConfiguration::id)
        .containsExactlyInAnyOrder(
            "EC2 to Snowflake", "IAM to Snowflake", "snowwatch-snowflake-cloudtrail_monitoring");
  }

  @Test
  void replacesItsOwnEntriesOfAnotherQueueAndThoseOfTheStack() {
    notifications.apply(BEFORE);
    there(
        c ->
            c.queueConfigurations(
                Stream.concat(
                        present().queueConfigurations().stream().skip(1),
                        Stream.of(
                            queue("cfn-1", BEFORE, "s3:ObjectCreated:*", "ec2_monitoring/", "")))
                    .toList()));

    assertThat(notifications.plan(SNOWPIPE).action()).isEqualTo(Wiring.Action.CONFLICT);
    notifications.replacing(BEFORE).apply(SNOWPIPE);

    assertThat(NotificationEntry.of(present()))
        .hasSize(DIRECTORIES.size())
        .extracting(NotificationEntry::arn)
        .containsOnly(SNOWPIPE);
  }

  @Test
  void takesAwayNothingWhereNothingIsItsOwn() {
    there(c -> c.queueConfigurations(queue("other", SIEM, "s3:ObjectCreated:*", "reports/", "")));

    assertThat(BucketNotifications.of(new NoWrites(s3), bucket, accountId, DIRECTORIES).remove())
        .extracting(Wiring::action)
        .isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void noticesWhoChangesTheEntriesAtTheSameTime() {
    there(c -> c.queueConfigurations(queue("other", SIEM, "s3:ObjectCreated:*", "reports/", "")));

    assertThatThrownBy(
            () ->
                BucketNotifications.of(new Restless(s3, 1), bucket, accountId, DIRECTORIES)
                    .apply(SNOWPIPE))
        .isInstanceOf(SnowWatchException.class)
        .hasMessageContaining("just before the write");
    assertThatThrownBy(
            () ->
                BucketNotifications.of(new Restless(s3, 2), bucket, accountId, DIRECTORIES)
                    .apply(SNOWPIPE))
        .isInstanceOf(SnowWatchException.class)
        .hasMessageContaining("after the write");
  }

  @Test
  void saysWhatIsNoChannel() {
    assertThatThrownBy(() -> notifications.plan("sf-snowpipe"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'sf-snowpipe' is the ARN of neither a queue nor a topic");
    assertThat(
            notifications
                .plan("arn:aws-us-gov:sqs:us-gov-west-1:999988887777:sf-snowpipe")
                .action())
        .isEqualTo(Wiring.Action.CHANGE);
  }

  /** Fails at a write. */
  private static class NoWrites implements S3Client {

    private final S3Client s3;

    NoWrites(S3Client s3) {
      this.s3 = s3;
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
        GetBucketNotificationConfigurationRequest request) {
      return s3.getBucketNotificationConfiguration(request);
    }

    @Override
    public String serviceName() {
      return s3.serviceName();
    }

    @Override
    public void close() {}
  }

  /** Somebody takes everything away after so many reads. */
  private static final class Restless extends NoWrites {

    private int reads;

    Restless(S3Client s3, int reads) {
      super(s3);
      this.reads = reads;
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
        GetBucketNotificationConfigurationRequest request) {
      return reads-- > 0
          ? super.getBucketNotificationConfiguration(request)
          : GetBucketNotificationConfigurationResponse.builder().build();
    }

    @Override
    public PutBucketNotificationConfigurationResponse putBucketNotificationConfiguration(
        PutBucketNotificationConfigurationRequest request) {
      return PutBucketNotificationConfigurationResponse.builder().build();
    }
  }
}
