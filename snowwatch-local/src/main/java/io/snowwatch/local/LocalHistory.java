package io.snowwatch.local;

import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.HistoryMerge;
import io.snowwatch.answers.KeptHistory;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** History in a file of DuckDB, which the statements of Snowflake's tasks fill. */
final class LocalHistory {

  private static final String DATABASE = "KEPT";

  private final LocalEstate estate;
  private final KeptHistory tables;
  private final HistoryMerge merge;

  /** The history of an estate that has its file open. */
  LocalHistory(LocalEstate estate, Catalog catalog) {
    this.estate = estate;
    this.tables =
        new KeptHistory(
            DATABASE + ".main.HISTORY_RUNS", dataset -> DATABASE + ".main." + versions(dataset));
    this.merge = HistoryMerge.of(catalog, Dialect.DUCKDB, Landing::table, tables);
  }

  static String versions(Dataset dataset) {
    return dataset.entity() + "_VERSIONS";
  }

  /** Opens the file, or makes it, beside what an estate has in memory. */
  static LocalHistory in(Path file, Catalog catalog, LocalEstate estate) {
    LocalHistory history = new LocalHistory(estate, catalog);
    estate.execute("ATTACH %s AS %s".formatted(Landing.literal(file.toString()), DATABASE));
    history.create(history.tables.runs(), HistoryMerge.runColumns());
    for (Dataset dataset : history.merge.datasets()) {
      history.create(history.tables.versions().apply(dataset), HistoryMerge.versionColumns());
    }
    return history;
  }

  private void create(String table, List<HistoryMerge.Column> columns) {
    estate.execute(
        columns.stream()
            .map(c -> c.name() + " " + HistoryMerge.type(Dialect.DUCKDB, c.type()))
            .collect(Collectors.joining(", ", "CREATE TABLE IF NOT EXISTS " + table + " (", ")")));
  }

  /** Removes what landed before a time and history has taken. */
  void purge(Dataset dataset, String before) {
    estate.execute(merge.purge(dataset, before));
  }

  KeptHistory tables() {
    return tables;
  }

  /**
   * Takes the complete runs that history does not have yet, each dataset's at once or not at all.
   */
  void take() {
    for (Dataset dataset : merge.datasets()) {
      estate.execute("BEGIN TRANSACTION");
      try {
        merge.statements(dataset).forEach(estate::execute);
        estate.execute("COMMIT");
      } catch (LocalException e) {
        estate.execute("ROLLBACK");
        throw e;
      }
    }
  }
}
