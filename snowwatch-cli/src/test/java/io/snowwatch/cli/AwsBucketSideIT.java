package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.snowflake.aws.WiringConflictException;
import io.snowwatch.snowflake.live.BucketFacts;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/** The AWS side of plan and apply, in both ways that a stack may have its bucket. */
class AwsBucketSideIT {

  private static final String PRINCIPAL = "arn:aws:iam::999988887777:user/abc1-s-xyz";
  private static final String CHANNEL = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe";
  private static final String BEFORE = "arn:aws:sqs:us-east-1:999988887777:sf-before";
  private static final String OTHERS = "arn:aws:sqs:us-east-1:111122223333:siem";

  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();
  private String accountId;
  private AwsAccount account;
  private SnowflakePlan plan;
  private ObjectNames.Bucket bucket;
  private S3Client s3;

  @BeforeEach
  void reach() {
    accountId = MotoServer.randomAccountId();
    account = AwsAccount.create(MotoServer.shared().settings(accountId));
    plan =
        SnowflakePlan.of(
            Sources.catalog(), SnowflakeSettings.builder().accountId(accountId).build());
    bucket = plan.names().buckets().get(0);
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(r -> r.bucket(bucket.bucket()));
  }

  @AfterEach
  void close() {
    account.close();
  }

  private AwsBucketSide side() {
    return new AwsBucketSide(
        account, plan, Optional.of(folder.resolve("settings.yml")), new PrintWriter(said, true));
  }

  private Map<ObjectNames.Bucket, BucketFacts> facts() {
    return Map.of(
        bucket,
        new BucketFacts(
            Optional.of(PRINCIPAL),
            Optional.of("snowwatch-" + accountId),
            Optional.of(CHANNEL),
            Optional.empty()));
  }

  private void role() {
    account
        .client(IamClient.class, IamClient::builder)
        .createRole(
            r ->
                r.roleName("snowwatch-snowflake")
                    .assumeRolePolicyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Sid":"SnowWatchTrustsNobody","Effect":"Deny",\
                        "Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"""));
  }

  private void stack(boolean ownsBucket) {
    account
        .client(CloudFormationClient.class, CloudFormationClient::builder)
        .createStack(
            r ->
                r.stackName("snowwatch-prod")
                    .templateBody(
                        """
                        {"Metadata": {"SnowWatch": {"schedule": "rate(1 hour)", "regions": "eu-*"}},
                         "Parameters": {"CreateBucket": {"Type": "String"}, "SnowpipeQueue": {"Type": "String"}},
                         "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}""")
                    .parameters(
                        parameter("CreateBucket", String.valueOf(ownsBucket)),
                        parameter("SnowpipeQueue", BEFORE)));
  }

  private static Parameter parameter(String key, String value) {
    return Parameter.builder().parameterKey(key).parameterValue(value).build();
  }

  private static QueueConfiguration entry(String id, String queue, String prefix) {
    QueueConfiguration.Builder entry =
        QueueConfiguration.builder().id(id).queueArn(queue).events(Event.S3_OBJECT_CREATED);
    // Moto fails at an empty prefix.
    return prefix.isEmpty()
        ? entry.build()
        : entry
            .filter(
                f ->
                    f.key(
                        k ->
                            k.filterRules(
                                FilterRule.builder().name("prefix").value(prefix).build())))
            .build();
  }

  private void notify(QueueConfiguration... entries) {
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(bucket.bucket())
                .notificationConfiguration(
                    NotificationConfiguration.builder().queueConfigurations(entries).build()));
  }

  private List<String> queues() {
    return s3
        .getBucketNotificationConfiguration(r -> r.bucket(bucket.bucket()))
        .queueConfigurations()
        .stream()
        .map(QueueConfiguration::queueArn)
        .toList();
  }

  private void apply(AwsBucketSide side) {
    side.trust(bucket, PRINCIPAL, "snowwatch-" + accountId);
    side.awaitAccess(bucket, Optional::empty);
    side.announce(bucket, CHANNEL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void doesWhatItPlansKeepsWhatIsOfOthersAndTheSecondTimeNothing(boolean ownsBucket)
      throws IOException {
    role();
    stack(ownsBucket);
    notify(entry("theirs", OTHERS, "reports/"), entry("stack", BEFORE, "ec2_monitoring/"));
    Files.writeString(folder.resolve("settings.yml"), "regions: 'us-*' # mine\n");

    List<Wiring> before = side().plan(facts());
    assertThat(queues()).as("a plan writes nothing").containsExactly(OTHERS, BEFORE);
    assertThat(Files.readString(folder.resolve("settings.yml"))).hasLineCount(1);
    apply(side());

    assertThat(before)
        .filteredOn(wiring -> wiring.action() == Wiring.Action.CHANGE)
        .extracting(Wiring::subject)
        .containsExactly(
            "trust of the role snowwatch-snowflake",
            "notifications of the bucket " + bucket.bucket(),
            "settings of later deployments, " + folder.resolve("settings.yml"));
    assertThat(queues())
        .hasSize(1 + plan.datasets().size())
        .contains(OTHERS, CHANNEL)
        .doesNotContain(BEFORE);
    assertThat(Files.readString(folder.resolve("settings.yml")))
        .contains("regions: 'us-*' # mine\n")
        .contains("schedule: rate(1 hour)\n")
        .contains("snowpipeQueue: " + CHANNEL + "\n")
        .contains("snowflakePrincipal: " + PRINCIPAL + "\n");
    List<Wiring> after = side().plan(facts());
    assertThat(after).extracting(Wiring::action).containsOnly(Wiring.Action.NONE);
    assertThat(SnowflakeCommand.Plan.status(false, before, List.of()))
        .as("exit status of a plan that would change AWS alone")
        .isEqualTo(ExitStatus.CHANGES);
    assertThat(SnowflakeCommand.Plan.status(false, after, List.of())).isEqualTo(ExitStatus.OK);
    assertThat(SnowflakeCommand.Plan.status(true, after, List.of())).isEqualTo(ExitStatus.CHANGES);
    String warning = "and osls deploy keeps them too. The bucket is the stack's own";
    if (ownsBucket) {
      assertThat(said.toString()).contains(warning).contains(OTHERS);
    } else {
      assertThat(said.toString()).doesNotContain(warning);
    }
    said.getBuffer().setLength(0);
    apply(side());
    assertThat(said.toString()).doesNotContain("settings.yml:").contains("every directory");
  }

  @Test
  void anEntryThatOverlapsIsRefusedBeforeAnythingIsDone() {
    role();
    notify(entry("theirs", OTHERS, ""));

    Wiring conflict =
        side().plan(facts()).stream()
            .filter(wiring -> wiring.action() == Wiring.Action.CONFLICT)
            .findFirst()
            .orElseThrow();

    assertThat(SnowflakeCommand.Plan.status(false, List.of(conflict), List.of()))
        .isEqualTo(ExitStatus.CHANGES);
    assertThat(conflict.subject()).isEqualTo("notifications of the bucket " + bucket.bucket());
    assertThatThrownBy(conflict::orThrow)
        .isInstanceOf(WiringConflictException.class)
        .hasMessageContaining(OTHERS)
        .hasMessageContaining("Let both listen to one SNS topic");
    assertThatThrownBy(() -> side().announce(bucket, CHANNEL))
        .isInstanceOf(WiringConflictException.class);
    assertThat(queues()).containsExactly(OTHERS);
  }

  @Test
  void aRoleThatIsNotThereIsInTheWayAndWhatSnowflakeHasNotSaidYetIsAChange() {
    assertThat(side().plan(facts()))
        .filteredOn(wiring -> wiring.subject().startsWith("trust "))
        .singleElement()
        .satisfies(
            wiring -> {
              assertThat(wiring.action()).isEqualTo(Wiring.Action.CONFLICT);
              assertThat(wiring.reason()).contains("There is no role").contains("deploy the stack");
            });

    assertThat(side().plan(Map.of()))
        .extracting(Wiring::reason)
        .contains(
            "Snowflake says whom it should trust once the integration is there.",
            "Snowflake says which queue once its pipes are there.");
  }

  @Test
  void aBucketOfAnotherAccountIsLeftToItsCredentials() {
    SnowflakePlan ofAnother =
        SnowflakePlan.of(
            Sources.catalog(), SnowflakeSettings.builder().accountId("210987654321").build());

    assertThat(
            new AwsBucketSide(account, ofAnother, Optional.empty(), new PrintWriter(said, true))
                .plan(Map.of()))
        .singleElement()
        .satisfies(
            wiring ->
                assertThat(wiring.reason())
                    .isEqualTo(
                        "it is account 210987654321's: run this with that account's credentials"
                            + " too."));
  }
}
