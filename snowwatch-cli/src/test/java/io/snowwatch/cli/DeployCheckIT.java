package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.doctor.Severity;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/** Accounts of Moto, each with one thing in the way. */
class DeployCheckIT {

  private static final String STACK = "snowwatch-prod";
  private static final String THEIRS = "arn:aws:sqs:us-east-1:111122223333:siem";

  private String accountId;
  private String bucket;
  private AwsAccount account;
  private S3Client s3;

  @BeforeEach
  void reach() {
    accountId = MotoServer.randomAccountId();
    bucket = "snowwatch-" + accountId;
    account = AwsAccount.create(MotoServer.shared().settings(accountId));
    s3 = account.client(S3Client.class, S3Client::builder);
  }

  @AfterEach
  void close() {
    account.close();
  }

  private List<DeployCheck.Line> look(Map<String, String> settings) {
    return new DeployCheck(account, STACK, DeploySettings.of(settings)).look();
  }

  private static DeployCheck.Line about(List<DeployCheck.Line> lines, String what) {
    return lines.stream().filter(line -> line.what().startsWith(what)).findFirst().orElseThrow();
  }

  private void stack(String name, String template) {
    account
        .client(CloudFormationClient.class, CloudFormationClient::builder)
        .createStack(r -> r.stackName(name).templateBody(template));
  }

  private String template(String rest) {
    return """
        {"Parameters": {"CreateBucket": {"Type": "String", "Default": "true"},
                        "CreateTrail": {"Type": "String", "Default": "true"}},
         "Resources": {"S3BucketSnowwatch":
           {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "%s"}}%s}
        """
        .formatted(bucket, rest);
  }

  private void trail(String name) {
    account
        .client(CloudTrailClient.class, CloudTrailClient::builder)
        .createTrail(r -> r.name(name).s3BucketName(bucket));
  }

  @Test
  void anEmptyAccountGetsEverythingAndNothingIsInTheWay() {
    List<DeployCheck.Line> lines = look(Map.of());

    assertThat(DeployCheck.worst(lines)).as("%s", lines).isEqualTo(Severity.OK);
    assertThat(about(lines, "stack").found()).contains("the deployment creates it");
    assertThat(about(lines, "bucket").found()).contains("the name is free");
    assertThat(about(lines, "trail").found()).contains("0 of 5");
    assertThat(about(lines, "role").found()).isEqualTo("the deployment creates it");
  }

  @Test
  void whatAnEarlierDeploymentKeptIsNamedWithWhatToDo() {
    s3.createBucket(r -> r.bucket(bucket));
    trail("snowwatch");
    account
        .client(IamClient.class, IamClient::builder)
        .createRole(r -> r.roleName("snowwatch-snowflake").assumeRolePolicyDocument("{}"));

    List<DeployCheck.Line> lines = look(Map.of());

    assertThat(about(lines, "bucket").severity()).isEqualTo(Severity.BROKEN);
    assertThat(about(lines, "bucket").command())
        .isEqualTo("osls deploy --param createBucket=false");
    assertThat(about(lines, "trail").command()).isEqualTo("osls deploy --param createTrail=false");
    assertThat(about(lines, "role").severity()).isEqualTo(Severity.BROKEN);

    List<DeployCheck.Line> mended =
        look(
            Map.of(
                "createBucket", "false", "createTrail", "false", "createSnowflakeRole", "false"));
    assertThat(DeployCheck.worst(mended)).as("%s", mended).isEqualTo(Severity.OK);
  }

  @Test
  void anotherAccountsBucketIsSaidToBeOne() {
    try (AwsAccount other =
        AwsAccount.create(MotoServer.shared().settings(MotoServer.randomAccountId()))) {
      other.client(S3Client.class, S3Client::builder).createBucket(r -> r.bucket(bucket));

      assertThat(about(look(Map.of()), "bucket").found()).isEqualTo("it is another account's");
    }
  }

  @Test
  void aBucketOfAnotherRegionIsNamedWithItsRegion() {
    s3.createBucket(
        r -> r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));

    DeployCheck.Line line = about(look(Map.of("createBucket", "false")), "bucket");

    assertThat(line.severity()).isEqualTo(Severity.BROKEN);
    assertThat(line.command()).isEqualTo("osls deploy --region eu-west-1");
  }

  @Test
  void aNotificationOfSomebodyElseForTheSameObjectsIsInTheWay() {
    s3.createBucket(r -> r.bucket(bucket));
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(bucket)
                .skipDestinationValidation(true)
                .notificationConfiguration(
                    n ->
                        n.queueConfigurations(
                            QueueConfiguration.builder()
                                .queueArn(THEIRS)
                                .events(Event.S3_OBJECT_CREATED)
                                .build())));

    DeployCheck.Line line = about(look(Map.of("createBucket", "false")), "notifications");

    assertThat(line.severity()).isEqualTo(Severity.BROKEN);
    assertThat(line.found()).contains(THEIRS);
    assertThat(line.command()).contains("logFilesTopic");
  }

  @Test
  void aSixthTrailIsNotToBeHad() {
    s3.createBucket(r -> r.bucket(bucket));
    for (int i = 0; i < 5; i++) {
      trail("theirs-" + i);
    }

    DeployCheck.Line line = about(look(Map.of()), "trail");

    assertThat(line.severity()).isEqualTo(Severity.BROKEN);
    assertThat(line.found()).contains("5 trails");
  }

  @Test
  void versionOneIsUpdatedInPlace() {
    stack(
        STACK,
        template(
            """
            , "IamRoleLambdaExecution": {"Type": "AWS::IAM::Role",
               "Properties": {"AssumeRolePolicyDocument": {}}}}"""));

    List<DeployCheck.Line> lines = look(Map.of());

    assertThat(about(lines, "stack").found()).startsWith("SnowWatch 1.0: ");
    assertThat(about(lines, "bucket").found()).contains("the stack's own");
    assertThat(DeployCheck.worst(lines)).as("%s", lines).isEqualTo(Severity.OK);
    assertThat(about(look(Map.of("createBucket", "false")), "stack").severity())
        .isEqualTo(Severity.BROKEN);
  }

  @Test
  void anotherStacksBucketIsNotTakenAndItsOwnUpdateForgetsNothing() {
    String ours =
        template(
            """
            }, "Metadata": {"SnowWatch": {"schedule": "rate(1 hour)"}},
             "Outputs": {"Bucket": {"Value": {"Ref": "S3BucketSnowwatch"}}}""");
    stack("snowwatch-test", ours);

    DeployCheck.Line taken = about(look(Map.of()), "bucket");
    assertThat(taken.severity()).isEqualTo(Severity.BROKEN);
    assertThat(taken.found()).isEqualTo("it is the stack snowwatch-test's");

    List<DeployCheck.Line> update =
        new DeployCheck(account, "snowwatch-test", DeploySettings.of(Map.of())).look();
    assertThat(about(update, "stack").found()).contains("updates it in place");
    assertThat(update)
        .anySatisfy(
            line ->
                assertThat(line.command())
                    .isEqualTo("osls deploy --param 'schedule=rate(1 hour)'"));
    assertThat(
            DeployCheck.worst(
                new DeployCheck(
                        account,
                        "snowwatch-test",
                        DeploySettings.of(Map.of("schedule", "rate(1 hour)")))
                    .look()))
        .isEqualTo(Severity.OK);
  }

  @Test
  void whatTheCredentialsMayNotLookAtIsSaidAsNotSeen() {
    try (FaultProxy proxy = FaultProxy.before(MotoServer.shared().endpoint())) {
      proxy
          .on(call -> call.service().equals("cloudtrail"))
          .does(Fault.error(403, "AccessDeniedException"));
      Map<String, String> environment =
          Map.of(
              "aws.accessKeyId", "moto", "aws.secretAccessKey", "moto", "aws.region", "us-east-1");
      environment.forEach(System::setProperty);
      try {
        RecordedConsole console = new RecordedConsole();

        int status =
            console.run(
                "deploy",
                "check",
                "--stack=snowwatch-nowhere",
                "--param=bucket=no-such-bucket-" + accountId,
                "--param=createSnowflakeRole=false",
                "--endpoint-url=" + proxy.endpoint());

        assertThat(status).as(console.out()).isEqualTo(ExitStatus.NOT_SEEN);
        assertThat(console.out())
            .contains("?  trail snowwatch: not seen: ", "allow cloudtrail:DescribeTrails");
      } finally {
        environment.keySet().forEach(System::clearProperty);
      }
    }
  }

  @Test
  void theCommandPrintsJsonAndExitsAsDoctorDoes() {
    Map<String, String> environment =
        Map.of("aws.accessKeyId", "moto", "aws.secretAccessKey", "moto", "aws.region", "us-east-1");
    environment.forEach(System::setProperty);
    try {
      RecordedConsole console = new RecordedConsole();

      int status =
          console.run(
              "deploy",
              "check",
              "--stack=snowwatch-nowhere",
              "--param=bucket=no-such-bucket-" + accountId,
              "--param=createBucket=false",
              "--output=json",
              "--endpoint-url=" + MotoServer.shared().endpoint());

      assertThat(status).as(console.err()).isEqualTo(ExitStatus.BROKEN);
      assertThat(console.out())
          .startsWith("{\"Worst\":\"BROKEN\",\"Findings\":[")
          .contains("\"Command\":\"osls deploy --param createBucket=true\"");
    } finally {
      environment.keySet().forEach(System::clearProperty);
    }
  }
}
