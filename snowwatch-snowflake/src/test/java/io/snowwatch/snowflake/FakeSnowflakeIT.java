package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.storage.SnapshotKey;
import io.snowwatch.testing.FakeSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan's statements, run by the JDBC driver against fakesnow. */
class FakeSnowflakeIT {

  /**
   * What fakesnow does not know: roles, grants, warehouses, integrations, pipes, blocks, and a
   * change of several columns at once.
   */
  private static final Set<StatementKind> NOT_EMULATED =
      EnumSet.of(
          StatementKind.CREATE_ROLE,
          StatementKind.GRANT_ROLE,
          StatementKind.GRANT_PRIVILEGE,
          StatementKind.GRANT_OWNERSHIP,
          StatementKind.CREATE_WAREHOUSE,
          StatementKind.CREATE_DATABASE,
          StatementKind.ALTER_FILE_FORMAT,
          StatementKind.CREATE_STORAGE_INTEGRATION,
          StatementKind.WIDEN_COLUMNS,
          StatementKind.BACKFILL,
          StatementKind.CREATE_PIPE,
          StatementKind.CATCH_UP);

  private static final StagedRow ROW =
      new StagedRow("L.DOC", "L.KEY", "L.ROW_NUMBER", "L.SCAN_TIME");

  private static final Instant SCAN_TIME = Instant.parse("2026-11-24T09:00:00Z");
  private static final Instant SNAPSHOT_TIME = Instant.parse("2026-11-23T15:45:57.349636Z");
  private static final String KEY_OF_1_0 = "ec2_monitoring/2019-02-03T04:05:06.789012.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  // fakesnow's server keeps databases between connections, so each test has its own.
  private static int databases;

  private Connection connection;
  private SnowflakePlan plan;
  private String schema;

  static Stream<Dataset> datasets() {
    return Plans.CATALOG.datasets().stream();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = FakeSnowflake.shared().connect();
    databases++;
    String database = "SNOWWATCH_" + databases;
    plan =
        SnowflakePlan.of(
            Plans.CATALOG,
            SnowflakeSettings.builder().accountId("123456789012").database(database).build());
    schema = database + ".AWS";
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void runsTopToBottomAndAgain() throws SQLException {
    createDatabase();
    for (int run = 0; run < 2; run++) {
      runWhatIsEmulated(plan.statements());
    }

    for (DatasetPlan dataset : plan.datasets()) {
      assertThat(columns(dataset.table()))
          .as(dataset.table().sql())
          .isEqualTo(dataset.dataset().tableColumns().stream().map(Column::name).toList());
    }
  }

  @Test
  void nothingIsLeftOutThatTheEmulatorKnows() {
    Set<StatementKind> known = EnumSet.noneOf(StatementKind.class);
    for (Statement statement : plan.statements()) {
      if (NOT_EMULATED.contains(statement.kind())) {
        try {
          execute(statement.sql());
          known.add(statement.kind());
        } catch (SQLException expected) {
          assertThat(expected.getErrorCode()).as(statement.sql()).isIn(1003, 2003, 2043);
        }
      }
    }

    assertThat(known).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void aTableOf10GainsTheNewColumnsAndKeepsItsRows(Dataset dataset) throws SQLException {
    DatasetPlan tables = plan.dataset(dataset.name());
    createSchema();
    List<Column> columns = dataset.originalTableColumns();
    // 1.0 limited its strings: STRING(16), for example.
    execute(
        "CREATE TABLE %s (%s)"
            .formatted(
                tables.table(),
                columns.stream()
                    .map(ColumnSql::definition)
                    .map(definition -> definition.replaceFirst("STRING$", "STRING(16)"))
                    .collect(Collectors.joining(", "))));
    execute(
        "INSERT INTO %s (%s) SELECT PARSE_JSON('{\"Kept\":1}')"
            .formatted(tables.table(), dataset.documentColumn()));

    for (int run = 0; run < 2; run++) {
      runWhatIsEmulated(List.of(tables.createTable(), tables.addColumns()));
      widenOneByOne(tables);
    }

    assertThat(columns(tables.table()))
        .isEqualTo(dataset.tableColumns().stream().map(Column::name).toList());
    assertThat(
            query(
                "SELECT %s:Kept::STRING, SOURCE_FILE FROM %s"
                    .formatted(dataset.documentColumn(), tables.table())))
        .containsExactly(Arrays.asList("1", null));
  }

  @Test
  void loadsDocumentsOfBothVersionsSideBySide() throws SQLException {
    DatasetPlan ec2 = prepare("ec2_instances");
    String key =
        new SnapshotKey(ec2.directory(), "123456789012", "eu-west-1", "0190-run", 1, SNAPSHOT_TIME)
            .render();
    land(
        key,
        7,
        """
        {"InstanceId":"i-1","InstanceType":"u-6tb1.112xlarge.long","LaunchTime":"2026-11-20T10:11:12Z",
         "State":{"Code":16,"Name":"running"},"Region":{"RegionName":"eu-west-1"},"InstanceName":"",
         "IamInstanceProfile":{"Arn":"arn:aws:iam::123456789012:instance-profile/p"},
         "AccountId":"123456789012"}""");
    land(
        KEY_OF_1_0,
        1,
        """
        {"InstanceType":"t2.micro","LaunchTime":"2019-01-02 03:04:05+00:00","State":{"Name":null},
         "Region":{"RegionName":"us-east-1"},"InstanceName":"it's \\\\ 1.0"}""");

    execute(ec2.insert(ROW, schema + ".LANDED AS L").sql());

    List<Map<String, String>> rows = rows(ec2, "SOURCE_FILE_ROW_NUMBER DESC");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0))
        .containsEntry("MONITORED_TIME", SNAPSHOT_TIME.toString())
        .containsEntry("INSTANCE_TYPE", "u-6tb1.112xlarge.long")
        .containsEntry("LAUNCH_TIME", "2026-11-20T10:11:12Z")
        .containsEntry("INSTANCE_STATE", "running")
        .containsEntry("REGION_NAME", "eu-west-1")
        .containsEntry("INSTANCE_NAME", "")
        .containsEntry("INSTANCE_PROFILE_ARN", "arn:aws:iam::123456789012:instance-profile/p")
        .containsEntry("ACCOUNT_ID", "123456789012")
        .containsEntry("KEY_NAME", null)
        .containsEntry("SOURCE_FILE", key)
        .containsEntry("SOURCE_FILE_ROW_NUMBER", "7")
        .containsEntry("LOAD_TIME", SCAN_TIME.toString())
        .containsEntry("RUN_ID", "0190-run");
    assertThat(rows.get(1))
        .containsEntry("MONITORED_TIME", "2019-02-03T04:05:06.789012Z")
        .containsEntry("INSTANCE_TYPE", "t2.micro")
        .containsEntry("LAUNCH_TIME", "2019-01-02T03:04:05Z")
        .containsEntry("INSTANCE_STATE", null)
        .containsEntry("INSTANCE_NAME", "it's \\ 1.0")
        .containsEntry("INSTANCE_ID", null)
        .containsEntry("SOURCE_FILE", KEY_OF_1_0)
        .containsEntry("RUN_ID", null);
  }

  /** 1.0's COPY took each value by a plain cast, and the time by this very expression. */
  @Test
  void theCopyOf10ReadsObjectsOfTodayAsWell() throws SQLException {
    DatasetPlan ec2 = prepare("ec2_instances");
    String key =
        new SnapshotKey(ec2.directory(), "123456789012", "eu-west-1", "0190-run", 1, SNAPSHOT_TIME)
            .render();
    land(
        key,
        1,
        """
        {"Architecture":"arm64","InstanceId":"i-1","InstanceType":"m7g.large","KeyName":"k",
         "LaunchTime":"2026-11-20T10:11:12Z","State":{"Code":16,"Name":"running"},
         "Region":{"RegionName":"eu-west-1"},"InstanceName":"web","AccountId":"123456789012"}""");
    land(
        KEY_OF_1_0,
        2,
        """
        {"Architecture":"x86_64","InstanceType":"t2.micro","KeyName":"k","LaunchTime":"2019-01-02 03:04:05+00:00",
         "State":{"Name":"stopped"},"Region":{"RegionName":"us-east-1"},"InstanceName":""}""");

    execute(
        """
        INSERT INTO %s (RAW_DATA, MONITORED_TIME, ARCHITECTURE, INSTANCE_TYPE, KEY_NAME, LAUNCH_TIME,
          REGION_NAME, INSTANCE_STATE, INSTANCE_NAME)
        SELECT DOC, (REGEXP_SUBSTR(KEY, '\\/([^\\/]*)\\.json', 1, 1, 'e', 1) || 'Z')::TIMESTAMP_TZ,
          DOC:Architecture::STRING, DOC:InstanceType::STRING, DOC:KeyName::STRING,
          DOC:LaunchTime::TIMESTAMP_TZ, DOC:Region.RegionName::STRING, DOC:State.Name::STRING,
          DOC:InstanceName::STRING
        FROM %s.LANDED"""
            .formatted(ec2.table(), schema));
    List<Map<String, String>> by10 = rows(ec2, "ARCHITECTURE");
    execute("DELETE FROM " + ec2.table());
    execute(ec2.insert(ROW, schema + ".LANDED AS L").sql());
    List<Map<String, String>> byToday = rows(ec2, "ARCHITECTURE");

    assertThat(by10).hasSize(2);
    for (int i = 0; i < by10.size(); i++) {
      for (Column column : ec2.dataset().originalTableColumns()) {
        assertThat(by10.get(i).get(column.name()))
            .as(column.name())
            .isNotNull()
            .isEqualTo(byToday.get(i).get(column.name()));
      }
    }
    assertThat(by10.get(0)).containsEntry("MONITORED_TIME", SNAPSHOT_TIME.toString());
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void whatDoesNotConvertIsNullAndTheRecordLands(Dataset dataset) throws Exception {
    DatasetPlan tables = prepare(dataset.name());
    Map<String, Object> document = new LinkedHashMap<>();
    for (Column column : dataset.tableColumns()) {
      if (column.value() instanceof ColumnValue.Member member
          && member.alternatives().get(0).members().size() == 1) {
        document.put(member.alternatives().get(0).toString(), "no such value");
      }
      if (column.value() instanceof ColumnValue.NotEmpty notEmpty) {
        document.put(notEmpty.array().toString(), "no array");
      }
    }
    land("no time/in the key", 1, JSON.writeValueAsString(document));

    execute(tables.insert(ROW, schema + ".LANDED AS L").sql());

    List<Map<String, String>> rows = rows(tables, "1");
    assertThat(rows).hasSize(1);
    assertThat(JSON.readTree(rows.get(0).get(dataset.documentColumn())))
        .isEqualTo(JSON.valueToTree(document));
    for (Column column : dataset.tableColumns()) {
      boolean lineage =
          column.name().equals("LOAD_TIME") || column.name().startsWith("SOURCE_FILE");
      switch (column.type()) {
        case BOOLEAN, INTEGER, TIMESTAMP -> {
          if (!lineage) {
            assertThat(rows.get(0)).containsEntry(column.name(), null);
          }
        }
        case STRING, VARIANT -> assertThat(rows.get(0)).containsKey(column.name());
      }
    }
  }

  @Test
  void tellsNoDeviceFromNotKnown() throws SQLException {
    DatasetPlan users = prepare("iam_users");
    land("k", 1, "{\"MFADevices\":[{\"SerialNumber\":\"a\"},{\"SerialNumber\":\"b\"}]}");
    land("k", 2, "{\"MFADevices\":[]}");
    land("k", 3, "{}");
    land("k", 4, "{\"MFADevices\":null}");

    execute(users.insert(ROW, schema + ".LANDED AS L").sql());

    assertThat(rows(users, "SOURCE_FILE_ROW_NUMBER"))
        .extracting(row -> row.get("MFA_IS_ENABLED"))
        .containsExactly("true", "false", null, null);
  }

  @Test
  void takesTheFirstAlternativeThatIsThere() throws SQLException {
    DatasetPlan loadBalancers = prepare("load_balancers");
    land("k", 1, "{\"VPCId\":\"vpc-classic\",\"CanonicalHostedZoneNameID\":\"Z1\"}");
    land("k", 2, "{\"VpcId\":\"vpc-v2\",\"VPCId\":null,\"CanonicalHostedZoneId\":\"Z2\"}");

    execute(loadBalancers.insert(ROW, schema + ".LANDED AS L").sql());

    assertThat(rows(loadBalancers, "SOURCE_FILE_ROW_NUMBER"))
        .extracting(row -> row.get("VPC_ID") + " " + row.get("HOSTED_ZONE_NAME_ID"))
        .containsExactly("vpc-classic Z1", "vpc-v2 Z2");
  }

  @Test
  void convertsNumbersTruthsAndDocuments() throws SQLException {
    DatasetPlan runs = prepare("harvest_runs");
    DatasetPlan policies = prepare("iam_policies");
    DatasetPlan events = prepare("cloudtrail_events");
    land(
        "k",
        1,
        """
        {"RecordCount":42,"PageCount":"3","ObjectKeys":["a","b"],"IsAttachable":true,
         "AttachmentCount":0,"readOnly":false,"eventTime":"2026-11-24T01:02:03Z",
         "userIdentity":{"arn":"arn:x","accountId":"111111111111"}}""");

    for (DatasetPlan dataset : List.of(runs, policies, events)) {
      execute(dataset.insert(ROW, schema + ".LANDED AS L").sql());
    }

    assertThat(rows(runs, "1").get(0))
        .containsEntry("RECORD_COUNT", "42")
        .containsEntry("PAGE_COUNT", "3");
    assertThat(query("SELECT OBJECT_KEYS[1]::STRING FROM " + runs.table()))
        .containsExactly(List.of("b"));
    assertThat(rows(policies, "1").get(0))
        .containsEntry("IS_ATTACHABLE", "true")
        .containsEntry("ATTACHMENT_COUNT", "0");
    assertThat(rows(events, "1").get(0))
        .containsEntry("READ_ONLY", "false")
        .containsEntry("EVENT_TIME", "2026-11-24T01:02:03Z")
        .containsEntry("EVENT_USER_ARN", "arn:x")
        .containsEntry("ACCOUNT_ID", "111111111111")
        .containsEntry("RECIPIENT_ACCOUNT_ID", null);
  }

  @Test
  void theViewYieldsEachEventOnceAlsoOfRowsFromBeforeItsColumns() throws SQLException {
    DatasetPlan events = prepare("cloudtrail_events");
    land("then", 1, "{\"eventID\":\"a\",\"eventName\":\"Run\",\"readOnly\":true}");
    land("first", 2, "{\"eventID\":\"b\"}");
    land("again", 7, "{\"eventID\":\"a\",\"eventName\":\"Run\",\"readOnly\":true}");
    land("first", 3, "{\"eventName\":\"Old\"}");
    land("first", 4, "{\"eventName\":\"Old\"}");
    execute(events.insert(ROW, schema + ".LANDED AS L").sql());
    // A row of 1.0 has neither an event id of its own nor lineage.
    execute(
        "INSERT INTO %s (EVENT_DATA) SELECT PARSE_JSON('{\"eventID\":\"c\",\"readOnly\":false}')"
            .formatted(events.table()));
    execute(
        "INSERT INTO %s (EVENT_DATA) SELECT PARSE_JSON('{\"eventID\":\"b\"}')"
            .formatted(events.table()));

    runWhatIsEmulated(plan.statements(Section.VIEWS));
    runWhatIsEmulated(plan.statements(Section.VIEWS));

    assertThat(
            query(
                "SELECT EVENT_ID, EVENT_NAME, READ_ONLY, SOURCE_FILE, SOURCE_FILE_ROW_NUMBER FROM"
                    + " %s ORDER BY 1, 5".formatted(events.view().orElseThrow())))
        .containsExactly(
            Arrays.asList("a", "Run", "true", "again", "7"),
            Arrays.asList("b", null, null, "first", "2"),
            Arrays.asList("c", null, "false", null, null),
            Arrays.asList(null, "Old", null, "first", "3"),
            Arrays.asList(null, "Old", null, "first", "4"));
    assertThat(columns(events.view().orElseThrow()))
        .isEqualTo(events.dataset().tableColumns().stream().map(Column::name).toList());
  }

  @Test
  void aNameCannotLeaveItsQuotes() throws SQLException {
    createSchema();
    Identifier evil = new Identifier("x\" (a INT); DROP SCHEMA " + schema + "; --");
    String table = schema + "." + evil;

    execute("CREATE TABLE " + table + " (\"a\\\" INT)");
    execute("INSERT INTO " + table + " SELECT 1");

    assertThat(query("SELECT \"a\\\" FROM " + table)).containsExactly(List.of("1"));
    assertThatThrownBy(() -> execute("SELECT 1 FROM " + schema + ".X"))
        .isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @MethodSource("literals")
  void aTextComesBackAsItWas(String text) throws SQLException {
    assertThat(query("SELECT " + Quoting.literal(text))).containsExactly(List.of(text));
  }

  // No "$x": fakesnow replaces a session variable inside a string constant, Snowflake does not.
  static Stream<String> literals() {
    return Stream.of(
        "it's",
        "'; DROP DATABASE SNOWWATCH; --",
        "back\\slash",
        "\\'",
        "5$ $1 $$",
        "\"q\"",
        "ä€😀");
  }

  private DatasetPlan prepare(String dataset) throws SQLException {
    createSchema();
    execute(plan.dataset(dataset).createTable().sql());
    execute(
        "CREATE TABLE IF NOT EXISTS %s.LANDED (DOC VARIANT, KEY STRING, ROW_NUMBER INT, SCAN_TIME TIMESTAMP_TZ)"
            .formatted(schema));
    return plan.dataset(dataset);
  }

  /** The plan makes it in a block, which fakesnow does not know. */
  private void createDatabase() throws SQLException {
    for (WantedObject object : plan.objects()) {
      if (object instanceof WantedDatabase) {
        execute(object.create().sql());
      }
    }
  }

  private void createSchema() throws SQLException {
    createDatabase();
    runWhatIsEmulated(plan.statements(Section.DATABASE));
  }

  private void land(String key, int rowNumber, String document) throws SQLException {
    execute(
        "INSERT INTO %s.LANDED SELECT PARSE_JSON(%s), %s, %d, %s::TIMESTAMP_TZ"
            .formatted(
                schema,
                Quoting.literal(document),
                Quoting.literal(key),
                rowNumber,
                Quoting.literal(SCAN_TIME.toString())));
  }

  private void runWhatIsEmulated(List<Statement> statements) throws SQLException {
    for (Statement statement : statements) {
      if (!NOT_EMULATED.contains(statement.kind())) {
        execute(statement.sql());
      }
    }
  }

  /** fakesnow changes one column per statement; Snowflake takes them all in one. */
  private void widenOneByOne(DatasetPlan dataset) throws SQLException {
    if (dataset.widenColumns().isPresent()) {
      List<String> lines = dataset.widenColumns().get().sql().lines().toList();
      for (String line : lines.subList(1, lines.size())) {
        execute(lines.get(0) + " " + line.replaceFirst(",$", ""));
      }
    }
  }

  private List<String> columns(QualifiedName table) throws SQLException {
    return query("DESCRIBE TABLE " + table).stream().map(row -> row.get(0)).toList();
  }

  private List<Map<String, String>> rows(DatasetPlan dataset, String order) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> names = dataset.dataset().tableColumns().stream().map(Column::name).toList();
    for (List<String> values :
        query(
            "SELECT %s FROM %s ORDER BY %s"
                .formatted(String.join(", ", names), dataset.table(), order))) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private List<List<String>> query(String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          Object value = result.getObject(i);
          row.add(
              value instanceof Timestamp time
                  ? time.toInstant().toString()
                  : value == null ? null : value.toString());
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private void execute(String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
