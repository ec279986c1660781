package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/** {@code osls deploy} over SnowWatch 1.0. */
class UpgradeIT {

  private static final String BUCKET = "snowwatch-" + MotoServer.ACCOUNT_ID;
  private static final String STACK = "snowwatch-prod";
  private static final String CHANGE_SET = STACK + "-change-set";
  private static final String OLD_OBJECT = "ec2_monitoring/2020-03-01T00:00:00.000001.json";

  private static final String OTHERS = "arn:aws:sqs:us-east-1:111122223333:siem";

  @Test
  void theBucketStaysWithItsDataAndTheFunctionsAreReplaced()
      throws IOException, InterruptedException {
    try (MotoServer moto = MotoServer.start();
        AwsAccount account = AwsAccount.create(moto.settings(MotoServer.ACCOUNT_ID))) {
      CloudFormationClient stacks =
          account.client(CloudFormationClient.class, CloudFormationClient::builder);
      S3Client s3 = account.client(S3Client.class, S3Client::builder);
      LambdaClient functions = account.client(LambdaClient.class, LambdaClient::builder);
      String template = versionOne();
      // Moto fails to delete a change set that never was, which osls does before it makes its own.
      stacks.createChangeSet(
          r ->
              r.stackName(STACK)
                  .changeSetName(CHANGE_SET)
                  .changeSetType(ChangeSetType.CREATE)
                  .templateBody(template));
      stacks.executeChangeSet(r -> r.stackName(STACK).changeSetName(CHANGE_SET));
      s3.putObject(r -> r.bucket(BUCKET).key(OLD_OBJECT), RequestBody.fromString("[]"));

      s3.putBucketNotificationConfiguration(
          r ->
              r.bucket(BUCKET)
                  .notificationConfiguration(
                      n ->
                          n.queueConfigurations(
                              QueueConfiguration.builder()
                                  .id("theirs")
                                  .queueArn(OTHERS)
                                  .events(Event.S3_OBJECT_REMOVED)
                                  .build())));

      Osls.run(
          Map.of(
              "AWS_ENDPOINT_URL", moto.endpoint().toString(),
              "AWS_ACCESS_KEY_ID", "moto",
              "AWS_SECRET_ACCESS_KEY", "moto"),
          "deploy");

      assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(OLD_OBJECT)).asUtf8String())
          .isEqualTo("[]");
      assertThat(stacks.describeStackResources(r -> r.stackName(STACK)).stackResources())
          .filteredOn(resource -> "S3BucketSnowwatch".equals(resource.logicalResourceId()))
          .extracting(StackResource::physicalResourceId)
          .containsExactly(BUCKET);
      // Moto sets no notifications from a template; the list that CloudFormation sets has theirs.
      assertThat(stacks.getTemplate(r -> r.stackName(STACK)).templateBody()).contains(OTHERS);
      assertThat(functions.listFunctions().functions())
          .hasSize((int) FunctionPolicyTest.sourcesWithAFunction().count())
          .extracting(FunctionConfiguration::runtimeAsString)
          .containsOnly("java21");
    }
  }

  private static String versionOne() throws IOException {
    try (InputStream in = UpgradeIT.class.getResourceAsStream("version-1.yml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
