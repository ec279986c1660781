package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.testing.FakeSnowflake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
