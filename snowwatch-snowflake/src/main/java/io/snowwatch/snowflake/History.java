package io.snowwatch.snowflake;

import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.HistoryMerge;
import io.snowwatch.answers.KeptHistory;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * History that tasks keep: a table of versions for each dataset and one of the runs in them,
 * streams that say when something has landed, a task that takes what is complete, and one that
 * removes what has been taken.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/streams-intro">Streams: only a statement
 *     that writes moves one on, and so does one that filters all of its rows out</a>
 * @see <a href="https://docs.snowflake.com/en/user-guide/tasks-intro">Tasks</a>
 */
public final class History implements Extension {

  private final Catalog catalog;
  private final SnowflakeSettings settings;

  private History(Catalog catalog, SnowflakeSettings settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /**
   * The history of a catalog's datasets.
   *
   * @param catalog the sources that the plan has
   * @param settings how often tasks run, on what, and when they purge
   * @return what adds it to a plan
   */
  public static History of(Catalog catalog, SnowflakeSettings settings) {
    return new History(catalog, settings);
  }

  KeptHistory tables(ObjectNames names) {
    return new KeptHistory(
        names.inLanding("HISTORY_RUNS").sql(), dataset -> versions(names, dataset).sql());
  }

  private static QualifiedName versions(ObjectNames names, Dataset dataset) {
    return names.inLanding(dataset.entity() + "_VERSIONS");
  }

  private static QualifiedName stream(ObjectNames names, Dataset dataset) {
    return names.inLanding(dataset.name().toUpperCase(java.util.Locale.ROOT) + "_LANDED");
  }

  private HistoryMerge merge(ObjectNames names) {
    return HistoryMerge.of(
        catalog, Dialect.SNOWFLAKE, dataset -> names.table(dataset).sql(), tables(names));
  }

  /** What every run says of itself lands here, also of those that found nothing. */
  private Dataset runs() {
    return catalog.sources().stream()
        .filter(source -> source.trigger() == Trigger.EVERY_RUN)
        .flatMap(source -> source.datasets().stream())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public List<WantedObject> objects(ObjectNames names) {
    HistoryMerge merge = merge(names);
    List<WantedObject> objects = new ArrayList<>();
    objects.add(
        table(
            names,
            names.inLanding("HISTORY_RUNS"),
            HistoryMerge.runColumns(),
            "The runs that history has taken."));
    for (Dataset dataset : merge.datasets()) {
      objects.add(
          table(
              names,
              versions(names, dataset),
              HistoryMerge.versionColumns(),
              dataset.title() + ": a row for each version."));
    }
    List<Dataset> followed = Stream.concat(Stream.of(runs()), merge.datasets().stream()).toList();
    for (Dataset dataset : followed) {
      objects.add(
          new WantedStream(
              stream(names, dataset),
              names.table(dataset),
              dataset.title() + ": what history has not looked at.",
              names.ownerRole()));
    }
    objects.add(
        task(
            names,
            "MERGE_HISTORY",
            settings.lagMinutes() + " MINUTE",
            Optional.of(
                followed.stream()
                    .map(d -> "SYSTEM$STREAM_HAS_DATA(%s)".formatted(literal(stream(names, d))))
                    .collect(Collectors.joining("\n  OR "))),
            mergeAll(names, merge),
            "Takes complete runs into history."));
    settings
        .landingDays()
        .ifPresent(
            days ->
                objects.add(
                    task(
                        names,
                        "PURGE_LANDED",
                        "USING CRON 17 3 * * * UTC",
                        Optional.empty(),
                        purgeAll(merge, days),
                        "Removes what landed and history has taken.")));
    return List.copyOf(objects);
  }

  private static String literal(QualifiedName name) {
    return SqlText.literal(name.sql());
  }

  private WantedTask task(
      ObjectNames names,
      String name,
      String schedule,
      Optional<String> condition,
      String program,
      String purpose) {
    return new WantedTask(
        names.inLanding(name),
        settings.taskCompute() == TaskCompute.WAREHOUSE
            ? Optional.of(names.warehouse())
            : Optional.empty(),
        schedule,
        condition,
        "EXECUTE IMMEDIATE " + Quoting.program(program),
        purpose,
        names.ownerRole());
  }

  private static WantedTable table(
      ObjectNames names, QualifiedName name, List<HistoryMerge.Column> columns, String purpose) {
    return new WantedTable(
        name,
        columns.stream()
            .map(
                column ->
                    new WantedColumn(
                        new Identifier(column.name()),
                        HistoryMerge.type(Dialect.SNOWFLAKE, column.type()),
                        Optional.of(column.description())))
            .toList(),
        purpose,
        names.ownerRole());
  }

  /** A dataset that fails holds up no other; its stream stays where it was. */
  private String mergeAll(ObjectNames names, HistoryMerge merge) {
    return """

        DECLARE
          FAILURES INT DEFAULT 0;
          NOT_ALL_TAKEN EXCEPTION (-20001, 'Not every dataset was merged into history; QUERY_HISTORY has the statements that failed, and the next run tries again.');
        BEGIN
          %s;
        %s
          IF (FAILURES > 0) THEN
            RAISE NOT_ALL_TAKEN;
          END IF;
          RETURN 'Merged.';
        END;
        """
        .formatted(
            moveOn(names, runs()),
            merge.datasets().stream()
                .map(dataset -> mergeOne(names, merge, dataset))
                .collect(Collectors.joining()));
  }

  private String mergeOne(ObjectNames names, HistoryMerge merge, Dataset dataset) {
    return """
          BEGIN
            BEGIN TRANSACTION;
            %s;
        %s
            COMMIT;
          EXCEPTION
            WHEN OTHER THEN
              ROLLBACK;
              FAILURES := FAILURES + 1;
          END;
        """
        .formatted(
            moveOn(names, dataset),
            statements(names, merge, dataset).stream()
                .map(sql -> SqlText.indented(SqlText.indented(sql)) + ";")
                .collect(Collectors.joining("\n")));
  }

  /** A dataset's statements, with the names that a task has no schema for. */
  List<String> statements(ObjectNames names, Dataset dataset) {
    return statements(names, merge(names), dataset);
  }

  private static List<String> statements(ObjectNames names, HistoryMerge merge, Dataset dataset) {
    return merge.statements(dataset).stream()
        .map(sql -> qualified(qualified(sql, "SCOPE_RUNS", names), Dialect.CANONICAL, names))
        .toList();
  }

  private static String qualified(String sql, String name, ObjectNames names) {
    return sql.replaceAll(
        "\\b" + name + "\\b", java.util.regex.Matcher.quoteReplacement(names.inBi(name).sql()));
  }

  private String moveOn(ObjectNames names, Dataset dataset) {
    return "INSERT INTO %s (RUN_ID) SELECT L.RUN_ID FROM %s AS L WHERE 0 = 1"
        .formatted(tables(names).runs(), stream(names, dataset).sql());
  }

  private static String purgeAll(HistoryMerge merge, int days) {
    String before = "DATEADD('day', -%d, CURRENT_TIMESTAMP())".formatted(days);
    return merge.datasets().stream()
        .map(dataset -> SqlText.indented(merge.purge(dataset, before)) + ";\n")
        .collect(Collectors.joining("", "\nBEGIN\n", "  RETURN 'Purged.';\nEND;\n"));
  }
}
