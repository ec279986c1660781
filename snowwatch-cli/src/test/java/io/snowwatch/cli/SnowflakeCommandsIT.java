package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.testing.FakeSnowflake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** plan, apply and drop through the JDBC driver, for what fakesnow knows. */
class SnowflakeCommandsIT {

  private final Map<String, String> environment = new TreeMap<>(environment());
  private String out = "";
  private String err = "";

  private static Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>(FakeSnowflake.shared().variables());
    variables.put("SNOWFLAKE_PASSWORD", "canary-password");
    return variables;
  }

  private int run(String command, String database, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "snowflake",
                command,
                "--account-id",
                "123456789012",
                "--database",
                database,
                // Each of a hundred views takes this server a second.
                "--set",
                "analysis=none",
                "--section",
                "TABLES",
                "--section",
                "VIEWS"));
    words.addAll(List.of(more));
    return command(words);
  }

  private int command(List<String> words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringWriter messages = new StringWriter();
    int status =
        SnowWatch.run(
            new Console(bytes, new PrintWriter(messages, true), environment, false),
            words.toArray(String[]::new));
    out = bytes.toString(StandardCharsets.UTF_8);
    err = messages.toString();
    assertThat(out + err).doesNotContain("canary");
    return status;
  }

  @Test
  void appliesWhatItPlansAndTheSecondTimeNothing() {
    assertThat(run("plan", "FROM_THE_COMMAND", "--exit-code")).isEqualTo(ExitStatus.CHANGES);
    assertThat(out)
        .contains("+ CREATE       table FROM_THE_COMMAND.AWS.EC2_MONITORING_LANDING_ZONE")
        .contains("+ CREATE       schema FROM_THE_COMMAND.BI");

    assertThat(run("apply", "FROM_THE_COMMAND")).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(err).contains("Nothing was done: give --yes where nobody can be asked.");

    assertThat(run("apply", "FROM_THE_COMMAND", "--yes")).isZero();
    assertThat(out).contains("Done: ").contains("(query tag snowwatch/");

    assertThat(run("plan", "FROM_THE_COMMAND", "--exit-code")).isZero();
    assertThat(out).contains("Nothing would change.");
    assertThat(run("apply", "FROM_THE_COMMAND")).isZero();
    assertThat(out).contains("Nothing was changed.");
  }

  @Test
  void whereAwsCannotBeSeenNobodySaysThatNothingWouldChange() {
    String[] alsoAws = {
      "--section",
      "STORAGE_ACCESS",
      "--set",
      "access=aws_keys",
      "--exit-code",
      "--profile",
      "nobody"
    };
    assertThat(run("apply", "AWS_UNSEEN", "--yes")).isZero();

    assertThat(run("plan", "AWS_UNSEEN", alsoAws)).isEqualTo(ExitStatus.AWS_UNREACHABLE);
    assertThat(err).contains("The AWS side could not be seen (--no-aws leaves it out): ");
  }

  @Test
  void speaksJson() {
    assertThat(run("plan", "IN_JSON", "--output", "json")).isZero();
    assertThat(out.lines()).hasSize(1);
    assertThat(out)
        .startsWith(
            "{\"Changes\":[{\"Action\":\"CREATE\",\"Object\":\"database IN_JSON\",\"Reason\":");

    assertThat(run("apply", "IN_JSON", "--output", "json", "--yes")).isZero();
    assertThat(out.lines()).hasSize(1);
    assertThat(out).startsWith("{\"Run\":\"").contains("\"Left\":[]");
  }

  @Test
  void aFailureSaysTheNextCommand() {
    assertThat(run("apply", "FAILING", "--yes", "--section", "ROLES"))
        .isEqualTo(ExitStatus.PART_FAILED);

    assertThat(err)
        .contains("statement: CREATE ROLE IF NOT EXISTS SNOWWATCH_ROLE …")
        .contains("SQLSTATE:  42000")
        .contains("role:      SECURITYADMIN")
        .contains("then run again: snowwatch snowflake apply --account-id 123456789012");
  }

  @Test
  void answersThroughAConnection(@TempDir Path home) throws Exception {
    StringBuilder config = new StringBuilder("[connections.estate]\n");
    FakeSnowflake.shared()
        .variables()
        .forEach(
            (name, value) ->
                config.append(
                    "%s = \"%s\"\n"
                        .formatted(
                            name.substring("SNOWFLAKE_".length()).toLowerCase(Locale.ROOT),
                            value)));
    Files.writeString(home.resolve("config.toml"), config);
    environment.put("SNOWFLAKE_HOME", home.toString());
    // The views themselves are AnswersIT's; here are what they yield.
    try (Connection connection = FakeSnowflake.shared().connect();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE DATABASE ANSWERED",
              "CREATE SCHEMA ANSWERED.BI",
              """
              CREATE VIEW ANSWERED.BI.CHECK_SG01 AS
              SELECT 'SG01' AS CHECK_ID, 'Open' AS TITLE, 'high' AS SEVERITY, V.STATUS, 'AWS::EC2::SecurityGroup' AS RESOURCE_TYPE,
                V.ID AS RESOURCE_ID, 'arn:' || V.ID AS RESOURCE_ARN, '123456789012' AS ACCOUNT_ID, 'eu-west-1' AS REGION_NAME, V.REASON,
                PARSE_JSON('[{"PEER":"0.0.0.0/0"}]') AS EVIDENCE, '2026-11-24T01:02:03Z'::TIMESTAMP_TZ AS MONITORED_TIME, 'r1' AS RUN_ID,
                NULL::TIMESTAMP_TZ AS FIRST_SEEN
              FROM (VALUES ('FAIL', 'sg-1', 'Open.'), ('PASS', 'sg-2', NULL), ('PASS', 'sg-3', NULL)) AS V(STATUS, ID, REASON)""")) {
        statement.execute(sql);
      }
    }

    assertThat(ask("check", "--check", "SG01,EC01", "--fail-on", "high")).isEqualTo(4);
    assertThat(out).contains("sg-1", "FAIL 1, PASS 2, UNKNOWN 1", "The check cannot be evaluated:");
    assertThat(ask("check", "--check", "SG01", "--format", "json")).isZero();
    JsonNode results = new ObjectMapper().readTree(out);
    assertThat(results).hasSize(3);
    assertThat(results.at("/0/EVIDENCE/0/PEER").asText()).isEqualTo("0.0.0.0/0");
    assertThat(results.at("/0/MONITORED_TIME").asText()).isEqualTo("2026-11-24T01:02:03Z");
    assertThat(results.at("/0/FIRST_SEEN").isNull()).isTrue();
    assertThat(ask("check", "--check", "SG01", "--format", "ocsf")).isZero();
    assertThat(new ObjectMapper().readTree(out).at("/0/evidences/0/data/PEER").asText())
        .isEqualTo("0.0.0.0/0");
    assertThat(
            ask(
                "query",
                "--format",
                "csv",
                "SELECT STATUS, COUNT(*) AS N, NULL AS NOTHING FROM CHECK_SG01 GROUP BY 1 ORDER BY 1"))
        .isZero();
    assertThat(out.lines()).containsExactly("STATUS,N,NOTHING", "FAIL,1,", "PASS,2,");

    assertThat(ask("query", "SELECT * FROM NOTHING")).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(ask("check", "--exceptions", "x")).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(err).contains("rows of the tables CHECK_EXCEPTIONS and REQUIRED_TAGS");
    assertThat(ask("query", "--in", "x", "SELECT 1")).isEqualTo(ExitStatus.BAD_USAGE);
  }

  private int ask(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--connection", "estate", "--schema", "ANSWERED.BI"));
    words.addAll(List.of(more));
    return command(words);
  }

  @Test
  void aServerThatIsNotThereIsSaid() {
    environment.put("SNOWFLAKE_PORT", "1");
    environment.put("SNOWFLAKE_LOGIN_TIMEOUT", "1");

    assertThat(run("plan", "X")).isEqualTo(ExitStatus.AWS_UNREACHABLE);
    assertThat(err).contains("snowwatch: Snowflake could not be reached:");
  }

  @Test
  void takesSettingsFromAFileAndOptionsWin(@TempDir Path folder) throws IOException {
    Path settings = folder.resolve("snowflake.properties");
    Files.writeString(
        settings,
        """
        # everything is here
        database = FROM_FILE
        landingSchema = LANDED
        tables.ec2_instances = "My instances"
        buckets.210987654321 = second-bucket
        """);

    assertThat(run("plan", "FROM_OPTION", "--settings", settings.toString())).isZero();

    assertThat(out).contains("table FROM_OPTION.LANDED.\"My instances\"");
  }
}
