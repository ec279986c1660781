package io.snowwatch.snowflake.doctor;

import static io.snowwatch.snowflake.live.Installations.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.catalog.Source;
import io.snowwatch.snowflake.live.InMemorySnowflake;
import io.snowwatch.snowflake.live.Installations;
import io.snowwatch.source.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/** Every sickness of the AWS side, one by one, in an account that is well otherwise. */
class AwsHopsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T08:20:00Z");
  private static final Instant HOUR = Instant.parse("2026-11-24T08:00:00Z");
  private static final String BUCKET = "snowwatch-123456789012";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:999999999999:sf-snowpipe";
  private static final String EC2 = "snowwatch-prod-monitorEc2Instances";
  private static final String EVENTS = "snowwatch-prod-monitorCloudtrail";
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Sid":"SnowWatchTrustsSnowflake","Effect":"Allow",\
      "Principal":{"AWS":"arn:aws:iam::999999999999:user/snow"},"Action":"sts:AssumeRole",\
      "Condition":{"StringEquals":{"sts:ExternalId":"snowwatch-123456789012"}}}]}""";

  private static final InMemorySnowflake SNOWFLAKE = new InMemorySnowflake();

  static {
    Installations.apply(PLAN, SNOWFLAKE);
  }

  private static InMemoryAws well() {
    InMemoryAws aws = new InMemoryAws();
    aws.outputs.put("Bucket", BUCKET);
    aws.outputs.put("FailedInvocationsQueue", "https://sqs.us-east-1.amazonaws.com/1/failed");
    for (Source source : Sources.catalog().sources()) {
      source
          .function()
          .map(function -> "snowwatch-prod-" + function)
          .ifPresent(
              name -> {
                aws.functions.put(name, "Active");
                aws.rules.put(name, true);
                metric(aws, "Invocations", name, HOUR, 2);
              });
    }
    aws.rules.remove(EVENTS);
    aws.trails.add(
        Trail.builder().name("snowwatch").trailARN("arn:trail").s3BucketName(BUCKET).build());
    aws.trailStatus =
        GetTrailStatusResponse.builder()
            .isLogging(true)
            .latestDeliveryTime(NOW.minus(Duration.ofMinutes(5)))
            .build();
    PLAN.datasets()
        .forEach(
            dataset ->
                aws.queues.add(
                    QueueConfiguration.builder()
                        .id("snowwatch-snowflake-" + dataset.directory())
                        .queueArn(QUEUE)
                        .events(Event.S3_OBJECT_CREATED)
                        .filter(below(dataset.directory() + "/"))
                        .build()));
    aws.calls.add(
        LambdaFunctionConfiguration.builder()
            .id("x")
            .lambdaFunctionArn("arn:aws:lambda:us-east-1:123456789012:function:" + EVENTS)
            .events(Event.S3_OBJECT_CREATED)
            .filter(below("cloudtrail/"))
            .build());
    aws.trust = Optional.of(TRUST);
    return aws;
  }

  private static NotificationConfigurationFilter below(String prefix) {
    return NotificationConfigurationFilter.builder()
        .key(k -> k.filterRules(FilterRule.builder().name("prefix").value(prefix).build()))
        .build();
  }

  private static void metric(
      InMemoryAws aws, String metric, String function, Instant hour, double sum) {
    aws.metrics.computeIfAbsent(metric + " " + function, m -> new TreeMap<>()).put(hour, sum);
  }

  private static Doctor doctor(InMemoryAws aws) {
    return Doctor.of(Sources.catalog(), PLAN)
        .aws(aws.account())
        .snowflake(SNOWFLAKE)
        .clock(() -> NOW);
  }

  private static List<Finding> look(InMemoryAws aws) {
    return doctor(aws).look().findings().stream()
        .filter(finding -> finding.hop().side() == Hop.Side.AWS)
        .toList();
  }

  @Test
  void ofAnAccountThatIsWellEveryHopIsOk() {
    List<Finding> findings = look(well());

    assertThat(findings).extracting(Finding::kind).containsOnly(Kind.OK);
    assertThat(findings).extracting(Finding::hop).containsAll(Hop.of(Hop.Side.AWS)).isSorted();
  }

  record Sickness(
      Kind kind, String what, String found, String command, Consumer<InMemoryAws> infect) {
    @Override
    public String toString() {
      return kind + ": " + found;
    }
  }

  private static Consumer<InMemoryAws> status(String status) {
    return aws -> aws.stackStatus = Optional.of(status);
  }

  static Stream<Sickness> sicknesses() {
    return Stream.of(
        new Sickness(
            Kind.STACK_MISSING,
            "stack snowwatch-prod",
            "there is none in account 123456789012",
            "osls deploy",
            a -> a.stackStatus = Optional.empty()),
        new Sickness(
            Kind.STACK_FAILED,
            "stack snowwatch-prod",
            "ROLLBACK_COMPLETE",
            "describe-stack-events --stack-name snowwatch-prod",
            status("ROLLBACK_COMPLETE")),
        new Sickness(
            Kind.STACK_FAILED,
            "stack snowwatch-prod",
            "UPDATE_ROLLBACK_FAILED",
            "describe-stack-events --stack-name snowwatch-prod",
            status("UPDATE_ROLLBACK_FAILED")),
        new Sickness(
            Kind.STACK_ROLLED_BACK,
            "stack snowwatch-prod",
            "UPDATE_ROLLBACK_COMPLETE",
            "describe-stack-events --stack-name snowwatch-prod",
            status("UPDATE_ROLLBACK_COMPLETE")),
        new Sickness(
            Kind.STACK_CHANGING,
            "stack snowwatch-prod",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "describe-stacks --stack-name snowwatch-prod",
            status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")),
        new Sickness(
            Kind.STACK_OF_ANOTHER_BUCKET,
            "stack snowwatch-prod",
            "writes to mine",
            "--bucket mine",
            a -> a.outputs.put("Bucket", "mine")),
        new Sickness(
            Kind.FUNCTION_MISSING,
            "function " + EC2,
            "there is none",
            "osls deploy",
            a -> a.functions.remove(EC2)),
        new Sickness(
            Kind.FUNCTION_UNABLE,
            "function " + EC2,
            "Failed, last update Successful: Its image is gone.",
            "get-function-configuration --function-name " + EC2,
            a -> a.functions.put(EC2, "Failed")),
        new Sickness(
            Kind.FUNCTION_SILENT,
            "runs of " + EC2,
            "last invoked in the hour from 2026-11-24T04:00:00Z",
            "aws lambda invoke --function-name " + EC2,
            a -> {
              a.metrics.clear();
              metric(a, "Invocations", EC2, HOUR.minus(Duration.ofHours(4)), 4);
              a.functions.keySet().removeIf(name -> !name.equals(EC2));
            }),
        new Sickness(
            Kind.FUNCTION_SILENT,
            "runs of " + EVENTS,
            "not invoked in 14 days",
            "aws lambda invoke --function-name " + EVENTS,
            a -> a.metrics.remove("Invocations " + EVENTS)),
        new Sickness(
            Kind.FUNCTION_FAILING,
            "runs of " + EC2,
            "last invoked in the hour from 2026-11-24T08:00:00Z: 1 of 2 failed",
            "aws logs tail /aws/lambda/" + EC2,
            a -> metric(a, "Errors", EC2, HOUR, 1)),
        new Sickness(
            Kind.FUNCTION_FAILED_BEFORE,
            "runs of " + EC2,
            "3 of the last 24 hours failed",
            "aws logs tail /aws/lambda/" + EC2,
            a -> metric(a, "Errors", EC2, HOUR.minus(Duration.ofHours(5)), 3)),
        new Sickness(
            Kind.FUNCTION_THROTTLED,
            "runs of " + EC2,
            "7 invocations of the last 24 hours were refused",
            "get-function-concurrency --function-name " + EC2,
            a -> metric(a, "Throttles", EC2, HOUR.minus(Duration.ofHours(5)), 7)),
        new Sickness(
            Kind.LOG_FILES_WAITING,
            "FailedInvocationsQueue",
            "3 events of log files",
            "receive-message --queue-url https://sqs.us-east-1.amazonaws.com/1/failed",
            a -> a.waiting = 3),
        new Sickness(
            Kind.SCHEDULE_MISSING,
            "schedule of " + EC2,
            "no rule calls the function",
            "osls deploy",
            a -> a.rules.remove(EC2)),
        new Sickness(
            Kind.SCHEDULE_DISABLED,
            "schedule of " + EC2,
            "the rule rule-" + EC2 + " is disabled",
            "aws events enable-rule --name rule-" + EC2,
            a -> a.rules.put(EC2, false)),
        new Sickness(
            Kind.TRAIL_MISSING,
            "trail",
            "none delivers to " + BUCKET,
            "osls deploy",
            a -> a.trails.clear()),
        new Sickness(
            Kind.TRAIL_STOPPED,
            "trail snowwatch",
            "stopped, last delivery 2026-11-24T08:15:00Z, 5 minutes ago",
            "aws cloudtrail start-logging --name arn:trail",
            a -> a.trailStatus = a.trailStatus.toBuilder().isLogging(false).build()),
        new Sickness(
            Kind.TRAIL_DELIVERY_FAILS,
            "trail snowwatch",
            "AccessDenied, last delivery",
            "get-bucket-policy --bucket " + BUCKET,
            a ->
                a.trailStatus =
                    a.trailStatus.toBuilder().latestDeliveryError("AccessDenied").build()),
        new Sickness(
            Kind.TRAIL_SILENT,
            "trail snowwatch",
            "nothing delivered yet",
            "get-event-selectors --trail-name arn:trail",
            a -> a.trailStatus = GetTrailStatusResponse.builder().isLogging(true).build()),
        new Sickness(
            Kind.BUCKET_MISSING,
            "bucket " + BUCKET,
            "there is none",
            "osls deploy",
            a -> a.bucketStatus = 404),
        new Sickness(
            Kind.NOTIFICATION_MISSING,
            "notifications of " + BUCKET,
            "1 to add, 0 outdated; 9 are kept",
            "snowwatch snowflake apply --account-id 123456789012",
            a -> a.queues.remove(0)),
        new Sickness(
            Kind.NOTIFICATION_OVERLAPS,
            "notifications of " + BUCKET,
            "queue arn:aws:sqs:us-east-1:123456789012:siem of s3:ObjectCreated:* in the whole bucket",
            "snowwatch snowflake apply --account-id 123456789012 --sns-topic-arn <topic>",
            a -> {
              a.queues.clear();
              a.queues.add(
                  QueueConfiguration.builder()
                      .id("siem")
                      .queueArn("arn:aws:sqs:us-east-1:123456789012:siem")
                      .events(Event.S3_OBJECT_CREATED)
                      .build());
            }),
        new Sickness(
            Kind.FUNCTION_NOT_NOTIFIED,
            "notifications of " + BUCKET,
            EVENTS + " is not called for objects below cloudtrail/",
            "osls deploy",
            a -> a.calls.clear()),
        new Sickness(
            Kind.ROLE_MISSING,
            "trust of arn:aws:iam::123456789012:role/snowwatch-snowflake",
            "there is no such role",
            "osls deploy",
            a -> a.trust = Optional.empty()),
        new Sickness(
            Kind.TRUST_DIFFERS,
            "trust of arn:aws:iam::123456789012:role/snowwatch-snowflake",
            "it trusts another than DESC INTEGRATION shows. { \"Version\"",
            "snowwatch snowflake apply --account-id 123456789012",
            a -> a.trust = Optional.of(TRUST.replace("user/snow", "user/before"))),
        new Sickness(
            Kind.TRUST_FOREIGN,
            "trust of arn:aws:iam::123456789012:role/snowwatch-snowflake",
            "its trust policy is not SnowWatch's",
            "aws iam update-assume-role-policy --role-name snowwatch-snowflake --policy-document '{",
            a ->
                a.trust =
                    Optional.of(
                        TRUST.replace("user/snow", "user/x").replace("SnowWatchTrusts", "My"))));
  }

  @ParameterizedTest
  @MethodSource("sicknesses")
  void namesWhatIsWrongAndTheCommandThatMendsIt(Sickness sickness) {
    InMemoryAws aws = well();
    sickness.infect().accept(aws);

    assertThat(look(aws))
        .filteredOn(finding -> finding.kind() == sickness.kind())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).isEqualTo(sickness.what());
              assertThat(finding.found()).contains(sickness.found());
              assertThat(finding.wanted()).isNotEmpty();
              assertThat(finding.commands())
                  .anySatisfy(command -> assertThat(command).contains(sickness.command()));
            });
  }

  @Test
  void everyKindOfThisSideIsTried() {
    assertThat(sicknesses().map(Sickness::kind).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kind.values())
                .filter(kind -> kind.hop().map(hop -> hop.side() == Hop.Side.AWS).orElse(false))
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "cloudformation:DescribeStacks, STACK",
    "cloudtrail:DescribeTrails, TRAIL",
    "cloudtrail:GetTrailStatus, TRAIL",
    "cloudwatch:GetMetricData, FUNCTIONS",
    "lambda:GetFunctionConfiguration, FUNCTIONS",
    "events:ListRuleNamesByTarget, SCHEDULE",
    "events:DescribeRule, SCHEDULE",
    "s3:GetBucketNotification, NOTIFICATIONS",
    "iam:GetRole, TRUST",
    "sqs:GetQueueAttributes, FUNCTIONS"
  })
  void whatMayNotBeSeenIsSaidAndNothingElseSuffers(String operation, Hop hop) {
    InMemoryAws aws = well();
    aws.denied.add(operation);

    List<Finding> findings = look(aws);

    assertThat(findings)
        .filteredOn(finding -> finding.hop() == hop)
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Kind.UNSEEN);
              assertThat(finding.found()).contains(operation);
            });
    assertThat(findings)
        .allMatch(finding -> finding.kind() == Kind.OK || finding.kind() == Kind.UNSEEN);
    assertThat(findings).extracting(Finding::hop).containsAll(Hop.of(Hop.Side.AWS));
  }

  @Test
  void aBucketThatMayNotBeLookedAtIsUnseen() {
    InMemoryAws aws = well();
    aws.bucketStatus = 403;

    assertThat(look(aws))
        .filteredOn(finding -> finding.hop() == Hop.BUCKET)
        .extracting(Finding::kind)
        .containsExactly(Kind.UNSEEN);
  }

  @Test
  void withoutSnowflakeTheStackTellsWhatSnowflakeNeeds() {
    InMemoryAws aws = well();
    Doctor alone =
        Doctor.of(Sources.catalog(), PLAN)
            .aws(aws.account())
            .clock(() -> NOW)
            .snowflakeUnreachable("no password");

    assertThat(alone.look().findings())
        .filteredOn(f -> f.hop() == Hop.NOTIFICATIONS || f.hop() == Hop.TRUST)
        .extracting(Finding::kind)
        .containsExactly(Kind.UNSEEN, Kind.UNSEEN);

    aws.parameters.putAll(
        Map.of(
            "SnowpipeQueue", QUEUE, "SnowflakePrincipal", "arn:aws:iam::999999999999:user/snow"));
    assertThat(alone.look().findings())
        .filteredOn(f -> f.hop() == Hop.NOTIFICATIONS || f.hop() == Hop.TRUST)
        .extracting(Finding::kind)
        .containsExactly(Kind.OK, Kind.OK);
  }

  @Test
  void aTrailOfAnotherAccountIsUnseenAndABucketOfAnotherToo() {
    InMemoryAws aws = well();
    aws.trails.clear();
    aws.parameters.put("CreateTrail", "false");

    assertThat(look(aws))
        .filteredOn(finding -> finding.hop() == Hop.TRAIL)
        .extracting(Finding::kind)
        .containsExactly(Kind.UNSEEN);
  }

  @Test
  void anHourlyOrDailyScheduleIsNotSilentForTwoHours() {
    InMemoryAws aws = well();
    aws.schedule = "rate(1 day)";
    aws.metrics.clear();
    aws.functions
        .keySet()
        .forEach(name -> metric(aws, "Invocations", name, HOUR.minus(Duration.ofHours(20)), 1));
    aws.trailStatus =
        aws.trailStatus.toBuilder().latestDeliveryTime(NOW.minus(Duration.ofMinutes(5))).build();

    assertThat(look(aws))
        .filteredOn(finding -> finding.kind() == Kind.FUNCTION_SILENT)
        .extracting(Finding::what)
        .containsExactly("runs of " + EVENTS);
    assertThat(Rate.limit("rate(1 day)")).isEqualTo(Duration.ofDays(3));
    assertThat(Rate.limit("rate(15 minutes)")).isEqualTo(Duration.ofHours(2));
    assertThat(Rate.limit("cron(0 8 * * ? *)")).isEqualTo(Duration.ofHours(50));
  }
}
