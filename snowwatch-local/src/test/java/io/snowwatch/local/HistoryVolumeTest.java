package io.snowwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.answers.AnswerView;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.HistoryMerge;
import io.snowwatch.answers.KeptHistory;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many snapshots of many instances, of which few change: what history gains, and what a question
 * about now reads. docs/cost-snowflake.md tells of it; {@code -Dsnowwatch.instances=50000} asks of
 * more.
 */
@Tag("hours")
class HistoryVolumeTest {

  private static final int INSTANCES = Integer.getInteger("snowwatch.instances", 20_000);
  private static final int SNAPSHOTS = 96;
  private static final int CHANGED = INSTANCES / 1000;

  private static final KeptHistory KEPT =
      new KeptHistory("HISTORY_RUNS", dataset -> dataset.entity() + "_VERSIONS");

  private final Dataset instances = Sources.catalog().dataset("ec2_instances");
  private final HistoryMerge merge =
      HistoryMerge.of(Sources.catalog(), Dialect.DUCKDB, Landing::table, KEPT);

  private static String table(String name, List<HistoryMerge.Column> columns) {
    return columns.stream()
        .map(c -> c.name() + " " + HistoryMerge.type(Dialect.DUCKDB, c.type()))
        .collect(Collectors.joining(", ", "CREATE TABLE " + name + " (", ")"));
  }

  private void prepare(LocalEstate estate) {
    for (Dataset dataset : Sources.catalog().datasets()) {
      estate.execute(new Landing(dataset, Optional.empty()).create());
    }
    estate.execute(table("HISTORY_RUNS", HistoryMerge.runColumns()));
    for (Dataset dataset : merge.datasets()) {
      estate.execute(table(KEPT.versions().apply(dataset), HistoryMerge.versionColumns()));
    }
    for (AnswerView view :
        AnswerViews.of(Sources.catalog(), Dialect.DUCKDB, Landing::table).keeping(KEPT).all()) {
      estate.execute("CREATE VIEW %s AS\n%s".formatted(view.name(), view.query()));
    }
  }

  /** One in a thousand stops or starts between two snapshots. */
  private void land(LocalEstate estate, int run) {
    String time = "TIMESTAMPTZ '2026-11-24 00:00:00Z' + INTERVAL '%d minutes'".formatted(15 * run);
    estate.execute(
        """
        INSERT INTO %s (RAW_DATA, MONITORED_TIME, ACCOUNT_ID, REGION_NAME, RUN_ID, INSTANCE_ID, SOURCE_FILE)
        SELECT
          '{"InstanceId":"i-' || I || '","State":{"Name":"' || CASE WHEN I // %d < %d THEN 'stopped' ELSE 'running' END || '"},"Tags":[{"Key":"Name","Value":"' || repeat('x', 200) || '"}]}',
          %s, '123456789012', 'eu-west-1', 'run-%d', 'i-' || I, 'ec2/%d'
        FROM range(%d) AS R(I)"""
            .formatted(Landing.table(instances), CHANGED, run, time, run, run, INSTANCES));
    estate.execute(
        """
        INSERT INTO %s (DATASET_NAME, ACCOUNT_ID, REGION_NAME, RUN_ID, MONITORED_TIME, OUTCOME, RECORD_COUNT, SOURCE_FILE)
        VALUES ('ec2_instances', '123456789012', 'eu-west-1', 'run-%d', %s, 'SUCCEEDED', %d, 'runs/%d')"""
            .formatted(
                Landing.table(Sources.catalog().dataset("harvest_runs")),
                run,
                time,
                INSTANCES,
                run));
  }

  private static long count(LocalEstate estate, String table) {
    return (long) estate.query("SELECT COUNT(*) FROM " + table).rows().get(0).get(0);
  }

  private static long scanned(LocalEstate estate, String sql, String table) throws IOException {
    String profile =
        String.valueOf(estate.query("EXPLAIN (ANALYZE, FORMAT json) " + sql).rows().get(0).get(1));
    return scanned(new ObjectMapper().readTree(profile), table);
  }

  private static long scanned(JsonNode operator, String table) {
    long rows =
        operator.path("extra_info").toString().contains(table)
            ? operator.path("operator_rows_scanned").asLong()
            : 0;
    for (JsonNode child : operator.path("children")) {
      rows += scanned(child, table);
    }
    return rows;
  }

  @Test
  void historyGrowsByWhatChangedAndNowIsReadFromTheLastSnapshots() throws IOException {
    try (LocalEstate estate = LocalEstate.connect(Sources.catalog())) {
      prepare(estate);
      long began = System.nanoTime();
      for (int run = 0; run < SNAPSHOTS; run++) {
        land(estate, run);
        merge.statements(instances).forEach(estate::execute);
      }
      long landed = count(estate, Landing.table(instances));
      long versions = count(estate, "EC2_INSTANCES_VERSIONS");
      long scanned =
          scanned(
              estate,
              "SELECT COUNT(*), MAX(INSTANCE_STATE) FROM EC2_INSTANCES",
              "EC2_MONITORING_LANDING_ZONE");
      System.out.printf(
          "%d instances, %d snapshots: %d landed rows, %d versions, %d rows read for now, %d s%n",
          INSTANCES,
          SNAPSHOTS,
          landed,
          versions,
          scanned,
          (System.nanoTime() - began) / 1_000_000_000);

      assertThat(landed).isEqualTo((long) INSTANCES * SNAPSHOTS);
      assertThat(versions).isEqualTo(INSTANCES + (long) CHANGED * (SNAPSHOTS - 1));
      // A row group has 122,880 rows and is read as a whole.
      assertThat(scanned).isPositive().isLessThan(INSTANCES + 2L * 122_880 + 1);
    }
  }
}
