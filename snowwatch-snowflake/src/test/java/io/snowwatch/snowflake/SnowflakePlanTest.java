package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SnowflakePlanTest {

  /**
   * The functions of the SELECT lists, all of which Snowflake lists for COPY transformations.
   *
   * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-transform">Supported
   *     functions</a>
   */
  private static final Set<String> COPY_FUNCTIONS =
      Set.of("ARRAY_SIZE", "NVL", "REGEXP_SUBSTR", "TRY_CAST");

  static Stream<Dataset> datasets() {
    return Plans.CATALOG.datasets().stream();
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void everyDatasetHasTableCopyAndPipeWithItsColumnsInOneOrder(Dataset dataset) {
    DatasetPlan plan = Plans.DEFAULTS.plan().dataset(dataset.name());
    List<String> columns = dataset.tableColumns().stream().map(Column::name).toList();

    assertThat(plan.createTable().sql())
        .startsWith("CREATE TABLE IF NOT EXISTS SNOWWATCH.AWS." + dataset.table() + " (\n");
    assertThat(firstWords(inParentheses(plan.createTable().sql()))).isEqualTo(columns);
    assertThat(plan.copy().sql()).startsWith("COPY INTO SNOWWATCH.AWS." + dataset.table() + " (\n");
    assertThat(firstWords(inParentheses(plan.copy().sql()))).isEqualTo(columns);
    assertThat(plan.selectList(StagedRow.FROM_STAGE)).hasSameSizeAs(columns);
    assertThat(plan.copy().sql())
        .contains(
            "SELECT\n    "
                + String.join(",\n    ", plan.selectList(StagedRow.FROM_STAGE))
                + "\n  FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE/"
                + plan.directory()
                + "/\n)");
    assertThat(plan.createPipe().sql())
        .startsWith(
            "CREATE PIPE IF NOT EXISTS SNOWWATCH.AWS." + dataset.pipe() + "\nAUTO_INGEST = TRUE\n")
        .endsWith("\nAS\n" + plan.copy().sql());
    assertThat(plan.backfill().sql()).contains(plan.copy().sql().indent(4).strip());
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void aTableOfTheFirstVersionGainsExactlyWhatItLacks(Dataset dataset) {
    DatasetPlan plan = Plans.DEFAULTS.plan().dataset(dataset.name());

    assertThat(plan.addColumns().sql().lines().skip(1).map(String::strip))
        .map(line -> line.replaceAll("IF NOT EXISTS (\\w+) .*", "$1"))
        .isEqualTo(dataset.addedTableColumns().stream().map(Column::name).toList());
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void usesOnlyFunctionsThatACopyMayUse(Dataset dataset) {
    Set<String> used = new HashSet<>();
    for (String expression :
        Plans.DEFAULTS.plan().dataset(dataset.name()).selectList(StagedRow.FROM_STAGE)) {
      Matcher function = Pattern.compile("(\\w+)\\(").matcher(expression);
      while (function.find()) {
        used.add(function.group(1));
      }
    }

    assertThat(COPY_FUNCTIONS).containsAll(used);
    assertThat(used).contains("REGEXP_SUBSTR");
  }

  @Test
  void rendersEveryKindOfColumn() {
    DatasetPlan users = Plans.DEFAULTS.plan().dataset("iam_users");
    DatasetPlan loadBalancers = Plans.DEFAULTS.plan().dataset("load_balancers");
    DatasetPlan runs = Plans.DEFAULTS.plan().dataset("harvest_runs");
    DatasetPlan events = Plans.DEFAULTS.plan().dataset("cloudtrail_events");

    assertThat(expression(users, "RAW_DATA")).isEqualTo("$1");
    assertThat(expression(users, "MONITORED_TIME"))
        .isEqualTo(
            "TRY_CAST(REGEXP_SUBSTR(METADATA$FILENAME, '/([^/]*)\\\\.json', 1, 1, 'e', 1) || 'Z' AS"
                + " TIMESTAMP_TZ)");
    assertThat(expression(users, "CREATED_DATE"))
        .isEqualTo("TRY_CAST($1:CreateDate::STRING AS TIMESTAMP_TZ)");
    assertThat(expression(users, "MFA_IS_ENABLED")).isEqualTo("ARRAY_SIZE($1:MFADevices) > 0");
    assertThat(expression(users, "RUN_ID"))
        .isEqualTo("REGEXP_SUBSTR(METADATA$FILENAME, '/run=([^/]+)/', 1, 1, 'e', 1)");
    assertThat(expression(users, "SOURCE_FILE")).isEqualTo("METADATA$FILENAME");
    assertThat(expression(users, "SOURCE_FILE_ROW_NUMBER")).isEqualTo("METADATA$FILE_ROW_NUMBER");
    assertThat(expression(users, "LOAD_TIME")).isEqualTo("METADATA$START_SCAN_TIME::TIMESTAMP_TZ");
    assertThat(expression(loadBalancers, "VPC_ID"))
        .isEqualTo("NVL($1:VPCId::STRING, $1:VpcId::STRING)");
    assertThat(expression(runs, "RECORD_COUNT"))
        .isEqualTo("TRY_CAST($1:RecordCount::STRING AS INT)");
    assertThat(expression(runs, "OBJECT_KEYS")).isEqualTo("$1:ObjectKeys");
    assertThat(expression(events, "READ_ONLY"))
        .isEqualTo("TRY_CAST($1:readOnly::STRING AS BOOLEAN)");
  }

  @Test
  void rendersAnyNumberOfAlternativesAndQuotesReservedNames() {
    Dataset dataset =
        Dataset.builder()
            .name("things")
            .title("It's things")
            .objectPrefix("THING")
            .addColumns(Column.integer("ORDER", "A", "B.Order", "C"), Column.variant("V", "A", "B"))
            .build();
    Source source =
        Source.builder()
            .name("things")
            .title("Things")
            .function("monitorThings")
            .coverage(Coverage.GLOBAL)
            .directory("things")
            .directoryVariable("THINGS_PATH")
            .addDatasets(dataset)
            .build();
    DatasetPlan plan =
        SnowflakePlan.of(
                new Catalog(List.of(source)),
                SnowflakeSettings.builder().accountId("123456789012").build())
            .dataset("things");

    assertThat(expression(plan, "ORDER"))
        .isEqualTo("TRY_CAST(NVL($1:A::STRING, NVL($1:B.\"Order\"::STRING, $1:C::STRING)) AS INT)");
    assertThat(expression(plan, "V")).isEqualTo("NVL($1:A, $1:B)");
    assertThat(plan.createTable().sql())
        .contains("\n  \"ORDER\" INT,\n")
        .contains("COMMENT = 'It''s things, landed from things/ by SnowWatch. [snowwatch ");
    assertThat(plan.widenColumns()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyStatementRunsAsItsRole(Plans plans) {
    Identifier current = null;
    for (Statement statement : plans.plan().statements()) {
      if (statement.kind() == StatementKind.USE_ROLE) {
        current = statement.role();
        assertThat(statement.sql()).isEqualTo("USE ROLE " + current.sql());
      }
      assertThat(statement.role()).as(statement.sql()).isEqualTo(current);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSectionsInOrderAreTheWholePlan(Plans plans) {
    SnowflakePlan plan = plans.plan();

    assertThat(plan.statements())
        .isEqualTo(
            Arrays.stream(Section.values()).flatMap(s -> plan.statements(s).stream()).toList());
    for (Section section : Section.values()) {
      assertThat(plan.statements(section))
          .allSatisfy(s -> assertThat(s.section()).isEqualTo(section));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDroppedOrReplacedAndWhatIsThereStays(Plans plans) {
    assertThat(plans.plan().statements())
        .allSatisfy(
            statement -> {
              assertThat(statement.sql()).doesNotStartWith("DROP");
              if (statement.kind() == StatementKind.CREATE_VIEW) {
                assertThat(statement.sql()).startsWith("CREATE OR ALTER VIEW ");
                return;
              }
              assertThat(statement.sql()).doesNotContain("OR REPLACE");
              if (statement.sql().startsWith("CREATE")) {
                assertThat(statement.sql()).contains(" IF NOT EXISTS ");
              }
            });
  }

  @Test
  void whatIsUsedExistsByThen() {
    List<String> statements =
        Plans.DEFAULTS.plan().statements().stream().map(Statement::sql).toList();

    assertThat(indexOf(statements, "CREATE ROLE IF NOT EXISTS SNOWWATCH_ROLE"))
        .isLessThan(indexOf(statements, "EXECUTE IMMEDIATE"));
    assertThat(indexOf(statements, "CREATE STORAGE INTEGRATION"))
        .isLessThan(indexOf(statements, "CREATE STAGE"));
    assertThat(indexOf(statements, "CREATE FILE FORMAT"))
        .isLessThan(indexOf(statements, "CREATE STAGE"));
    assertThat(indexOf(statements, "CREATE TABLE")).isLessThan(indexOf(statements, "CREATE PIPE"));
    assertThat(Plans.DEFAULTS.plan().statements(Section.BACKFILL))
        .extracting(Statement::kind)
        .startsWith(StatementKind.USE_ROLE, StatementKind.USE_WAREHOUSE, StatementKind.BACKFILL);
  }

  @Test
  void loadsWhatLiesThereBeforeItCreatesThePipes() {
    assertThat(Section.BACKFILL).isLessThan(Section.PIPES);
    assertThat(Section.PIPES).isLessThan(Section.CATCH_UP);
    assertThat(Plans.DEFAULTS.plan().dataset("ec2_instances").backfill().sql())
        .contains("NOT EXISTS (SELECT 1 FROM SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE)")
        .contains(
            "NOT EXISTS (SELECT 1 FROM SNOWWATCH.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA ="
                + " 'AWS' AND PIPE_NAME = 'EC2_MONITORING_PIPE')");
  }

  @Test
  void catchesUpOnlyWithPipesThatTookNoOthersPlace() {
    DatasetPlan plan = Plans.DEFAULTS.plan().dataset("ec2_instances");
    WantedPipe pipe = plan.wantedPipes().get(0);
    String comment = "COMMENT = " + Quoting.literal(pipe.comment());

    assertThat(plan.createPipe().sql()).contains("\n" + comment + "\n");
    assertThat(pipe.catchUp().sql()).contains(" AND " + comment + ")");
    assertThat(pipe.comment())
        .matches(
            "EC2 instances, loaded from ec2_monitoring/ by SnowWatch\\. \\[snowwatch [0-9a-f]{8}\\]");
  }

  @Test
  void ownershipIsTakenOnlyOfWhatIsCreated() {
    assertThat(Plans.DEFAULTS.plan().statements())
        .extracting(Statement::sql)
        .noneMatch(sql -> sql.startsWith("GRANT OWNERSHIP"))
        .filteredOn(sql -> sql.contains("GRANT OWNERSHIP"))
        .hasSize(2)
        .allMatch(sql -> sql.contains("CREATE ") && !sql.contains("IF NOT EXISTS"));
  }

  @Test
  void everyBucketHasItsOwnStagePipesAndIntegration() {
    SnowflakePlan plan = Plans.SEVERAL_BUCKETS.plan();

    assertThat(plan.dataset("ec2_instances").wantedPipes())
        .extracting(pipe -> pipe.name().sql())
        .containsExactly(
            "SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "SNOWWATCH.AWS.EC2_MONITORING_PIPE_210987654321",
            "SNOWWATCH.AWS.EC2_MONITORING_PIPE_GOV");
    assertThat(plan.objects())
        .filteredOn(object -> object.kind() == ObjectKind.STAGE)
        .extracting(WantedObject::definition)
        .satisfiesExactly(
            first -> assertThat(first).contains("'s3://snowwatch-123456789012/'"),
            second ->
                assertThat(second)
                    .contains("'s3://snowwatch-210987654321/'")
                    .contains("SNOWWATCH_S3_INTEGRATION_210987654321"),
            third -> assertThat(third).contains("'s3gov://acme-gov-watch/'"));
    assertThat(plan.print())
        .contains("STORAGE_PROVIDER = 'S3GOV'")
        .contains("kms:Decrypt")
        .contains("ERROR_INTEGRATION = SNOWWATCH_ERROR_INTEGRATION")
        .contains("AWS_SNS_TOPIC = 'arn:aws-us-gov:sns:us-gov-west-1:333333333333:snowwatch'");
    assertThat(plan.objects()).extracting(WantedObject::name).doesNotHaveDuplicates();
  }

  @Test
  void anExtensionsObjectsAreWantedLikeTheRest() {
    SnowflakePlan plan = Plans.extended();

    assertThat(plan.print())
        .contains(
            "CREATE TABLE IF NOT EXISTS SNOWWATCH.BI.\"it's kept\" (\n  KEY STRING COMMENT 'It''s the key.'")
        .contains("CREATE OR ALTER VIEW SNOWWATCH.BI.NOW (")
        .contains("ALTER TASK SNOWWATCH.BI.MERGE RESUME;");
    assertThat(plan.objects()).isSortedAccordingTo(Comparator.comparing(WantedObject::section));
  }

  @Test
  void aHashFollowsFromTheFormAndNothingElse() {
    WantedObject pipe = Plans.DEFAULTS.plan().dataset("ec2_instances").wantedPipes().get(0);

    assertThat(Mark.in(pipe.comment())).contains(pipe.mark());
    assertThat(Mark.in("Made by hand.")).isEmpty();
    assertThat(Mark.in(pipe.mark().with("replacing since now").after("A pipe.")))
        .hasValueSatisfying(
            mark -> {
              assertThat(mark.hash()).isEqualTo(pipe.mark().hash());
              assertThat(mark.state()).contains("replacing since now");
            });
    assertThat(Plans.AWKWARD_NAMES.plan().dataset("ec2_instances").wantedPipes().get(0).mark())
        .isNotEqualTo(pipe.mark());
  }

  @Test
  void neverHoldsAnAwsKey() {
    assertThat(Plans.AWS_KEYS.plan().print())
        .contains(
            "CREDENTIALS = (AWS_KEY_ID = '<AWS access key id>' AWS_SECRET_KEY = '<AWS secret access"
                + " key>')")
        .doesNotContain("STORAGE INTEGRATION");
  }

  @Test
  void asksForNoSnowAlertUnlessItIsUsed() {
    assertThat(Plans.DEFAULTS.plan().print()).doesNotContainIgnoringCase("snowalert");
    assertThat(Plans.SNOW_ALERT.plan().statements(Section.GRANTS))
        .extracting(Statement::sql)
        .contains(
            "GRANT SELECT ON FUTURE VIEWS IN SCHEMA SNOWALERT.RESULTS TO ROLE"
                + " SNOWALERT_RESULTS_READ_ROLE");
  }

  @Test
  void namesTheDatasetsThereAre() {
    assertThatThrownBy(() -> Plans.DEFAULTS.plan().dataset("ec2"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("There is no dataset 'ec2': choose one of cloudtrail_events, ");
  }

  @Test
  void keepsEveryCommentOfAScriptOnItsLine() {
    assertThat(Plans.AWKWARD_NAMES.plan().print().lines().filter(l -> l.startsWith("-- ")))
        .contains("--   SHOW PIPES IN SCHEMA \"Security \"\"Lake\"\"\".\"select\";")
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }

  private static String expression(DatasetPlan plan, String column) {
    List<String> names = plan.dataset().tableColumns().stream().map(Column::name).toList();
    return plan.selectList(StagedRow.FROM_STAGE).get(names.indexOf(column));
  }

  private static int indexOf(List<String> statements, String beginning) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).startsWith(beginning)) {
        return i;
      }
    }
    throw new AssertionError("No statement begins with " + beginning);
  }

  private static List<String> inParentheses(String sql) {
    return sql.lines().skip(1).takeWhile(line -> !line.equals(")")).toList();
  }

  private static List<String> firstWords(List<String> lines) {
    return lines.stream().map(line -> line.strip().replaceAll("[ ,].*", "")).toList();
  }
}
