package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.testing.RenderedFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final SnowflakeSettings SETTINGS =
      SnowflakeSettings.builder()
          .accountId("123456789012")
          .analysis(Analysis.TASKS)
          .landingDays(30)
          .landingTables(LandingTables.TRANSIENT)
          .build();

  static final SnowflakePlan PLAN = plan(SETTINGS);

  private static SnowflakePlan plan(SnowflakeSettings settings) {
    return SnowflakePlan.of(Plans.CATALOG, settings, Answers.of(Plans.CATALOG, settings));
  }

  /** What the task runs, of every dataset, and what the other one purges. */
  static List<String> merges() {
    return Plans.CATALOG.datasets().stream()
        .filter(dataset -> !dataset.kinds().isEmpty())
        .flatMap(HistoryTest::statements)
        .toList();
  }

  private static java.util.stream.Stream<String> statements(Dataset dataset) {
    return History.of(Plans.CATALOG, SETTINGS).statements(PLAN.names(), dataset).stream();
  }

  private static List<WantedTask> tasks(SnowflakePlan plan) {
    return plan.objects().stream()
        .filter(WantedTask.class::isInstance)
        .map(WantedTask.class::cast)
        .toList();
  }

  @Test
  void tasksAndWhatTheyFillAreAsRendered() {
    RenderedFile.at("src/test/resources/golden/history.sql")
        .assertContent(
            PLAN.objects().stream()
                .filter(
                    object ->
                        object.section() == Section.TASKS
                            || object
                                .name()
                                .last()
                                .name()
                                .matches("HISTORY_RUNS|EC2_.*_VERSIONS|SCOPE_RUNS|EC2_.*_HISTORY"))
                .map(object -> object.create().sql() + ";\n")
                .collect(Collectors.joining("\n")));
  }

  @Test
  void aDatasetHasATableAStreamAndAPlaceInTheTask() {
    for (Dataset dataset : Plans.CATALOG.datasets()) {
      if (!dataset.kinds().isEmpty()) {
        String versions = "SNOWWATCH.AWS." + dataset.entity() + "_VERSIONS";
        String stream =
            "SNOWWATCH.AWS." + dataset.name().toUpperCase(java.util.Locale.ROOT) + "_LANDED";
        assertThat(PLAN.print())
            .contains(
                "CREATE TABLE IF NOT EXISTS " + versions + " (",
                "CREATE STREAM IF NOT EXISTS " + stream + "\nON TABLE SNOWWATCH.AWS.",
                "MERGE INTO " + versions + " AS H",
                "SYSTEM$STREAM_HAS_DATA('" + stream + "')",
                "SELECT L.RUN_ID FROM " + stream + " AS L WHERE 0 = 1",
                "DELETE FROM SNOWWATCH.AWS." + dataset.table() + "\n");
      }
    }
    assertThat(merges())
        .allSatisfy(
            sql ->
                assertThat(sql)
                    .doesNotContainPattern("(?<!BI\\.)(SCOPE_RUNS|SNOWWATCH_CANONICAL)\\b"));
  }

  @Test
  void theRoleMayRunTasksAndTablesThatLandAreAsWanted() {
    SnowflakePlan serverless =
        plan(
            NamedSettings.settings(
                Map.of(
                    "accountId", "123456789012",
                    "analysis", "tasks",
                    "lagMinutes", "60",
                    "taskCompute", "serverless")));

    assertThat(PLAN.print())
        .contains("GRANT EXECUTE TASK ON ACCOUNT TO ROLE SNOWWATCH_ROLE;")
        .contains("CREATE TRANSIENT TABLE IF NOT EXISTS SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE")
        .doesNotContain("EXECUTE MANAGED TASK");
    assertThat(tasks(PLAN)).hasSize(2);
    assertThat(tasks(PLAN).get(0).create().sql())
        .contains("WAREHOUSE = SNOWWATCH_WAREHOUSE\nSCHEDULE = '15 MINUTE'\n");
    assertThat(serverless.print())
        .contains("GRANT EXECUTE MANAGED TASK ON ACCOUNT TO ROLE SNOWWATCH_ROLE;")
        .doesNotContain("TRANSIENT TABLE", "PURGE_LANDED");
    assertThat(tasks(serverless)).hasSize(1);
    assertThat(tasks(serverless).get(0).create().sql())
        .contains("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'\nSCHEDULE = '60 MINUTE'\n")
        .doesNotContain("WAREHOUSE =  ");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThatThrownBy(
            () ->
                NamedSettings.settings(
                    Map.of("accountId", "123456789012", "landingDays", "30", "lagMinutes", "0")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lagMinutes")
        .hasMessageContaining("set analysis = tasks");
    assertThatThrownBy(
            () ->
                NamedSettings.settings(
                    Map.of("accountId", "123456789012", "landingDays", "x", "taskCompute", "big")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("landingDays: 'x' is no number")
        .hasMessageContaining("'big' is no compute: choose one of [WAREHOUSE, SERVERLESS].");
  }
}
