package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.PythonTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The CloudFormation template that Serverless makes, without AWS and without credentials. */
class PackageIT {

  // Whoever asks the network is refused.
  private static final Map<String, String> OFFLINE =
      Map.of(
          "HTTP_PROXY", "http://127.0.0.1:1",
          "HTTPS_PROXY", "http://127.0.0.1:1",
          "AWS_EC2_METADATA_DISABLED", "true");
  private static final String SNOWPIPE = "arn:aws:sqs:eu-west-1:123456789012:sf-snowpipe-AIDA";

  private static Path file(String folder) {
    return Path.of("target", folder, "cloudformation-template-update-stack.json");
  }

  private static JsonNode template(String folder, String... parameters)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("package", "--package", "target/" + folder));
    for (String parameter : parameters) {
      arguments.add("--param");
      arguments.add(parameter);
    }
    Osls.run(OFFLINE, arguments.toArray(String[]::new));
    return new ObjectMapper().readTree(file(folder).toFile());
  }

  private static void assertThatCfnLintFindsNothing(String folder, String... ignoredChecks) {
    List<String> arguments = new ArrayList<>();
    for (String check : ignoredChecks) {
      arguments.add("--ignore-checks");
      arguments.add(check);
    }
    arguments.add("--");
    arguments.add(file(folder).toString());
    assertThat(PythonTools.aws().run("cfn-lint", arguments, Map.of())).isEmpty();
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
  void theTemplateHasNoFault() throws IOException, InterruptedException {
    JsonNode template = template("package");

    assertThatCfnLintFindsNothing("package");
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
    JsonNode template = template("package-backfill", "backfill=true");

    assertThatCfnLintFindsNothing("package-backfill");
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
    JsonNode template = template("package-own");

    JsonNode bucket = properties(template, "S3BucketSnowwatch");
    assertThat(bucket.at("/BucketName/Fn::Sub").asText()).isEqualTo("snowwatch-${AWS::AccountId}");
    assertThat(bucket.path("PublicAccessBlockConfiguration"))
        .hasSize(4)
        .allMatch(JsonNode::asBoolean);
    assertThat(bucket.at("/OwnershipControls/Rules/0/ObjectOwnership").asText())
        .isEqualTo("BucketOwnerEnforced");
    JsonNode notification = bucket.at("/NotificationConfiguration/LambdaConfigurations/0");
    assertThat(notification.at("/Filter/S3Key/Rules/0/Value").asText()).isEqualTo("cloudtrail/");
    assertThat(notification.at("/Function/Fn::Sub").asText())
        .isEqualTo("${MonitorCloudtrailLambdaFunction.Arn}");
    assertThat(template.at("/Resources/S3BucketSnowwatch/DeletionPolicy").asText())
        .isEqualTo("Retain");

    JsonNode trail = properties(template, "SnowflakeAnalyticsCloudtrail");
    assertThat(trail.path("S3KeyPrefix").asText()).isEqualTo("cloudtrail");
    assertThat(trail.path("IsMultiRegionTrail").asBoolean()).isTrue();
    assertThat(trail.path("EnableLogFileValidation").asBoolean()).isTrue();

    assertThat(trail.at("/Tags/0/Value/Fn::If/1/Ref").asText())
        .as("the trail comes after the policy that lets it write")
        .isEqualTo("S3BucketSnowwatchCloudtrailPolicy");

    JsonNode retries = properties(template, "MonitorCloudtrailLambdaEvConf");
    assertThat(retries.path("MaximumRetryAttempts").asInt()).isEqualTo(2);
    assertThat(retries.at("/DestinationConfig/OnFailure/Destination/Fn::Sub").asText())
        .isEqualTo("${FailedInvocations.Arn}");
    assertThat(
            ofType(template, "AWS::Lambda::EventInvokeConfig").stream()
                .map(config -> config.at("/Properties/MaximumRetryAttempts").asInt()))
        .containsOnly(2, 0);
  }

  @Test
  void theBucketTellsSnowflakeOfEveryDatasetAndTheFunctionOfLogFilesWithoutOverlap()
      throws IOException, InterruptedException {
    JsonNode template = template("package-snowpipe", "snowpipeQueue=" + SNOWPIPE);

    assertThatCfnLintFindsNothing("package-snowpipe");
    List<String> prefixes =
        properties(template, "S3BucketSnowwatch").findValues("Rules").stream()
            .map(rules -> rules.at("/0/Value").asText())
            .filter(prefix -> prefix.endsWith("/"))
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
  void aBucketThatIsThereAlreadyIsUsedAndItsOtherNotificationsAreKept()
      throws IOException, InterruptedException {
    JsonNode template = template("package-existing", "createBucket=false", "bucket=my-bucket");

    // Nothing is left for Fn::Sub to fill in where the bucket's name is given (W1020), and
    // Serverless states a dependency of its own function twice (W3005): both do no harm.
    assertThatCfnLintFindsNothing("package-existing", "W1020", "W3005");
    assertThat(ofType(template, "Custom::S3"))
        .singleElement()
        .satisfies(
            notification -> {
              JsonNode properties = notification.path("Properties");
              assertThat(properties.at("/BucketName/Fn::Sub").asText()).isEqualTo("my-bucket");
              assertThat(properties.findValue("Prefix").asText()).isEqualTo("cloudtrail/");
            });
  }

  @Test
  void aChoiceThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> template("package-wrong", "createBucket=perhaps"))
        .hasMessageContaining("createBucket");
  }
}
