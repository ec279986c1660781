package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.doctor.DeployedEstate;
import io.snowwatch.snowflake.doctor.Diagnosis;
import io.snowwatch.snowflake.doctor.Doctor;
import io.snowwatch.snowflake.doctor.Finding;
import io.snowwatch.snowflake.doctor.Hop;
import io.snowwatch.snowflake.doctor.Kind;
import io.snowwatch.snowflake.doctor.Severity;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RenderedFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

class AwsActionIT {

  private static final RenderedFile PAGE = RenderedFile.at("../docs/snowflake-aws.md");
  private static final String SNOWPIPE = "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe";

  private static Set<String> documented(AwsAction.Task task) {
    return AwsAction.of(task).stream().map(AwsAction::action).collect(Collectors.toSet());
  }

  @Test
  void everyCallOfApplyIsInItsPolicyAndNoOther() {
    String accountId = MotoServer.randomAccountId();
    RecordedCalls calls = new RecordedCalls();
    try (AwsAccount mine = AwsAccount.create(MotoServer.shared().settings(accountId));
        AwsAccount account = calls.account(accountId)) {
      String bucket = "actions-" + accountId;
      mine.client(S3Client.class, S3Client::builder).createBucket(r -> r.bucket(bucket));
      IamClient iam = mine.client(IamClient.class, IamClient::builder);
      iam.createRole(r -> r.roleName("r").assumeRolePolicyDocument(TrustDocument.nobody().json()));

      mine.client(CloudFormationClient.class, CloudFormationClient::builder)
          .createStack(
              r ->
                  r.stackName(DeployedStack.DEFAULT_NAME)
                      .templateBody(
                          "{\"Metadata\": {\"SnowWatch\": {\"schedule\": \"rate(1 hour)\"}}, \"Resources\": {\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}}"));
      CloudFormationClient cloudFormation =
          account.client(CloudFormationClient.class, CloudFormationClient::builder);
      assertThat(
              DeployedStack.find(cloudFormation, DeployedStack.DEFAULT_NAME)
                  .orElseThrow()
                  .given(cloudFormation))
          .containsExactly(java.util.Map.entry("schedule", "rate(1 hour)"));
      RoleTrust trust =
          RoleTrust.of(
              account.client(IamClient.class, IamClient::builder),
              "arn:aws:iam::" + accountId + ":role/r");
      trust.apply(new IntegrationIdentity("arn:aws:iam::999988887777:user/x", "snowwatch-1"));
      trust.revoke();
      BucketNotifications notifications =
          BucketNotifications.of(
              account.client(S3Client.class, S3Client::builder), bucket, accountId, List.of("a"));
      notifications.apply(SNOWPIPE);
      notifications.remove();
    }

    assertThat(calls.actions()).isEqualTo(documented(AwsAction.Task.APPLY));
  }

  @Test
  void everyCallForATopicIsInItsPolicyAndNoOther() {
    String accountId = MotoServer.randomAccountId();
    RecordedCalls calls = new RecordedCalls();
    try (AwsAccount mine = AwsAccount.create(MotoServer.shared().settings(accountId));
        AwsAccount account = calls.account(accountId)) {
      String topic =
          mine.client(SnsClient.class, SnsClient::builder).createTopic(r -> r.name("t")).topicArn();
      TopicPolicy.of(account.client(SnsClient.class, SnsClient::builder), topic, "b", accountId)
          .apply(TopicPolicyIT.snowflake(topic));
    }

    assertThat(calls.actions()).isEqualTo(documented(AwsAction.Task.SNS));
  }

  @Test
  void everyCallOfDoctorIsInItsPolicyAndNoOther() {
    String accountId = MotoServer.randomAccountId();
    RecordedCalls calls = new RecordedCalls();
    try (AwsAccount mine = AwsAccount.create(MotoServer.shared().settings(accountId));
        DeployedEstate estate = DeployedEstate.in(mine);
        AwsAccount account = calls.account(accountId)) {
      Diagnosis diagnosis =
          Doctor.of(Sources.catalog(), estate.plan())
              .aws(account)
              .snowflakeLeftOut("nobody needs it")
              .look();

      assertThat(diagnosis.worst()).isEqualTo(Severity.OK);
      assertThat(diagnosis.findings(Severity.OK)).extracting(Finding::hop).contains(Hop.TRAIL);
      assertThat(diagnosis.findings())
          .extracting(Finding::kind)
          .containsOnly(Kind.OK, Kind.LEFT_OUT);
    }

    assertThat(calls.actions()).isEqualTo(documented(AwsAction.Task.DOCTOR));
  }

  @Test
  void thePageHasThePolicies() {
    for (AwsAction.Task task : AwsAction.Task.values()) {
      if (AwsAction.of(task).isEmpty()) {
        continue;
      }
      PAGE.assertSection(
          task.name().toLowerCase(java.util.Locale.ROOT) + "-policy",
          "```json\n" + AwsAction.policy(task).toPrettyString() + "\n```\n");
    }
  }
}
