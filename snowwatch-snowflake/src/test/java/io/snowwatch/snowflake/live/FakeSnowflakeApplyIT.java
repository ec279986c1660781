package io.snowwatch.snowflake.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.FakeSnowflake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through the JDBC driver, for what fakesnow knows. */
class FakeSnowflakeApplyIT {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Set<Section> KNOWN = Set.of(Section.TABLES, Section.VIEWS);

  private SnowflakePlan plan;
  private SnowflakeClient client;

  @BeforeEach
  void connect() {
    plan = plan("APPLIED_" + DATABASES.incrementAndGet());
    client = SnowflakeConnection.fromEnvironment(environment()).open();
  }

  private static SnowflakePlan plan(String database) {
    return SnowflakePlan.of(
        Sources.catalog(),
        SnowflakeSettings.builder().accountId("123456789012").database(database).build());
  }

  static Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(FakeSnowflake.shared().variables());
    variables.put("SNOWFLAKE_PASSWORD", "canary-password");
    return variables;
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private ApplyReport apply() {
    return Apply.of(plan, client).run(Difference.between(plan, client, KNOWN), KNOWN);
  }

  @Test
  void anEmptyServerGetsTablesAndViewsAndASecondRunChangesNothing() {
    ApplyReport first = apply();

    assertThat(first.done()).extracting(Change::action).containsOnly(Action.CREATE);
    assertThat(Difference.between(plan, client, KNOWN).changes()).isEmpty();
    assertThat(apply().done()).isEmpty();
    for (DatasetPlan dataset : plan.datasets()) {
      assertThat(columns(dataset))
          .isEqualTo(dataset.wantedTable().columns().stream().map(c -> c.name().name()).toList());
    }
  }

  private List<String> columns(DatasetPlan dataset) {
    return client.query("SHOW COLUMNS IN TABLE " + dataset.table()).stream()
        .map(row -> row.get("column_name"))
        .toList();
  }

  @Test
  void aSchemaOf10WithRowsIsUpgradedAndASecondRunChangesNothing() {
    DatasetPlan ec2 = plan.dataset("ec2_instances");
    client.query("CREATE DATABASE " + plan.names().database());
    client.query("CREATE SCHEMA " + plan.names().landingSchema());
    client.query(
        "CREATE TABLE %s (RAW_DATA VARIANT, MONITORED_TIME TIMESTAMP_TZ, ARCHITECTURE STRING(16), INSTANCE_TYPE STRING(16), KEY_NAME STRING, LAUNCH_TIME TIMESTAMP_TZ, REGION_NAME STRING(16), INSTANCE_STATE STRING(16), INSTANCE_NAME STRING, MINE INT)"
            .formatted(ec2.table()));
    client.query(
        "INSERT INTO %s (RAW_DATA, INSTANCE_TYPE) SELECT PARSE_JSON('{\"Kept\":1}'), 't2.micro'"
            .formatted(ec2.table()));

    Difference difference = Difference.between(plan, client, KNOWN);
    apply();

    assertThat(difference.changes(Action.CONFLICT)).isEmpty();
    assertThat(difference.changes(Action.ALTER))
        .extracting(Change::reason)
        .anyMatch(reason -> reason.startsWith("It lacks ACCOUNT_ID, INSTANCE_ID"))
        .anyMatch(reason -> reason.contains("INSTANCE_TYPE") && reason.contains("too short"));
    assertThat(difference.notes())
        .anyMatch(note -> note.endsWith("has columns of its own, which stay: MINE."));
    assertThat(apply().done()).isEmpty();
    client.query(
        "INSERT INTO %s (INSTANCE_TYPE) SELECT 'u-6tb1.112xlarge.long'".formatted(ec2.table()));
    assertThat(
            client.query("SELECT INSTANCE_TYPE FROM " + ec2.table() + " ORDER BY 1").stream()
                .map(row -> row.get("instance_type")))
        .containsExactly("t2.micro", "u-6tb1.112xlarge.long");
    assertThat(columns(ec2)).contains("MINE", "SOURCE_FILE", "RUN_ID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"odd \"\"name\"\"\"", "\"X; DROP DATABASE Y; --\"", "\"back\\slash\""})
  void hostileNamesStayNames(String name) {
    SnowflakePlan hostile =
        SnowflakePlan.of(
            Sources.catalog(),
            SnowflakeSettings.builder()
                .accountId("123456789012")
                .database("HOSTILE_" + DATABASES.incrementAndGet())
                .putTables("ec2_instances", name)
                .build());

    Apply.of(hostile, client).run(Difference.between(hostile, client, KNOWN), KNOWN);

    assertThat(Difference.between(hostile, client, KNOWN).changes()).isEmpty();
  }

  @Test
  void connectsByAConnectionOfSnowflakesOwnFile(@TempDir Path home) throws IOException {
    Map<String, String> environment = environment();
    Path file = home.resolve("config.toml");
    Files.writeString(
        file,
        """
        default_connection_name = "x"
        [connections.fake] # a comment
        account = "snowwatch"
        user = 'snowwatch'
        password = "canary-\\"password"
        host = "%s"
        port = %s
        protocol = "http"
        """
            .formatted(environment.get("SNOWFLAKE_HOST"), environment.get("SNOWFLAKE_PORT")));
    Map<String, String> onlyHome = Map.of("SNOWFLAKE_HOME", home.toString());

    try (SnowflakeClient named = SnowflakeConnection.named("fake", onlyHome).open()) {
      assertThat(named.query("SELECT 1 AS ONE").value()).contains("1");
    }
    assertThatThrownBy(() -> SnowflakeConnection.named("other", onlyHome).open())
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("There is no Snowflake connection 'other': there are fake.");
  }

  @Test
  void connectsByConnectionsTomlThroughTheDriversOwnParser(@TempDir Path userHome)
      throws IOException {
    Map<String, String> environment = environment();
    Path file = userHome.resolve(".snowflake").resolve("connections.toml");
    Files.createDirectory(file.getParent());
    Files.writeString(
        file,
        """
        [fake]
        account = "snowwatch"
        user = "snowwatch"
        password = "canary-password"
        host = "%s"
        port = "%s"
        protocol = "http"
        ssl = "off"
        """
            .formatted(environment.get("SNOWFLAKE_HOST"), environment.get("SNOWFLAKE_PORT")));
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    String before = System.setProperty("user.home", userHome.toString());
    try (SnowflakeClient named = SnowflakeConnection.named("fake", Map.of()).open()) {
      assertThat(named.query("SELECT 1 AS ONE").value()).contains("1");
    } finally {
      System.setProperty("user.home", before);
    }
  }

  @Test
  void noSecretIsInAMessageOrAnExceptionOrAName(@TempDir Path folder) throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "canary-token-file\n");
    Map<String, String> environment = environment();
    environment.putAll(
        Map.of(
            "SNOWFLAKE_PORT", "1",
            "SNOWFLAKE_LOGIN_TIMEOUT", "1",
            "SNOWFLAKE_PASSWORD", "canary-password",
            "SNOWFLAKE_TOKEN_FILE_PATH", token.toString(),
            "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "canary-passphrase",
            "SNOWFLAKE_OAUTH_CLIENT_SECRET", "canary-client-secret",
            "SNOWFLAKE_PASSCODE", "canary-passcode"));
    for (String authenticator :
        List.of("snowflake", "programmatic_access_token", "oauth", "canary-password")) {
      environment.put("SNOWFLAKE_AUTHENTICATOR", authenticator);
      SnowflakeConnection connection = SnowflakeConnection.fromEnvironment(environment);

      Throwable failure = catchThrowable(connection::open);

      assertThat(failure).as(authenticator).isInstanceOf(SnowflakeUnreachableException.class);
      assertThat(Throwables.getStackTrace(failure) + connection).doesNotContain("canary");
    }
  }

  @Test
  void aRefusedStatementSaysWhatSnowflakeSays() {
    assertThatThrownBy(() -> client.query("SELECT * FROM NOWHERE.NOTHING.AT_ALL"))
        .isExactlyInstanceOf(SnowflakeStatementException.class)
        .satisfies(
            e -> {
              SnowflakeStatementException refused = (SnowflakeStatementException) e;
              assertThat(refused.saysAbsent()).isTrue();
              assertThat(refused.sqlState()).isEqualTo("42S02");
              assertThat(refused.errorCode()).isEqualTo(2003);
              assertThat(refused.reason()).contains("NOTHING");
            });
  }
}
