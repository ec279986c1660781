package io.snowwatch.snowflake.doctor;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsClients;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** As much of an AWS account as doctor looks at, in every state that emulators do not know. */
final class InMemoryAws implements AwsClients {

  static final String ACCOUNT = "123456789012";

  Optional<String> stackStatus = Optional.of("UPDATE_COMPLETE");
  final Map<String, String> parameters = new TreeMap<>();
  final Map<String, String> outputs = new TreeMap<>();

  /** Name to state and the status of the last update. */
  final Map<String, String> functions = new TreeMap<>();

  /** Function to whether its rule is enabled. */
  final Map<String, Boolean> rules = new TreeMap<>();

  String schedule = "rate(15 minutes)";

  /** Metric and function to sums by hour. */
  final Map<String, TreeMap<Instant, Double>> metrics = new HashMap<>();

  final List<Trail> trails = new ArrayList<>();
  GetTrailStatusResponse trailStatus = GetTrailStatusResponse.builder().build();
  int waiting;
  int bucketStatus = 200;
  final List<QueueConfiguration> queues = new ArrayList<>();
  final List<LambdaFunctionConfiguration> calls = new ArrayList<>();
  Optional<String> trust = Optional.empty();

  /** Operations that are denied. */
  final List<String> denied = new ArrayList<>();

  AwsAccount account() {
    return AwsAccount.of(this, Region.US_EAST_1, ACCOUNT);
  }

  private void check(String operation) {
    if (denied.contains(operation)) {
      throw software.amazon.awssdk.awscore.exception.AwsServiceException.builder()
          .message("not authorized to perform " + operation)
          .statusCode(403)
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .errorCode("AccessDenied")
                  .errorMessage("not authorized to perform " + operation)
                  .build())
          .build();
    }
  }

  @Override
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
    return clients().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("Nobody needs " + type));
  }

  @Override
  public void close() {}

  private List<SdkClient> clients() {
    return List.of(
        new Formation(),
        new Trails(),
        new Metrics(),
        new Rules(),
        new Roles(),
        new Functions(),
        new Buckets(),
        new Queues());
  }

  /** What every client has. */
  private interface Fake extends SdkClient {
    @Override
    default String serviceName() {
      return "fake";
    }

    @Override
    default void close() {}
  }

  private final class Formation implements Fake, CloudFormationClient {
    @Override
    public DescribeStacksResponse describeStacks(DescribeStacksRequest request) {
      check("cloudformation:DescribeStacks");
      String status =
          stackStatus.orElseThrow(
              () ->
                  CloudFormationException.builder()
                      .message("Stack with id " + request.stackName() + " does not exist")
                      .awsErrorDetails(
                          AwsErrorDetails.builder().errorCode("ValidationError").build())
                      .build());
      return DescribeStacksResponse.builder()
          .stacks(
              Stack.builder()
                  .stackName(request.stackName())
                  .stackStatus(status)
                  .parameters(
                      parameters.entrySet().stream()
                          .map(
                              p ->
                                  Parameter.builder()
                                      .parameterKey(p.getKey())
                                      .parameterValue(p.getValue())
                                      .build())
                          .toList())
                  .outputs(
                      outputs.entrySet().stream()
                          .map(
                              o ->
                                  Output.builder()
                                      .outputKey(o.getKey())
                                      .outputValue(o.getValue())
                                      .build())
                          .toList())
                  .build())
          .build();
    }
  }

  private final class Trails implements Fake, CloudTrailClient {
    @Override
    public DescribeTrailsResponse describeTrails() {
      return describeTrails(DescribeTrailsRequest.builder().build());
    }

    @Override
    public DescribeTrailsResponse describeTrails(DescribeTrailsRequest request) {
      check("cloudtrail:DescribeTrails");
      return DescribeTrailsResponse.builder().trailList(trails).build();
    }

    @Override
    public GetTrailStatusResponse getTrailStatus(GetTrailStatusRequest request) {
      check("cloudtrail:GetTrailStatus");
      return trailStatus;
    }
  }

  private final class Metrics implements Fake, CloudWatchClient {
    @Override
    public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
      check("cloudwatch:GetMetricData");
      return GetMetricDataResponse.builder()
          .metricDataResults(
              request.metricDataQueries().stream()
                  .map(
                      query -> {
                        String key =
                            query.metricStat().metric().metricName()
                                + " "
                                + query.metricStat().metric().dimensions().get(0).value();
                        TreeMap<Instant, Double> values =
                            metrics.getOrDefault(key, new TreeMap<>());
                        return MetricDataResult.builder()
                            .id(query.id())
                            .timestamps(values.keySet())
                            .values(values.values())
                            .build();
                      })
                  .toList())
          .build();
    }
  }

  private final class Rules implements Fake, EventBridgeClient {
    @Override
    public ListRuleNamesByTargetResponse listRuleNamesByTarget(
        ListRuleNamesByTargetRequest request) {
      check("events:ListRuleNamesByTarget");
      String function = request.targetArn().substring(request.targetArn().lastIndexOf(':') + 1);
      return ListRuleNamesByTargetResponse.builder()
          .ruleNames(rules.containsKey(function) ? List.of("rule-" + function) : List.of())
          .build();
    }

    @Override
    public DescribeRuleResponse describeRule(DescribeRuleRequest request) {
      check("events:DescribeRule");
      return DescribeRuleResponse.builder()
          .scheduleExpression(schedule)
          .state(
              Boolean.TRUE.equals(rules.get(request.name().substring("rule-".length())))
                  ? "ENABLED"
                  : "DISABLED")
          .build();
    }
  }

  private final class Roles implements Fake, IamClient {
    @Override
    public GetRoleResponse getRole(GetRoleRequest request) {
      check("iam:GetRole");
      String document =
          trust.orElseThrow(() -> NoSuchEntityException.builder().message("none").build());
      return GetRoleResponse.builder()
          .role(
              r ->
                  r.arn("arn:aws:iam::" + ACCOUNT + ":role/" + request.roleName())
                      .assumeRolePolicyDocument(
                          URLEncoder.encode(document, StandardCharsets.UTF_8)))
          .build();
    }
  }

  private final class Functions implements Fake, LambdaClient {
    @Override
    public GetFunctionConfigurationResponse getFunctionConfiguration(
        GetFunctionConfigurationRequest request) {
      check("lambda:GetFunctionConfiguration");
      String state = functions.get(request.functionName());
      if (state == null) {
        throw ResourceNotFoundException.builder().message("none").build();
      }
      return GetFunctionConfigurationResponse.builder()
          .functionArn(
              "arn:aws:lambda:us-east-1:" + ACCOUNT + ":function:" + request.functionName())
          .state(state)
          .stateReason(state.equals("Failed") ? "Its image is gone." : null)
          .lastUpdateStatus("Successful")
          .build();
    }
  }

  private final class Buckets implements Fake, S3Client {
    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
      if (bucketStatus != 200) {
        throw S3Exception.builder().statusCode(bucketStatus).message("no").build();
      }
      return HeadBucketResponse.builder().build();
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
        GetBucketNotificationConfigurationRequest request) {
      check("s3:GetBucketNotification");
      return GetBucketNotificationConfigurationResponse.builder()
          .queueConfigurations(queues)
          .lambdaFunctionConfigurations(calls)
          .build();
    }
  }

  private final class Queues implements Fake, SqsClient {
    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
      check("sqs:GetQueueAttributes");
      return GetQueueAttributesResponse.builder()
          .attributes(
              Map.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, String.valueOf(waiting)))
          .build();
    }
  }
}
