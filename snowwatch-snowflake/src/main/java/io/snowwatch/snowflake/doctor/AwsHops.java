package io.snowwatch.snowflake.doctor;

import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.aws.BucketNotifications;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.aws.IntegrationIdentity;
import io.snowwatch.snowflake.aws.RoleTrust;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.snowflake.live.BucketFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The hops in the AWS account. */
final class AwsHops {

  private static final Duration METRICS = Duration.ofDays(14);
  private static final Duration METRIC_PERIOD = Duration.ofHours(1);
  private static final String DEPLOY = "cd snowwatch-serverless && npx osls deploy";

  private final AwsAccount account;
  private final Catalog catalog;
  private final SnowflakePlan plan;
  private final String stackName;
  private final Instant now;
  private final String applyCommand;
  private final Findings findings;

  private Optional<DeployedStack> stack = Optional.empty();
  private final Map<String, String> functionArns = new HashMap<>();
  private final Map<String, String> schedules = new TreeMap<>();
  private Optional<Instant> lastDelivery = Optional.empty();

  AwsHops(
      AwsAccount account,
      Catalog catalog,
      SnowflakePlan plan,
      String stackName,
      Instant now,
      String applyCommand,
      Findings findings) {
    this.account = account;
    this.catalog = catalog;
    this.plan = plan;
    this.stackName = stackName;
    this.now = now;
    this.applyCommand = applyCommand;
    this.findings = findings;
  }

  /**
   * Looks.
   *
   * @return when rows are too old, by the schedules that were seen
   */
  Optional<Duration> look(Set<Hop> hops, Map<ObjectNames.Bucket, BucketFacts> facts) {
    // The others learn from it what they should find.
    if (hops.contains(Hop.STACK)) {
      findings.look(Hop.STACK, "stack " + stackName, this::stack);
    }
    if (hops.contains(Hop.TRAIL)) {
      findings.look(Hop.TRAIL, "trail", this::trail);
    }
    if (hops.contains(Hop.FUNCTIONS) || hops.contains(Hop.SCHEDULE)) {
      functions(hops);
    }
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      bucket(hops, bucket, facts.getOrDefault(bucket, BucketFacts.NONE));
    }
    return schedules.values().stream().map(Rate::limit).max(Duration::compareTo);
  }

  // ---- the stack

  private List<Finding> stack() {
    stack =
        DeployedStack.find(
            account.client(CloudFormationClient.class, CloudFormationClient::builder), stackName);
    String what = "stack " + stackName;
    if (stack.isEmpty()) {
      return List.of(
          Finding.of(
              Kind.STACK_MISSING,
              what,
              "there is none in account " + account.accountId() + " in this Region",
              "CREATE_COMPLETE or UPDATE_COMPLETE",
              DEPLOY));
    }
    String status = stack.get().status();
    String events =
        "aws cloudformation describe-stack-events --stack-name %s --query \"StackEvents[?contains(ResourceStatus,'FAILED')]\""
            .formatted(stackName);
    List<Finding> found = new ArrayList<>();
    String bucket = plan.names().buckets().get(0).bucket();
    Kind kind = kindOf(status);
    if (kind == Kind.OK) {
      found.add(Finding.ok(Hop.STACK, what, status));
    } else {
      found.add(
          Finding.of(
              kind,
              what,
              status,
              "CREATE_COMPLETE or UPDATE_COMPLETE",
              kind == Kind.STACK_CHANGING
                  ? "aws cloudformation describe-stacks --stack-name " + stackName
                  : events));
    }
    stack
        .get()
        .bucket()
        .filter(own -> !own.equals(bucket))
        .ifPresent(
            own ->
                found.add(
                    Finding.of(
                        Kind.STACK_OF_ANOTHER_BUCKET,
                        what,
                        "writes to " + own,
                        "writes to " + bucket,
                        applyCommand + " --bucket " + own)));
    return found;
  }

  private static Kind kindOf(String status) {
    if (status.endsWith("_IN_PROGRESS")) {
      return Kind.STACK_CHANGING;
    }
    return switch (status) {
      case "CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE" -> Kind.OK;
      case "UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE" -> Kind.STACK_ROLLED_BACK;
      default -> Kind.STACK_FAILED;
    };
  }

  // ---- functions and what calls them

  private void functions(Set<Hop> hops) {
    for (Source source : catalog.sources()) {
      if (source.function().isEmpty()) {
        continue;
      }
      String name = stackName + "-" + source.function().get();
      List<Finding> configuration = new ArrayList<>();
      Findings looked = new Findings();
      looked.look(Hop.FUNCTIONS, "function " + name, () -> configuration(name));
      configuration.addAll(looked.diagnosis().findings());
      if (hops.contains(Hop.SCHEDULE)
          && source.trigger() == Trigger.SCHEDULE
          && functionArns.containsKey(name)) {
        findings.look(Hop.SCHEDULE, "schedule of " + name, () -> schedule(name));
      } else if (hops.contains(Hop.SCHEDULE) && source.trigger() == Trigger.SCHEDULE) {
        findings.add(
            Finding.unseen(Hop.SCHEDULE, "schedule of " + name, "the function could not be seen"));
      }
      if (hops.contains(Hop.FUNCTIONS)) {
        configuration.forEach(findings::add);
        if (functionArns.containsKey(name)) {
          findings.look(Hop.FUNCTIONS, "runs of " + name, () -> runs(name, source.trigger()));
        }
      }
    }
    if (hops.contains(Hop.FUNCTIONS)) {
      stack.ifPresent(
          deployed ->
              deployed
                  .queuesOfFailures()
                  .forEach(
                      (output, url) ->
                          findings.look(Hop.FUNCTIONS, output, () -> waiting(output, url))));
    }
  }

  private List<Finding> configuration(String name) {
    GetFunctionConfigurationResponse function;
    try {
      function =
          account
              .client(LambdaClient.class, LambdaClient::builder)
              .getFunctionConfiguration(r -> r.functionName(name));
    } catch (ResourceNotFoundException e) {
      return List.of(
          Finding.of(
              Kind.FUNCTION_MISSING, "function " + name, "there is none", "to be there", DEPLOY));
    }
    functionArns.put(name, function.functionArn());
    if (function.state() == State.FAILED
        || function.lastUpdateStatus() == LastUpdateStatus.FAILED) {
      return List.of(
          Finding.of(
              Kind.FUNCTION_UNABLE,
              "function " + name,
              "%s, last update %s: %s %s"
                  .formatted(
                      function.stateAsString(),
                      function.lastUpdateStatusAsString(),
                      text(function.stateReason()),
                      text(function.lastUpdateStatusReason()))
                  .strip(),
              "Active, last update Successful",
              "aws lambda get-function-configuration --function-name " + name,
              DEPLOY));
    }
    return List.of();
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private List<Finding> schedule(String name) {
    EventBridgeClient events = account.client(EventBridgeClient.class, EventBridgeClient::builder);
    List<String> rules =
        events.listRuleNamesByTarget(r -> r.targetArn(functionArns.get(name))).ruleNames();
    String what = "schedule of " + name;
    List<Finding> found = new ArrayList<>();
    boolean enabled = false;
    for (String rule : rules) {
      DescribeRuleResponse described = events.describeRule(r -> r.name(rule));
      if (described.scheduleExpression() == null) {
        continue;
      }
      if (described.state() == RuleState.DISABLED) {
        found.add(
            Finding.of(
                Kind.SCHEDULE_DISABLED,
                what,
                "the rule %s is disabled".formatted(rule),
                "enabled, " + described.scheduleExpression(),
                "aws events enable-rule --name " + rule));
      } else {
        enabled = true;
        schedules.put(name, described.scheduleExpression());
        found.add(Finding.ok(Hop.SCHEDULE, what, "enabled, " + described.scheduleExpression()));
      }
    }
    if (found.isEmpty()) {
      return List.of(
          Finding.of(
              Kind.SCHEDULE_MISSING,
              what,
              "no rule calls the function",
              "a rule with a schedule",
              DEPLOY));
    }
    return enabled ? found.stream().filter(finding -> finding.kind() == Kind.OK).toList() : found;
  }

  /** Numbers only: whoever may read them sees nothing of what the functions saw. */
  private List<Finding> runs(String name, Trigger trigger) {
    Sums metrics = metrics(name);
    NavigableMap<Instant, Double> invocations = metrics.invocations();
    NavigableMap<Instant, Double> errors = metrics.errors();
    String what = "runs of " + name;
    String log =
        "aws logs tail /aws/lambda/%s --since 1d --filter-pattern '{ $.level = \"ERROR\" }'"
            .formatted(name);
    Optional<Instant> last =
        invocations.descendingMap().entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(Map.Entry::getKey)
            .findFirst();
    List<Finding> found = new ArrayList<>();
    String lastly =
        last.map(time -> "last invoked in the hour from " + Words.time(time))
            .orElse("not invoked in 14 days");
    silence(name, trigger, last)
        .ifPresent(
            wanted ->
                found.add(
                    Finding.of(
                        Kind.FUNCTION_SILENT,
                        what,
                        lastly,
                        wanted,
                        "aws lambda invoke --function-name %s --invocation-type Event /dev/null"
                            .formatted(name))));
    double lastErrors = last.map(time -> errors.getOrDefault(time, 0.0)).orElse(0.0);
    double ofTheDay = sum(errors);
    if (lastErrors > 0) {
      found.add(
          Finding.of(
              Kind.FUNCTION_FAILING,
              what,
              "%s: %.0f of %.0f failed"
                  .formatted(lastly, lastErrors, invocations.getOrDefault(last.orElseThrow(), 0.0)),
              "none failed",
              log));
    } else if (ofTheDay > 0) {
      found.add(
          Finding.of(
              Kind.FUNCTION_FAILED_BEFORE,
              what,
              "%.0f of the last 24 hours failed, none of the last".formatted(ofTheDay),
              "none failed",
              log));
    }
    double throttled = sum(metrics.throttles());
    if (throttled > 0) {
      found.add(
          Finding.of(
              Kind.FUNCTION_THROTTLED,
              what,
              "%.0f invocations of the last 24 hours were refused".formatted(throttled),
              "none refused",
              "aws lambda get-account-settings",
              "aws lambda get-function-concurrency --function-name " + name));
    }
    return found.isEmpty()
        ? List.of(
            Finding.ok(
                Hop.FUNCTIONS,
                what,
                last.isEmpty() ? "nothing has called it" : lastly + ", none failed in 24 hours"))
        : found;
  }

  /** What should have called the function and did not. */
  private Optional<String> silence(String name, Trigger trigger, Optional<Instant> last) {
    // An hour's number counts what came at its end.
    Instant latest = last.map(time -> time.plus(METRIC_PERIOD)).orElse(Instant.EPOCH);
    if (trigger == Trigger.SCHEDULE) {
      String expression = schedules.getOrDefault(name, "");
      Duration limit = expression.isEmpty() ? Rate.USUAL : Rate.limit(expression);
      return latest.isBefore(now.minus(limit))
          ? Optional.of("invoked " + (expression.isEmpty() ? "by its schedule" : expression))
          : Optional.empty();
    }
    return lastDelivery
        .filter(delivery -> delivery.isAfter(latest.plus(METRIC_PERIOD)))
        .map(delivery -> "invoked after the log file of " + Words.time(delivery));
  }

  private double sum(NavigableMap<Instant, Double> ofHours) {
    return ofHours.tailMap(now.minus(Duration.ofHours(24))).values().stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  /** Sums by the beginning of their hour. */
  private record Sums(
      NavigableMap<Instant, Double> invocations,
      NavigableMap<Instant, Double> errors,
      NavigableMap<Instant, Double> throttles) {

    static final List<String> NAMES = List.of("Invocations", "Errors", "Throttles");

    NavigableMap<Instant, Double> of(String metric) {
      return switch (metric) {
        case "Invocations" -> invocations;
        case "Errors" -> errors;
        default -> throttles;
      };
    }
  }

  private Sums metrics(String name) {
    List<String> names = Sums.NAMES;
    List<MetricDataQuery> queries =
        names.stream()
            .map(
                metric ->
                    MetricDataQuery.builder()
                        .id("m" + names.indexOf(metric))
                        .metricStat(
                            s ->
                                s.stat("Sum")
                                    .period((int) METRIC_PERIOD.toSeconds())
                                    .metric(
                                        Metric.builder()
                                            .namespace("AWS/Lambda")
                                            .metricName(metric)
                                            .dimensions(
                                                Dimension.builder()
                                                    .name("FunctionName")
                                                    .value(name)
                                                    .build())
                                            .build()))
                        .build())
            .toList();
    Instant start =
        Instant.ofEpochSecond(
            now.minus(METRICS).getEpochSecond()
                / METRIC_PERIOD.toSeconds()
                * METRIC_PERIOD.toSeconds());
    Sums metrics = new Sums(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    for (MetricDataResult result :
        account
            .client(CloudWatchClient.class, CloudWatchClient::builder)
            .getMetricDataPaginator(
                r -> r.startTime(start).endTime(now.plus(METRIC_PERIOD)).metricDataQueries(queries))
            .metricDataResults()) {
      NavigableMap<Instant, Double> values =
          metrics.of(names.get(Integer.parseInt(result.id().substring(1))));
      for (int i = 0; i < result.timestamps().size(); i++) {
        values.put(result.timestamps().get(i), result.values().get(i));
      }
    }
    return metrics;
  }

  private List<Finding> waiting(String what, String url) {
    String waiting =
        account
            .client(SqsClient.class, SqsClient::builder)
            .getQueueAttributes(
                r ->
                    r.queueUrl(url)
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
            .attributes()
            .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0");
    return List.of(
        waiting.equals("0")
            ? Finding.ok(Hop.FUNCTIONS, what, "empty")
            : Finding.of(
                Kind.LOG_FILES_WAITING,
                what,
                Words.count(Long.parseLong(waiting), "event") + " of log files",
                "empty",
                "aws sqs receive-message --queue-url %s --visibility-timeout 0".formatted(url),
                "snowwatch cloudtrail redrive"));
  }

  // ---- the trail

  private List<Finding> trail() {
    CloudTrailClient client = account.client(CloudTrailClient.class, CloudTrailClient::builder);
    String bucket = plan.names().buckets().get(0).bucket();
    List<Trail> trails =
        client.describeTrails().trailList().stream()
            .filter(trail -> bucket.equals(trail.s3BucketName()))
            .toList();
    if (trails.isEmpty()) {
      boolean ofOthers =
          stack.map(s -> "false".equals(s.parameters().get("CreateTrail"))).orElse(false);
      return List.of(
          ofOthers
              ? Finding.unseen(
                  Hop.TRAIL,
                  "trail",
                  "the stack makes none, and no trail that this account sees delivers to " + bucket)
              : Finding.of(
                  Kind.TRAIL_MISSING,
                  "trail",
                  "none delivers to " + bucket,
                  "one that delivers to " + bucket,
                  DEPLOY));
    }
    List<Finding> found = new ArrayList<>();
    for (Trail trail : trails) {
      GetTrailStatusResponse status = client.getTrailStatus(r -> r.name(trail.trailARN()));
      found.add(trail(trail, status));
    }
    return found;
  }

  private Finding trail(Trail trail, GetTrailStatusResponse status) {
    String what = "trail " + trail.name();
    Optional<Instant> delivery = Optional.ofNullable(status.latestDeliveryTime());
    delivery
        .filter(t -> lastDelivery.isEmpty() || t.isAfter(lastDelivery.get()))
        .ifPresent(t -> lastDelivery = Optional.of(t));
    String lastly =
        delivery.map(t -> "last delivery " + Words.ago(t, now)).orElse("nothing delivered yet");
    if (!Boolean.TRUE.equals(status.isLogging())) {
      return Finding.of(
          Kind.TRAIL_STOPPED,
          what,
          "stopped, " + lastly,
          "logging",
          "aws cloudtrail start-logging --name " + trail.trailARN());
    }
    String error = text(status.latestDeliveryError());
    if (!error.isEmpty()) {
      return Finding.of(
          Kind.TRAIL_DELIVERY_FAILS,
          what,
          error + ", " + lastly,
          "no error of delivery",
          "aws s3api get-bucket-policy --bucket " + trail.s3BucketName(),
          DEPLOY);
    }
    if (delivery.isEmpty() || delivery.get().isBefore(now.minus(Rate.USUAL))) {
      return Finding.of(
          Kind.TRAIL_SILENT,
          what,
          lastly,
          "a delivery in the last 2 hours",
          "aws cloudtrail get-event-selectors --trail-name " + trail.trailARN(),
          "aws cloudtrail get-trail --name " + trail.trailARN());
    }
    return Finding.ok(Hop.TRAIL, what, lastly);
  }

  // ---- the bucket, what it notifies, and the role

  private void bucket(Set<Hop> hops, ObjectNames.Bucket bucket, BucketFacts facts) {
    if (!bucket.accountId().equals(account.accountId())) {
      for (Hop hop : List.of(Hop.BUCKET, Hop.NOTIFICATIONS, Hop.TRUST)) {
        if (hops.contains(hop)) {
          findings.add(
              Finding.unseen(
                  hop,
                  "bucket " + bucket.bucket(),
                  "it is account %s's, and the credentials reach %s"
                      .formatted(bucket.accountId(), account.accountId()),
                  "snowwatch doctor --profile <one of account %s>".formatted(bucket.accountId())));
        }
      }
      return;
    }
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    if (hops.contains(Hop.BUCKET)) {
      findings.look(Hop.BUCKET, "bucket " + bucket.bucket(), () -> bucket(s3, bucket));
    }
    if (hops.contains(Hop.NOTIFICATIONS)) {
      String what = "notifications of " + bucket.bucket();
      findings.look(Hop.NOTIFICATIONS, what, () -> notifications(s3, bucket, facts));
      if (bucket.suffix().isEmpty()) {
        findings.look(Hop.NOTIFICATIONS, what, () -> functionsNotified(s3, bucket));
      }
    }
    if (hops.contains(Hop.TRUST)
        && plan.objects().stream()
            .anyMatch(o -> o.name().last().equals(bucket.integration()) && isIntegration(o))) {
      findings.look(Hop.TRUST, "trust of " + bucket.storageRoleArn(), () -> trust(bucket, facts));
    }
  }

  private static boolean isIntegration(io.snowwatch.snowflake.WantedObject object) {
    return object.kind() == io.snowwatch.snowflake.ObjectKind.STORAGE_INTEGRATION;
  }

  private List<Finding> bucket(S3Client s3, ObjectNames.Bucket bucket) {
    String what = "bucket " + bucket.bucket();
    try {
      s3.headBucket(r -> r.bucket(bucket.bucket()).expectedBucketOwner(bucket.accountId()));
      return List.of(Finding.ok(Hop.BUCKET, what, "it is account " + bucket.accountId() + "'s"));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return List.of(
            Finding.of(
                Kind.BUCKET_MISSING,
                what,
                "there is none",
                "to be there, in account " + bucket.accountId(),
                DEPLOY));
      }
      if (e.statusCode() == 403) {
        return List.of(
            Finding.unseen(
                Hop.BUCKET,
                what,
                "it may not be looked at (s3:ListBucket), or is another account's than %s's"
                    .formatted(bucket.accountId())));
      }
      throw e;
    }
  }

  private List<Finding> notifications(S3Client s3, ObjectNames.Bucket bucket, BucketFacts facts) {
    String what = "notifications of " + bucket.bucket();
    Optional<String> channel =
        facts.channelArn().or(() -> stack.flatMap(DeployedStack::snowpipeQueue));
    if (channel.isEmpty()) {
      return List.of(
          Finding.unseen(
              Hop.NOTIFICATIONS,
              what,
              "Snowflake's queue is not known: no pipe was seen, and the stack was deployed without"
                  + " one",
              applyCommand));
    }
    Wiring wiring =
        BucketNotifications.of(
                s3,
                bucket.bucket(),
                bucket.accountId(),
                plan.datasets().stream().map(dataset -> dataset.directory()).toList())
            .plan(channel.get());
    return List.of(
        switch (wiring.action()) {
          case NONE -> Finding.ok(Hop.NOTIFICATIONS, what, "every directory: " + channel.get());
          case CHANGE ->
              Finding.of(
                  Kind.NOTIFICATION_MISSING,
                  what,
                  wiring.reason() + " There is " + lines(wiring.found()),
                  lines(wiring.wanted()),
                  applyCommand);
          case CONFLICT ->
              Finding.of(
                  Kind.NOTIFICATION_OVERLAPS,
                  what,
                  lines(wiring.found()) + ". " + wiring.reason(),
                  lines(wiring.wanted()),
                  applyCommand + " --sns-topic-arn <topic>");
        });
  }

  /** The function that objects call is called by the bucket. */
  private List<Finding> functionsNotified(S3Client s3, ObjectNames.Bucket bucket) {
    List<Finding> found = new ArrayList<>();
    for (Source source : catalog.sources()) {
      if (source.trigger() != Trigger.OBJECT_CREATED) {
        continue;
      }
      String name = stackName + "-" + source.function().orElseThrow();
      String directory = source.inputDirectory().orElseThrow() + "/";
      if (BucketNotifications.told(s3, bucket.bucket(), bucket.accountId(), name, directory)
          .isEmpty()) {
        found.add(
            Finding.of(
                Kind.FUNCTION_NOT_NOTIFIED,
                "notifications of " + bucket.bucket(),
                "%s is not called for objects below %s".formatted(name, directory),
                "%s is called for every object below %s".formatted(name, directory),
                DEPLOY));
      }
    }
    return found;
  }

  private List<Finding> trust(ObjectNames.Bucket bucket, BucketFacts facts) {
    String what = "trust of " + bucket.storageRoleArn();
    RoleTrust trust =
        RoleTrust.of(account.client(IamClient.class, IamClient::builder), bucket.storageRoleArn());
    Optional<String> principal =
        facts.principalArn().or(() -> stack.flatMap(DeployedStack::snowflakePrincipal));
    String externalId = facts.externalId().orElse(bucket.storageExternalId());
    if (principal.isEmpty()) {
      return List.of(
          Finding.unseen(
              Hop.TRUST,
              what,
              "whom the role should trust is not known: the integration was not seen, and the stack"
                  + " was deployed without a principal",
              applyCommand));
    }
    Wiring wiring;
    try {
      wiring = trust.plan(new IntegrationIdentity(principal.get(), externalId));
    } catch (SnowWatchException e) {
      if (e.getCause() instanceof NoSuchEntityException) {
        return List.of(
            Finding.of(Kind.ROLE_MISSING, what, "there is no such role", "to be there", DEPLOY));
      }
      throw e;
    }
    return List.of(
        switch (wiring.action()) {
          case NONE ->
              Finding.ok(
                  Hop.TRUST, what, "%s with external id %s".formatted(principal.get(), externalId));
          case CHANGE ->
              Finding.of(
                  Kind.TRUST_DIFFERS,
                  what,
                  wiring.reason() + " " + lines(wiring.found()),
                  lines(wiring.wanted()),
                  applyCommand);
          case CONFLICT ->
              Finding.of(
                  Kind.TRUST_FOREIGN,
                  what,
                  wiring.reason() + " " + lines(wiring.found()),
                  lines(wiring.wanted()),
                  "aws iam update-assume-role-policy --role-name %s --policy-document '%s'"
                      .formatted(
                          bucket
                              .storageRoleArn()
                              .substring(bucket.storageRoleArn().lastIndexOf('/') + 1),
                          lines(wiring.wanted()).replace("'", "'\\''")));
        });
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "nothing" : String.join("; ", lines).replaceAll("\\s+", " ");
  }
}
