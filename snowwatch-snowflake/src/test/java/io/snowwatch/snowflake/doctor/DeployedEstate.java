package io.snowwatch.snowflake.doctor;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.aws.BucketNotifications;
import io.snowwatch.source.Sources;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What a deployment leaves behind, in an account of Moto's. */
public final class DeployedEstate implements AutoCloseable {

  public static final String PRINCIPAL = "arn:aws:iam::999988887777:user/abc1-s-xyz";
  public static final String QUEUE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe";

  private final AwsAccount account;
  private final SnowflakePlan plan;

  private DeployedEstate(AwsAccount account, SnowflakePlan plan) {
    this.account = account;
    this.plan = plan;
  }

  /** Deploys without CloudFormation's help, which Moto does not have for all of it. */
  public static DeployedEstate in(AwsAccount account) {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(), SnowflakeSettings.builder().accountId(account.accountId()).build());
    DeployedEstate estate = new DeployedEstate(account, plan);
    estate.deploy();
    return estate;
  }

  public SnowflakePlan plan() {
    return plan;
  }

  @Override
  public void close() {}

  private String bucket() {
    return plan.names().buckets().get(0).bucket();
  }

  private void deploy() {
    SqsClient sqs = account.client(SqsClient.class, SqsClient::builder);
    String queue = sqs.createQueue(r -> r.queueName("snowwatch-failed")).queueUrl();
    account.client(S3Client.class, S3Client::builder).createBucket(r -> r.bucket(bucket()));
    stack(queue);
    IamClient iam = account.client(IamClient.class, IamClient::builder);
    String role =
        iam.createRole(
                r ->
                    r.roleName("functions")
                        .assumeRolePolicyDocument(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"))
            .role()
            .arn();
    iam.createRole(
        r ->
            r.roleName("snowwatch-snowflake")
                .assumeRolePolicyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Sid":"SnowWatchTrustsSnowflake","Effect":"Allow",\
                    "Principal":{"AWS":"%s"},"Action":"sts:AssumeRole",\
                    "Condition":{"StringEquals":{"sts:ExternalId":"snowwatch-%s"}}}]}"""
                        .formatted(PRINCIPAL, account.accountId())));
    Sources.catalog().sources().forEach(source -> function(source, role));
    trail();
    BucketNotifications.of(
            account.client(S3Client.class, S3Client::builder),
            bucket(),
            account.accountId(),
            plan.datasets().stream().map(dataset -> dataset.directory()).toList())
        .apply(QUEUE);
  }

  private void stack(String queue) {
    account
        .client(CloudFormationClient.class, CloudFormationClient::builder)
        .createStack(
            r ->
                r.stackName("snowwatch-prod")
                    .templateBody(
                        """
                        {"Parameters": {"SnowpipeQueue": {"Type": "String"}, "SnowflakePrincipal": {"Type": "String"},
                                        "CreateBucket": {"Type": "String"}},
                         "Resources": {"Other": {"Type": "AWS::SQS::Queue"}},
                         "Outputs": {"Bucket": {"Value": "%s"}, "FailedInvocationsQueue": {"Value": "%s"}}}"""
                            .formatted(bucket(), queue))
                    .parameters(
                        parameter("SnowpipeQueue", QUEUE),
                        parameter("SnowflakePrincipal", PRINCIPAL),
                        parameter("CreateBucket", "true")));
  }

  private static Parameter parameter(String key, String value) {
    return Parameter.builder().parameterKey(key).parameterValue(value).build();
  }

  private void function(Source source, String role) {
    if (source.function().isEmpty()) {
      return;
    }
    String name = "snowwatch-prod-" + source.function().get();
    String arn =
        account
            .client(LambdaClient.class, LambdaClient::builder)
            .createFunction(
                r ->
                    r.functionName(name)
                        .runtime("java21")
                        .handler("x")
                        .role(role)
                        .code(c -> c.zipFile(SdkBytes.fromUtf8String("x"))))
            .functionArn();
    account
        .client(CloudWatchClient.class, CloudWatchClient::builder)
        .putMetricData(
            r ->
                r.namespace("AWS/Lambda")
                    .metricData(
                        MetricDatum.builder()
                            .metricName("Invocations")
                            .dimensions(
                                Dimension.builder().name("FunctionName").value(name).build())
                            .timestamp(Instant.now())
                            .value(1.0)
                            .build()));
    if (source.trigger() == Trigger.SCHEDULE) {
      EventBridgeClient events =
          account.client(EventBridgeClient.class, EventBridgeClient::builder);
      events.putRule(r -> r.name(name).scheduleExpression("rate(15 minutes)").state("ENABLED"));
      events.putTargets(
          r -> r.rule(name).targets(Target.builder().id("function").arn(arn).build()));
      return;
    }
    account
        .client(S3Client.class, S3Client::builder)
        .putBucketNotificationConfiguration(
            r ->
                r.bucket(bucket())
                    .notificationConfiguration(
                        NotificationConfiguration.builder()
                            .lambdaFunctionConfigurations(
                                LambdaFunctionConfiguration.builder()
                                    .id("stack")
                                    .lambdaFunctionArn(arn)
                                    .events(Event.S3_OBJECT_CREATED)
                                    .filter(
                                        f ->
                                            f.key(
                                                k ->
                                                    k.filterRules(
                                                        List.of(
                                                            FilterRule.builder()
                                                                .name("prefix")
                                                                .value("cloudtrail/")
                                                                .build()))))
                                    .build())
                            .build()));
  }

  private void trail() {
    CloudTrailClient cloudTrail = account.client(CloudTrailClient.class, CloudTrailClient::builder);
    cloudTrail.createTrail(r -> r.name("snowwatch").s3BucketName(bucket()));
    cloudTrail.startLogging(r -> r.name("snowwatch"));
  }
}
