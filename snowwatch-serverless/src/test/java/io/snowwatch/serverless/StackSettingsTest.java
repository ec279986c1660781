package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.aws.StackSettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings as settings/settings.js reads them, which Serverless calls. */
class StackSettingsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** What is read, or an object with a "fault". */
  private JsonNode read(String content, String... params) throws IOException, InterruptedException {
    Path file = folder.resolve("settings.yml");
    Files.writeString(file, content);
    return read(Map.of("SNOWWATCH_SETTINGS", file.toString()), params);
  }

  private static JsonNode read(Map<String, String> environment, String... params)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "node",
                "-e",
                """
                const { read } = require('./settings/settings.js');
                let answer;
                try { answer = read('prod', { param: JSON.parse(process.argv[1]) }); }
                catch (error) { answer = { fault: error.message }; }
                process.stdout.write(JSON.stringify(answer));
                """,
                JSON.writeValueAsString(params))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return JSON.readTree(printed);
  }

  private static ObjectNode defaults() {
    ObjectNode defaults = JSON.createObjectNode();
    StackSettings.all().forEach(setting -> defaults.put(setting.name(), setting.standard()));
    return defaults;
  }

  @Test
  void everySettingHasItsDefaultAndTakesItsExample() throws IOException, InterruptedException {
    StringBuilder file = new StringBuilder();
    ObjectNode examples = JSON.createObjectNode();
    for (StackSetting setting : StackSettings.all()) {
      file.append(setting.name()).append(": '").append(setting.example()).append("'\n");
      examples.put(setting.name(), setting.example());
    }

    assertThat(read("").path("values")).isEqualTo(defaults());
    assertThat(read("").path("given")).isEmpty();
    assertThat(read(file.toString()).path("values")).isEqualTo(examples);
    assertThat(read(file.toString()).path("given")).isEqualTo(examples);
  }

  @Test
  void theTemplateGivesNothingAndYamlReadsItsDefaultsAsTheyAre()
      throws IOException, InterruptedException {
    String template = Files.readString(Path.of(StackSettingsFile.TEMPLATE));

    assertThat(read(template).path("given")).isEmpty();
    String active = template.replaceAll("(?m)^#(?! )", "");
    assertThat(read(active).path("values")).isEqualTo(defaults());
    assertThat(new YAMLMapper().readTree(active)).isEqualTo(defaults());
  }

  @Test
  void settingsThatNeedEachOtherAreRefusedTogether() throws IOException, InterruptedException {
    assertThat(read("organizationTrail: true\n").path("fault").asText())
        .isEqualTo(
            "settings.yml line 1: organizationTrail needs organizationId: give both, or neither.");
    assertThat(read("", "subnetIds=subnet-0123").path("fault").asText())
        .isEqualTo(
            "--param subnetIds=subnet-0123: subnetIds needs securityGroupIds: give both, or"
                + " neither.");
    assertThat(read("", "securityGroupIds=sg-0123").path("fault").asText())
        .contains("securityGroupIds needs subnetIds");
    assertThat(read("", "reservedConcurrency=3").path("fault").asText())
        .startsWith("reservedConcurrency is 3, and maximumConcurrency 5: ");
  }

  @Test
  void aParameterWinsOverTheFile() throws IOException, InterruptedException {
    JsonNode settings = read("schedule: rate(5 minutes)\nbackfill: true\n", "schedule=rate(1 day)");

    assertThat(settings.at("/values/schedule").asText()).isEqualTo("rate(1 day)");
    assertThat(settings.at("/values/backfill").asText()).isEqualTo("true");
    assertThat(settings.path("given")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule=rate(1 minutes)",
        "schedule=rate(0 minutes)",
        "schedule=cron(0 12 * *)",
        "schedule=every day",
        "regions=eu-west-1 us-east-1",
        "regions=",
        "compression=brotli",
        "bucket=My_Bucket",
        "bucket=snowwatch-${AWS::StackName}",
        "createBucket=yes",
        "createTrail=False",
        "trailArns=arn:aws:cloudtrail:eu-west-1:123456789012:trail/a b",
        "trailArns=arn:aws:s3:::bucket",
        "organizationId=123456789012",
        "alarmTopic=arn:aws:sqs:us-east-1:123456789012:queue",
        "alarmEmail=security",
        "staleMinutes=5",
        "staleMinutes=1441",
        "tracing=on",
        "fanOut=yes",
        "logFilesTopic=arn:aws:sqs:us-east-1:123456789012:queue",
        "maximumConcurrency=1",
        "maximumConcurrency=1001",
        "snowpipeQueue=https://sqs.us-east-1.amazonaws.com/1/q",
        "snowpipeQueue=arn:aws:sns:us-east-1:123456789012:topic",
        "createSnowflakeRole=1",
        "snowflakeRole=arn:aws:iam::123456789012:role/x",
        "snowflakePrincipal=arn:aws:iam::123456789012:root",
        "snowflakeExternalId=x",
        "backfill=on",
        "permissionsBoundary=developers",
        "rolePath=security",
        "rolePath=/security",
        "rawRetentionDays=-1",
        "processedRetentionDays=90 days",
        "versioning=on",
        "quarantineRetentionDays=a year",
        "kmsKey=alias/security",
        "objectLockDays=-1",
        "objectLockMode=compliance",
        "accessLogBucket=s3://logs",
        "organizationTrail=yes",
        "subnetIds=vpc-0123",
        "securityGroupIds=default",
        "reservedConcurrency=-1",
        "tags=security",
        "logRetentionDays=91"
      })
  void aValueThatCannotWorkIsRefusedByName(String param) throws IOException, InterruptedException {
    String name = param.substring(0, param.indexOf('='));
    String value = param.substring(param.indexOf('=') + 1);

    assertThat(read("", param).path("fault").asText())
        .startsWith("--param %s: %s is '%s': give ".formatted(param, name, value));
    assertThat(read(name + ": '" + value + "'\n").path("fault").asText())
        .startsWith("settings.yml line 1: %s is '%s': give ".formatted(name, value));
  }

  @ParameterizedTest
  @CsvSource({
    "rate(15 minutes),30",
    "rate(1 minute),10",
    "rate(1 hour),120",
    "rate(3 days),1440",
    "cron(0 12 * * ? *),30"
  })
  void aScheduledFunctionIsStaleAfterTwoPeriods(String schedule, String minutes)
      throws IOException, InterruptedException {
    assertThat(read("", "schedule=" + schedule).at("/values/staleMinutes").asText())
        .isEqualTo(minutes);
    assertThat(
            read("staleMinutes: 77\n", "schedule=" + schedule).at("/values/staleMinutes").asText())
        .isEqualTo("77");
  }

  @Test
  void aNameThatIsNoSettingIsRefusedWithTheOneThatWasMeant()
      throws IOException, InterruptedException {
    assertThat(read("snowpipequeue: x\n").path("fault").asText())
        .isEqualTo(
            "settings.yml line 1: there is no setting 'snowpipequeue': did you mean"
                + " snowpipeQueue?");
    assertThat(read("", "frequency=rate(5 minutes)").path("fault").asText())
        .startsWith(
            "--param frequency=rate(5 minutes): there is no setting 'frequency': the settings are"
                + " schedule, regions,");
    assertThat(read("", "schedule").path("fault").asText())
        .isEqualTo("--param schedule has no value: write --param name=value.");
    assertThat(read("", "backfill=true", "backfill=false").path("fault").asText())
        .isEqualTo("--param backfill=false gives backfill a second time: leave one of them.");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws IOException, InterruptedException {
    assertThat(read("shedule: x\nbackfill: 1\nregions: [a]\n", "bucket=X").path("fault").asText())
        .startsWith("4 settings are wrong:\n- settings.yml line 3 is no setting")
        .contains("shedule", "backfill is '1'", "bucket is 'X'");
  }

  @Test
  void aFileThatIsNamedAndNotThereIsRefused() throws IOException, InterruptedException {
    assertThat(read(Map.of("SNOWWATCH_SETTINGS", "/nowhere/s.yml")).path("fault").asText())
        .isEqualTo(
            "SNOWWATCH_SETTINGS names /nowhere/s.yml, which is not there: correct it, or unset"
                + " it.");
  }

  /** One grammar in two languages: whoever completes the file reads what whoever deploys reads. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "---\nregions: 'a'\n",
        "regions: a # b",
        "regions: a#b",
        "regions: \"a # b\"",
        "regions: 'it''s'\r\n# x\r\n",
        "regions:",
        "regions:  ",
        "regions: # nothing",
        "\tregions: a",
        "regions:a",
        "regions: *",
        "regions: 'a",
        "regions: a: b",
        "regions: {a}",
        "regions: -a",
        "regions: a\nregions: b",
        "- a",
        "regions: \"\\n\"",
        "regions: ${AWS::AccountId}"
      })
  void whatCompletesTheFileReadsItAsTheDeploymentDoes(String content)
      throws IOException, InterruptedException {
    JsonNode settings = read(content);
    StackSettingsFile file;
    try {
      file = StackSettingsFile.read(folder.resolve("settings.yml"));
    } catch (ConfigurationException e) {
      assertThat(settings.path("fault").asText()).containsPattern("line \\d (is no|gives)");
      return;
    }
    String value = file.values().get("regions");
    if (settings.has("fault")) {
      assertThat(settings.path("fault").asText()).contains("regions is '" + value + "'");
    } else {
      assertThat(settings.at("/values/regions").asText()).isEqualTo(value);
    }
  }

  @Test
  void whatApplyCompletesIsDeclaredHereWithTheSameDefaults() {
    assertThat(StackSettings.all())
        .extracting(StackSetting::name)
        .containsAll(
            List.of(
                StackSettingsFile.BUCKET,
                StackSettingsFile.SNOWPIPE_QUEUE,
                StackSettingsFile.SNOWFLAKE_ROLE,
                StackSettingsFile.SNOWFLAKE_PRINCIPAL,
                StackSettingsFile.SNOWFLAKE_EXTERNAL_ID));
    SnowflakeSettings snowflake = SnowflakeSettings.builder().accountId("123456789012").build();
    assertThat(filledIn(StackSettingsFile.BUCKET)).isEqualTo(snowflake.bucket());
    assertThat(filledIn(StackSettingsFile.SNOWFLAKE_EXTERNAL_ID))
        .isEqualTo(snowflake.storageExternalId());
    assertThat(snowflake.storageRoleArn())
        .endsWith(":role/" + filledIn(StackSettingsFile.SNOWFLAKE_ROLE));
  }

  private static String filledIn(String name) {
    return StackSettings.all().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow()
        .standard()
        .replace("${AWS::AccountId}", "123456789012");
  }

  @Test
  void aDeclarationThatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> StackSetting.choice("s", "a", List.of("b"), "b", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The setting s does not accept its own value 'a'.");
  }
}
