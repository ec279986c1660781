package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.testing.PythonTools;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The CloudFormation template that Serverless makes, without AWS and without credentials. */
class PackageIT {

  // Whoever asks the network is refused.
  static final Map<String, String> OFFLINE =
      Map.of(
          "HTTP_PROXY", "http://127.0.0.1:1",
          "HTTPS_PROXY", "http://127.0.0.1:1",
          "AWS_EC2_METADATA_DISABLED", "true");
  private static final String SNOWPIPE = "arn:aws:sqs:eu-west-1:123456789012:sf-snowpipe-AIDA";

  /** The folders with templates of this run, each of its own parameters. */
  private static final Set<String> MADE = new HashSet<>();

  static final Path PLAIN = Path.of("cloudformation", "snowwatch.yml");

  static Path file(String folder) {
    return Path.of("target", folder, "cloudformation-template-update-stack.json");
  }

  private static JsonNode template(String folder, String... parameters)
      throws IOException, InterruptedException {
    if (MADE.contains(folder)) {
      return new ObjectMapper().readTree(file(folder).toFile());
    }
    List<String> arguments = new ArrayList<>(List.of("package", "--package", "target/" + folder));
    for (String parameter : parameters) {
      arguments.add("--param");
      arguments.add(parameter);
    }
    Osls.run(OFFLINE, arguments.toArray(String[]::new));
    MADE.add(folder);
    return new ObjectMapper().readTree(file(folder).toFile());
  }

  private static JsonNode properties(JsonNode template, String logicalId) {
    return template.path("Resources").path(logicalId).path("Properties");
  }

  private static List<JsonNode> ofType(JsonNode template, String type) {
    return StreamSupport.stream(template.path("Resources").spliterator(), false)
        .filter(resource -> resource.path("Type").asText().equals(type))
        .toList();
  }

  @Test
  void everyFunctionHasARoleOfItsOwn() throws IOException, InterruptedException {
    JsonNode template = template("package");

    int functions = (int) FunctionPolicyTest.sourcesWithAFunction().count();
    assertThat(ofType(template, "AWS::Lambda::Function")).hasSize(functions);
    assertThat(ofType(template, "AWS::IAM::Role"))
        .filteredOn(role -> !role.has("Condition"))
        .as("a role per function and none that all share")
        .hasSize(functions);
  }

  @Test
  void theStateMachineForLogFilesOfThePastIsThereOnlyWhenItIsAskedFor()
      throws IOException, InterruptedException {
    JsonNode template = template("package");

    for (String logicalId : List.of("Backfill", "BackfillRole")) {
      assertThat(template.at("/Resources/" + logicalId + "/Condition").asText())
          .isEqualTo("CreatesBackfill");
    }
    JsonNode map = properties(template, "Backfill").at("/Definition/States/LogFiles");
    assertThat(map.at("/ItemProcessor/ProcessorConfig/Mode").asText()).isEqualTo("DISTRIBUTED");
    assertThat(map.at("/ItemReader/Parameters/Bucket").asText())
        .as("filled in by the substitutions")
        .isEqualTo("${Bucket}");
  }

  /** Moto creates none of this from a template, so the template itself is looked at. */
  @Test
  void whatMotoCannotCreateIsInTheTemplate() throws IOException, InterruptedException {
    JsonNode template = template("package");

    JsonNode bucket = properties(template, "S3BucketSnowwatch");
    assertThat(bucket.at("/BucketName/Fn::Sub").asText()).isEqualTo("snowwatch-${AWS::AccountId}");
    assertThat(bucket.path("PublicAccessBlockConfiguration"))
        .hasSize(4)
        .allMatch(JsonNode::asBoolean);
    assertThat(bucket.at("/LifecycleConfiguration/Rules").findValuesAsText("Prefix"))
        .as("each directory has its retention: raw log files one, what is made of them another")
        .contains("cloudtrail/", "cloudtrail_monitoring/", "cloudtrail_quarantine/");
    assertThat(bucket.at("/VersioningConfiguration/Fn::If/0").asText()).isEqualTo("KeepsVersions");
    assertThat(ofType(template, "AWS::IAM::Role"))
        .as("every role takes the boundary")
        .allSatisfy(
            role ->
                assertThat(role.at("/Properties/PermissionsBoundary/Fn::If/1/Ref").asText())
                    .isEqualTo("PermissionsBoundary"));
    assertThat(bucket.at("/OwnershipControls/Rules/0/ObjectOwnership").asText())
        .isEqualTo("BucketOwnerEnforced");
    JsonNode notifications = bucket.path("NotificationConfiguration");
    assertThat(notifications.has("LambdaConfigurations")).isFalse();
    JsonNode queue = notifications.at("/QueueConfigurations/0/Fn::If");
    assertThat(queue.get(0).asText()).isEqualTo(Names.NOTIFIES_QUEUE);
    assertThat(queue.get(1).at("/Filter/S3Key/Rules/0/Value").asText()).isEqualTo("cloudtrail/");
    assertThat(queue.get(1).at("/Queue/Fn::Sub").asText()).isEqualTo("${LogFiles.Arn}");
    JsonNode topic = notifications.at("/TopicConfigurations/Fn::If");
    assertThat(topic.get(0).asText()).isEqualTo(Names.MAKES_TOPIC);
    assertThat(topic.get(1).at("/0/Filter/S3Key/Rules/0/Value").asText()).isEqualTo("cloudtrail/");
    assertThat(template.at("/Resources/S3BucketSnowwatch/DependsOn").toString())
        .as("S3 tries whether it may tell the queue")
        .contains("LogFilesPolicy");
    List<String> kept =
        new ArrayList<>(
            List.of(
                "S3BucketSnowwatch",
                "S3BucketSnowwatchCloudtrailPolicy",
                "SnowflakeAnalyticsCloudtrail",
                "FailedInvocations",
                "UnreadLogFiles",
                "DataKey"));
    FunctionPolicyTest.sourcesWithAFunction()
        .forEach(source -> kept.add(Names.logicalId(source, "LogGroup")));
    for (String logicalId : kept) {
      JsonNode resource = template.path("Resources").path(logicalId);
      assertThat(resource.path("DeletionPolicy").asText())
          .as(logicalId)
          .isEqualTo("RetainExceptOnCreate");
      assertThat(resource.path("UpdateReplacePolicy").asText()).as(logicalId).isEqualTo("Retain");
    }
    JsonNode admitted =
        properties(template, "S3BucketSnowwatchCloudtrailPolicy").at("/PolicyDocument/Statement");
    assertThat(admitted.get(4).at("/Fn::If/0").asText()).isEqualTo("AdmitsTrails");
    assertThat(
            admitted
                .get(4)
                .at("/Fn::If/1/Condition/StringEquals/aws:SourceArn/Fn::Split/1/Ref")
                .asText())
        .isEqualTo("TrailArns");
    assertThat(admitted.get(6).at("/Fn::If/1/Condition/StringEquals/aws:SourceOrgID/Ref").asText())
        .isEqualTo("OrganizationId");
    for (int statement : new int[] {2, 4, 6}) {
      assertThat(admitted.get(statement).toString())
          .contains("s3:x-amz-acl", ":s3:::snowwatch-${AWS::AccountId}/cloudtrail/AWSLogs/");
    }

    JsonNode trail = properties(template, "SnowflakeAnalyticsCloudtrail");
    assertThat(trail.path("S3KeyPrefix").asText()).isEqualTo("cloudtrail");
    assertThat(trail.path("IsMultiRegionTrail").asBoolean()).isTrue();
    assertThat(trail.path("EnableLogFileValidation").asBoolean()).isTrue();

    assertThat(trail.at("/Tags/0/Value/Fn::If/1/Ref").asText())
        .as("the trail comes after the policy that lets it write")
        .isEqualTo("S3BucketSnowwatchCloudtrailPolicy");

    assertThat(ofType(template, "AWS::Lambda::EventInvokeConfig"))
        .hasSize((int) FunctionPolicyTest.sourcesWithAFunction().count())
        .allSatisfy(
            config ->
                assertThat(
                        config
                            .at("/Properties/DestinationConfig/OnFailure/Destination/Fn::Sub")
                            .asText())
                    .isEqualTo("${FailedInvocations.Arn}"));
    assertThat(
            ofType(template, "AWS::Lambda::EventInvokeConfig").stream()
                .map(config -> config.at("/Properties/MaximumRetryAttempts").asInt()))
        .containsOnly(2, 0);
  }

  @Test
  void aKeyOfOnesOwnEncryptsEverythingThatHoldsOrTellsOfData()
      throws IOException, InterruptedException {
    JsonNode template = template("package");

    Map<String, String> keys =
        Map.of(
            "AWS::SQS::Queue", "/KmsMasterKeyId",
            "AWS::SNS::Topic", "/KmsMasterKeyId",
            "AWS::Logs::LogGroup", "/KmsKeyId",
            "AWS::CloudTrail::Trail", "/KMSKeyId");
    keys.forEach(
        (type, key) ->
            assertThat(ofType(template, type))
                .as(type)
                .isNotEmpty()
                .allSatisfy(
                    resource ->
                        assertThat(resource.at("/Properties" + key + "/Fn::If/0").asText())
                            .isEqualTo("Encrypts")));
    assertThat(ofType(template, "AWS::SQS::Queue"))
        .as("SQS takes one kind of encryption")
        .allSatisfy(
            queue ->
                assertThat(queue.at("/Properties/SqsManagedSseEnabled").toString())
                    .isEqualTo("{\"Fn::If\":[\"Encrypts\",false,true]}"));
    JsonNode encryption =
        properties(template, "S3BucketSnowwatch")
            .at("/BucketEncryption/ServerSideEncryptionConfiguration/0");
    assertThat(encryption.at("/ServerSideEncryptionByDefault/SSEAlgorithm").toString())
        .isEqualTo("{\"Fn::If\":[\"Encrypts\",\"aws:kms\",\"AES256\"]}");
    assertThat(properties(template, "DataKey").at("/KeyPolicy/Statement").findValuesAsText("Sid"))
        .containsExactly(
            "PoliciesOfTheAccountDecide",
            "ServicesTellQueuesAndTopics",
            "TrailsEncryptLogFiles",
            "TrailsLookAtTheKey",
            "LogsOfTheFunctions");
    assertThat(properties(template, "KeyPolicy").path("Roles"))
        .as("the functions read and write what the key encrypts")
        .hasSize((int) FunctionPolicyTest.sourcesWithAFunction().count());
    assertThat(template.at("/Resources/SnowflakeKeyPolicy/Condition").asText())
        .isEqualTo("EncryptsForSnowflake");
  }

  /** What CloudFormation cannot change in place, of the kinds that hold data or evidence. */
  private static final Map<String, List<String>> REPLACED_WITH =
      Map.of(
          "AWS::S3::Bucket", List.of("BucketName"),
          "AWS::SQS::Queue", List.of("QueueName", "FifoQueue"),
          "AWS::CloudTrail::Trail", List.of("TrailName"),
          "AWS::Logs::LogGroup", List.of("LogGroupName"),
          "AWS::KMS::Key", List.of());

  @Test
  void noSettingReplacesWhatHoldsData() throws IOException, InterruptedException {
    JsonNode template = template("package");

    REPLACED_WITH.forEach(
        (type, properties) -> {
          assertThat(ofType(template, type)).as(type).isNotEmpty();
          for (JsonNode resource : ofType(template, type)) {
            for (String property : properties) {
              JsonNode value = resource.at("/Properties/" + property);
              assertThat(value.findValues("Ref")).as(type + " " + property).isEmpty();
              assertThat(value.findValues("Fn::If")).as(type + " " + property).isEmpty();
              template
                  .path("Parameters")
                  .fieldNames()
                  .forEachRemaining(
                      parameter ->
                          assertThat(value.toString()).doesNotContain("${" + parameter + "}"));
            }
          }
        });
    assertThat(
            template.path("Resources").properties().stream()
                .filter(each -> each.getValue().path("DeletionPolicy").isTextual()))
        .as("what is kept stays when a setting takes it out of the stack, or names it anew")
        .allSatisfy(
            each ->
                assertThat(each.getValue().path("UpdateReplacePolicy").asText())
                    .as(each.getKey())
                    .isEqualTo("Retain"));
  }

  @Test
  void theBucketTellsSnowflakeOfEveryDatasetAndTheQueueOfLogFilesWithoutOverlap()
      throws IOException, InterruptedException {
    JsonNode template = template("package");

    List<String> prefixes =
        properties(template, "S3BucketSnowwatch")
            .at("/NotificationConfiguration/QueueConfigurations")
            .findValues("Rules")
            .stream()
            .map(rules -> rules.at("/0/Value").asText())
            .toList();
    assertThat(prefixes).hasSize(Sources.catalog().datasets().size() + 1);
    assertThat(prefixes)
        .allSatisfy(
            prefix ->
                assertThat(prefixes.stream().filter(other -> other.startsWith(prefix)))
                    .as("S3 refuses overlapping notifications")
                    .containsExactly(prefix));
  }

  @Test
  void logFilesWaitInAQueueThatGivesBackWhatFailedAndKeepsWhatFailsForGood()
      throws IOException, InterruptedException {
    JsonNode template = template("package");

    JsonNode queue = properties(template, Names.LOG_FILES);
    JsonNode mapping = properties(template, "LogFilesToFunction");
    int timeout = properties(template, "MonitorCloudtrailLambdaFunction").path("Timeout").asInt();
    assertThat(queue.path("VisibilityTimeout").asInt())
        .as("a message must not come again while it is worked on")
        .isGreaterThanOrEqualTo(
            6 * timeout + mapping.path("MaximumBatchingWindowInSeconds").asInt());
    assertThat(queue.at("/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0").asText())
        .isEqualTo("UnreadLogFiles");
    assertThat(queue.at("/RedrivePolicy/maxReceiveCount").asInt()).isEqualTo(5);
    JsonNode dead = properties(template, "UnreadLogFiles");
    assertThat(dead.at("/RedriveAllowPolicy/redrivePermission").asText()).isEqualTo("byQueue");
    assertThat(dead.at("/RedriveAllowPolicy/sourceQueueArns/0/Fn::Sub").asText())
        .endsWith(":" + queue.at("/QueueName/Fn::Sub").asText());
    assertThat(mapping.path("FunctionResponseTypes")).hasSize(1);
    assertThat(mapping.at("/FunctionResponseTypes/0").asText())
        .isEqualTo("ReportBatchItemFailures");
    assertThat(mapping.at("/ScalingConfig/MaximumConcurrency/Ref").asText())
        .isEqualTo("MaximumConcurrency");
    assertThat(template.findValuesAsText("aws:SecureTransport"))
        .as("the bucket and that of deployments, three queues and the topic")
        .hasSize(6);
    JsonNode sender =
        properties(template, "LogFilesPolicy").at("/PolicyDocument/Statement/1/Fn::If/1");
    assertThat(sender.at("/Principal/Service").asText()).isEqualTo("s3.amazonaws.com");
    assertThat(sender.at("/Condition/StringEquals/aws:SourceAccount/Ref").asText())
        .isEqualTo("AWS::AccountId");
    assertThat(sender.at("/Condition/ArnEquals/aws:SourceArn/Fn::Sub").asText())
        .endsWith(":s3:::snowwatch-${AWS::AccountId}");
  }

  @Test
  void somebodyIsToldOfEverythingThatGoesWrong() throws IOException, InterruptedException {
    JsonNode template = template("package");

    List<JsonNode> alarms = ofType(template, "AWS::CloudWatch::Alarm");
    assertThat(alarms)
        .extracting(alarm -> alarm.at("/Properties/AlarmName/Fn::Sub").asText())
        .containsAll(
            FunctionPolicyTest.sourcesWithAFunction()
                .flatMap(
                    source ->
                        Stream.of("errors", "throttles")
                            .map(kind -> source.function().orElseThrow() + "-" + kind))
                .map(name -> "${AWS::StackName}-" + name)
                .toList())
        .contains(
            "${AWS::StackName}-monitorIAM-stale",
            "${AWS::StackName}-monitorCloudtrail-no-log-file",
            "${AWS::StackName}-monitorCloudtrail-damaged-log-file",
            "${AWS::StackName}-failed-invocations",
            "${AWS::StackName}-unread-log-files",
            "${AWS::StackName}-log-files-age")
        .doesNotContain("${AWS::StackName}-monitorCloudtrail-stale");
    assertThat(alarms)
        .allSatisfy(
            alarm -> {
              for (String actions : List.of("AlarmActions", "OKActions")) {
                assertThat(alarm.at("/Properties/" + actions).findValuesAsText("Ref"))
                    .contains("AlarmTopic", "Alarms");
              }
            });
    JsonNode stale = properties(template, "MonitorIAMStale");
    assertThat(stale.path("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(stale.path("Period").asInt()).isEqualTo(60);
    assertThat(stale.at("/EvaluationPeriods/Ref").asText()).isEqualTo("StaleMinutes");
    assertThat(stale.at("/Dimensions/1/Value").asText()).isEqualTo("prod");
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(properties(template, "Dashboard").at("/DashboardBody/Fn::Sub").asText());
    assertThat(dashboard.path("widgets")).hasSize(6);
  }

  @Test
  void aBucketThatIsThereAlreadyAndATopicNeedNoHelperThatMayChangeFunctions()
      throws IOException, InterruptedException {
    JsonNode template = template("package");

    assertThat(ofType(template, "Custom::S3")).isEmpty();
    assertThat(template.toString()).doesNotContain("lambda:AddPermission");
    assertThat(properties(template, "LogFilesSubscription").path("RawMessageDelivery").asBoolean())
        .isTrue();
  }

  @Test
  void aSettingsFileIsReadAndAParameterWinsOverIt() throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(OFFLINE);
    environment.put(
        "SNOWWATCH_SETTINGS",
        Osls.settings(
                """
                # Ours.
                schedule: rate(5 minutes)
                logRetentionDays: 30  # a month
                snowpipeQueue: %s
                snowflakePrincipal: arn:aws:iam::999988887777:user/abc1
                """
                    .formatted(SNOWPIPE))
            .toString());
    Osls.run(
        environment,
        "package",
        "--package",
        "target/package-settings",
        "--param",
        "schedule=rate(1 hour)");
    JsonNode template = new ObjectMapper().readTree(file("package-settings").toFile());

    Map<String, String> parameters = new HashMap<>();
    new ObjectMapper()
        .readTree(Path.of("target", "package-settings", "serverless-state.json").toFile())
        .at("/service/provider/stackParameters")
        .forEach(
            each ->
                parameters.put(
                    each.path("ParameterKey").asText(), each.path("ParameterValue").asText()));
    assertThat(parameters)
        .containsEntry("Schedule", "rate(1 hour)")
        .containsEntry("LogRetentionDays", "30")
        .containsEntry("Compression", "zstd");
    assertThat(template.path("Parameters").properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(parameters.keySet());
    assertThat(template.at("/Metadata/SnowWatch"))
        .as("what the stack was deployed with")
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("schedule", "rate(1 hour)")
                .put("logRetentionDays", "30")
                .put("snowpipeQueue", SNOWPIPE)
                .put("snowflakePrincipal", "arn:aws:iam::999988887777:user/abc1"));
  }

  /**
   * The stack has the role, which reads what is written and trusts nobody until it is told whom.
   */
  @Test
  void snowflakesRoleReadsAndListsTheOutputOnlyAndTrustsNobodyByItself()
      throws IOException, InterruptedException {
    JsonNode role = properties(template("package"), Names.SNOWFLAKE_ROLE);

    assertThat(role.at("/RoleName/Ref").asText()).isEqualTo("SnowflakeRoleName");
    JsonNode trust = role.at("/AssumeRolePolicyDocument/Statement/0/Fn::If");
    assertThat(trust.get(0).asText()).isEqualTo(Names.TRUSTS_SNOWFLAKE);
    assertThat(trust.get(1).at("/Condition/StringEquals/sts:ExternalId/Fn::Sub").asText())
        .isEqualTo("snowwatch-${AWS::AccountId}");
    assertThat(trust.get(2).path("Effect").asText()).isEqualTo("Deny");
    JsonNode statements = role.at("/Policies/0/PolicyDocument/Statement");
    assertThat(statements.findValuesAsText("Sid"))
        .containsExactly("ReadOutput", "ListOutput", "FindTheRegion");
    List<String> readable =
        StreamSupport.stream(statements.get(0).path("Resource").spliterator(), false)
            .map(resource -> resource.path("Fn::Sub").asText().replaceFirst("[^/]*/", ""))
            .toList();
    BucketLayout layout = BucketLayout.of(Sources.catalog());
    assertThat(readable)
        .containsExactlyElementsOf(
            Sources.catalog().datasets().stream().map(d -> layout.directory(d) + "/*").toList())
        .noneMatch(directory -> directory.startsWith("cloudtrail/"));
  }

  @Test
  void theSameStackIsOneFileOfPlainCloudFormation() throws IOException, InterruptedException {
    JsonNode compiled = template("package-plain", PlainTemplate.values().toArray(String[]::new));

    RenderedFile.at(PLAIN.toString()).assertContent(PlainTemplate.of(compiled));
    // Settings are parameters and change nothing else in the template: one process reads them all.
    template("package");
    assertThat(
            PythonTools.aws()
                .run(
                    "cfn-lint",
                    List.of("--", PLAIN.toString(), file("package").toString()),
                    Map.of()))
        .isEmpty();
  }

  @Test
  void settingsThatCannotWorkAreRefusedByNameWithTheirRemedies() {
    assertThatThrownBy(
            () ->
                template(
                    "package-wrong",
                    "shedule=rate(5 minutes)",
                    "createBucket=perhaps",
                    "snowpipeQueue=sf-snowpipe"))
        .hasMessageContaining(
            "--param shedule=rate(5 minutes): there is no setting 'shedule': did you mean"
                + " schedule?")
        .hasMessageContaining("createBucket is 'perhaps': give true or false.")
        .hasMessageContaining(
            "snowpipeQueue is 'sf-snowpipe': give the ARN of an SQS queue, or nothing.");
  }
}
