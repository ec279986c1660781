package io.snowwatch.answers;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.LogicalType;
import java.util.List;
import java.util.function.Function;

/**
 * The SQL that takes complete runs into a history that is kept: it yields what {@link AnswerViews}
 * computes from everything that landed, and needs only what landed since.
 *
 * <p>The statements of a dataset belong into one transaction. They take each complete run that they
 * have not taken yet, whenever it comes: where a later one has been taken already, history is taken
 * back to before the late one and grows again from what has landed. Where that has been purged, the
 * late run is left out and marked so. What failed is done by running the statements again.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class HistoryMerge {

  /** The columns of {@link KeptHistory#runs()}, with what they hold. */
  private static final List<Column> RUN_COLUMNS =
      List.of(
          new Column("DATASET_NAME", LogicalType.STRING, "The dataset."),
          new Column("ACCOUNT_ID", LogicalType.STRING, "The AWS account, 12 digits."),
          new Column("REGION_NAME", LogicalType.STRING, "The Region; global for none."),
          new Column("RUN_ID", LogicalType.STRING, "The run."),
          new Column("MONITORED_TIME", LogicalType.TIMESTAMP, "When the run began."),
          new Column("RECORD_COUNT", LogicalType.INTEGER, "How many records it wrote."),
          new Column(
              "TAKEN",
              LogicalType.BOOLEAN,
              "Whether history has it; FALSE: it came when what landed after it had been purged."));

  private static final List<Column> VERSION_COLUMNS =
      List.of(
          new Column("RESOURCE_TYPE", LogicalType.STRING, "CloudFormation's name of the type."),
          new Column("RESOURCE_ID", LogicalType.STRING, "What tells it from others of its type."),
          new Column("RESOURCE_ARN", LogicalType.STRING, "Its ARN."),
          new Column("ACCOUNT_ID", LogicalType.STRING, "The AWS account, 12 digits."),
          new Column("REGION_NAME", LogicalType.STRING, "The Region; global for none."),
          new Column("VALID_FROM", LogicalType.TIMESTAMP, "The run that first saw the version."),
          new Column("VALID_TO", LogicalType.TIMESTAMP, "The run that saw it no more."),
          new Column("LAST_SEEN", LogicalType.TIMESTAMP, "The last run that saw it, once ended."),
          new Column("PREVIOUS_RUN", LogicalType.TIMESTAMP, "The complete run before the first."),
          new Column("CONTENT_HASH", LogicalType.STRING, "A hash of what it says."),
          new Column("RAW_DATA", LogicalType.VARIANT, "The record as the first run saw it."));

  /**
   * A column of a table that history is kept in.
   *
   * @param name its name
   * @param type what it holds
   * @param description what it says, in one sentence
   */
  public record Column(String name, LogicalType type, String description) {}

  private final AnswerViews views;
  private final KeptHistory history;

  private HistoryMerge(AnswerViews views, KeptHistory history) {
    this.views = views;
    this.history = history;
  }

  /**
   * The merge for a database.
   *
   * @param catalog the sources
   * @param dialect the database
   * @param landing the landing table of a dataset, as SQL
   * @param history the tables that history is kept in
   * @return renders the statements
   */
  public static HistoryMerge of(
      Catalog catalog, Dialect dialect, Function<Dataset, String> landing, KeptHistory history) {
    return new HistoryMerge(AnswerViews.of(catalog, dialect, landing), history);
  }

  /**
   * The datasets with a history.
   *
   * @return those with a snapshot of resources in each run
   */
  public List<Dataset> datasets() {
    return views.snapshots();
  }

  /**
   * The table of the runs that history has taken.
   *
   * @return its columns in order
   */
  public static List<Column> runColumns() {
    return RUN_COLUMNS;
  }

  /**
   * The table of a dataset's versions.
   *
   * @return its columns in order
   */
  public static List<Column> versionColumns() {
    return VERSION_COLUMNS;
  }

  /**
   * The name of a column's type.
   *
   * @param dialect the database
   * @param type the type
   * @return for example {@code TIMESTAMP_TZ}
   */
  public static String type(Dialect dialect, LogicalType type) {
    return dialect.type(type);
  }

  /**
   * Takes a dataset's runs, in order; all in one transaction.
   *
   * @param dataset one of {@link #datasets()}
   * @return the statements
   */
  public List<String> statements(Dataset dataset) {
    return List.of(
        claim(dataset),
        forget(dataset),
        reopen(dataset),
        claimAgain(dataset),
        merge(dataset),
        "UPDATE %s SET TAKEN = TRUE WHERE DATASET_NAME = '%s' AND TAKEN IS NULL"
            .formatted(history.runs(), dataset.name()));
  }

  /**
   * Removes what landed before a time and history has taken; the rows that are current stay, and so
   * does what history has not taken.
   *
   * @param dataset one of {@link #datasets()}
   * @param before an expression for the time
   * @return the statement
   */
  public String purge(Dataset dataset, String before) {
    return """
        DELETE FROM %s
        USING (
          SELECT K.RUN_ID AS OLD_RUN, K.ACCOUNT_ID AS OLD_ACCOUNT, K.REGION_NAME AS OLD_REGION
          FROM %s AS K
          WHERE K.DATASET_NAME = '%s' AND K.TAKEN IS NOT NULL
          QUALIFY
            K.MONITORED_TIME < %s
            AND K.MONITORED_TIME < MAX(CASE WHEN K.TAKEN THEN K.MONITORED_TIME END) OVER (PARTITION BY K.ACCOUNT_ID, K.REGION_NAME)
        ) AS O
        WHERE RUN_ID = O.OLD_RUN AND ACCOUNT_ID = O.OLD_ACCOUNT AND %s = O.OLD_REGION AND MONITORED_TIME < %s"""
        .formatted(
            views.landingOf(dataset),
            history.runs(),
            dataset.name(),
            before,
            AnswerViews.region(dataset).replace("L.", ""),
            before);
  }

  /** From here on, what counts is decided: rows that land meanwhile are for the next time. */
  private String claim(Dataset dataset) {
    return """
        INSERT INTO %1$s (DATASET_NAME, ACCOUNT_ID, REGION_NAME, RUN_ID, MONITORED_TIME, RECORD_COUNT, TAKEN)
        WITH NEW_RUNS AS (
          SELECT R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME, R.RECORD_COUNT
          FROM SCOPE_RUNS AS R
          LEFT JOIN %1$s AS K
            ON %2$s
          WHERE R.DATASET_NAME = '%3$s' AND R.COMPLETE AND K.RUN_ID IS NULL
        ), LATER AS (
          SELECT K.ACCOUNT_ID, K.REGION_NAME, K.RUN_ID, K.MONITORED_TIME
          FROM %1$s AS K
          JOIN (
            SELECT R.ACCOUNT_ID, R.REGION_NAME, MIN(R.MONITORED_TIME) AS FROM_TIME FROM NEW_RUNS AS R GROUP BY 1, 2
          ) AS P
            ON P.ACCOUNT_ID = K.ACCOUNT_ID AND P.REGION_NAME = K.REGION_NAME AND P.FROM_TIME <= K.MONITORED_TIME
          WHERE K.DATASET_NAME = '%3$s' AND K.TAKEN AND K.RECORD_COUNT > 0
        ), GONE AS (
          SELECT T.ACCOUNT_ID, T.REGION_NAME, MAX(T.MONITORED_TIME) AS GONE_TIME
          FROM LATER AS T
          LEFT JOIN (
            SELECT R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID
            FROM %4$s AS L
            JOIN LATER AS R
              ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = %5$s
            GROUP BY 1, 2, 3
          ) AS N
            ON N.ACCOUNT_ID = T.ACCOUNT_ID AND N.REGION_NAME = T.REGION_NAME AND N.RUN_ID = T.RUN_ID
          WHERE N.RUN_ID IS NULL
          GROUP BY 1, 2
        )
        SELECT
          R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME, R.RECORD_COUNT,
          CASE WHEN R.MONITORED_TIME <= G.GONE_TIME THEN FALSE END
        FROM NEW_RUNS AS R
        LEFT JOIN GONE AS G
          ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = R.REGION_NAME"""
        .formatted(
            history.runs(),
            AnswerViews.SAME_RUN,
            dataset.name(),
            views.landingOf(dataset),
            AnswerViews.region(dataset));
  }

  /** The scopes where a run is late, and since when history has to grow again. */
  private String late(Dataset dataset) {
    return """
        SELECT P.ACCOUNT_ID AS LATE_ACCOUNT, P.REGION_NAME AS LATE_REGION, P.FROM_TIME
          FROM (
            SELECT K.ACCOUNT_ID, K.REGION_NAME, MIN(CASE WHEN K.TAKEN IS NULL THEN K.MONITORED_TIME END) AS FROM_TIME,
              MAX(CASE WHEN K.TAKEN THEN K.MONITORED_TIME END) AS LAST_TAKEN
            FROM %s AS K
            WHERE K.DATASET_NAME = '%s'
            GROUP BY 1, 2
          ) AS P
          WHERE P.FROM_TIME <= P.LAST_TAKEN"""
        .formatted(history.runs(), dataset.name());
  }

  private String forget(Dataset dataset) {
    return """
        DELETE FROM %s
        USING (
          %s
        ) AS B
        WHERE ACCOUNT_ID = B.LATE_ACCOUNT AND REGION_NAME = B.LATE_REGION AND VALID_FROM >= B.FROM_TIME"""
        .formatted(history.versions().apply(dataset), late(dataset));
  }

  private String reopen(Dataset dataset) {
    return """
        UPDATE %s
        SET VALID_TO = NULL, LAST_SEEN = NULL
        FROM (
          %s
        ) AS B
        WHERE ACCOUNT_ID = B.LATE_ACCOUNT AND REGION_NAME = B.LATE_REGION AND VALID_TO >= B.FROM_TIME"""
        .formatted(history.versions().apply(dataset), late(dataset));
  }

  private String claimAgain(Dataset dataset) {
    return """
        UPDATE %s
        SET TAKEN = NULL
        FROM (
          %s
        ) AS B
        WHERE DATASET_NAME = '%s' AND ACCOUNT_ID = B.LATE_ACCOUNT AND REGION_NAME = B.LATE_REGION
          AND TAKEN AND MONITORED_TIME >= B.FROM_TIME"""
        .formatted(history.runs(), late(dataset), dataset.name());
  }

  /** What is open counts as seen by a run before the first that is taken now. */
  private String merge(Dataset dataset) {
    return """
        MERGE INTO %1$s AS H
        USING (
          WITH RUNS AS (
            SELECT
              K.ACCOUNT_ID, K.REGION_NAME, K.RUN_ID, K.MONITORED_TIME,
              ROW_NUMBER() OVER (PARTITION BY K.ACCOUNT_ID, K.REGION_NAME ORDER BY K.MONITORED_TIME, K.RUN_ID) AS N
            FROM %2$s AS K
            WHERE K.DATASET_NAME = '%3$s' AND K.TAKEN IS NULL
          ), TAKEN AS (
            SELECT K.ACCOUNT_ID, K.REGION_NAME, MAX(K.MONITORED_TIME) AS MONITORED_TIME
            FROM %2$s AS K
            JOIN RUNS AS R ON R.ACCOUNT_ID = K.ACCOUNT_ID AND R.REGION_NAME = K.REGION_NAME AND R.N = 1
            WHERE K.DATASET_NAME = '%3$s' AND K.TAKEN
            GROUP BY 1, 2
          ), TIMES AS (
            SELECT R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME FROM RUNS AS R
            UNION ALL
            SELECT T.ACCOUNT_ID, T.REGION_NAME, 0, T.MONITORED_TIME FROM TAKEN AS T
          ), %4$s, SEEN AS (
            SELECT L.*, C.CONTENT_HASH, L.MONITORED_TIME AS BEGAN
            FROM LANDED AS L
            JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
            UNION ALL
            SELECT
              V.ACCOUNT_ID, V.REGION_NAME, 0, T.MONITORED_TIME, V.RESOURCE_TYPE, V.RESOURCE_ID, V.RESOURCE_ARN,
              CAST(NULL AS VARCHAR), V.CONTENT_HASH, V.VALID_FROM
            FROM %1$s AS V
            JOIN TAKEN AS T ON T.ACCOUNT_ID = V.ACCOUNT_ID AND T.REGION_NAME = V.REGION_NAME
            WHERE V.VALID_TO IS NULL
          ), %5$s
          SELECT
            S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
            S.BEGAN AS VALID_FROM, A.MONITORED_TIME AS VALID_TO,
            CASE WHEN A.MONITORED_TIME IS NOT NULL THEN S.LAST_SEEN END AS LAST_SEEN,
            B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA, S.N
          FROM VERSIONS AS S
          LEFT JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
          LEFT JOIN TIMES AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
          LEFT JOIN TIMES AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
          WHERE S.STARTS = 1 AND (S.N > 0 OR A.MONITORED_TIME IS NOT NULL)
        ) AS S
        ON S.N = 0
          AND H.ACCOUNT_ID = S.ACCOUNT_ID AND H.REGION_NAME = S.REGION_NAME
          AND H.RESOURCE_TYPE = S.RESOURCE_TYPE AND H.RESOURCE_ID = S.RESOURCE_ID
          AND H.VALID_FROM = S.VALID_FROM AND H.VALID_TO IS NULL
        WHEN MATCHED THEN UPDATE SET VALID_TO = S.VALID_TO, LAST_SEEN = S.LAST_SEEN
        WHEN NOT MATCHED THEN INSERT (
          RESOURCE_TYPE, RESOURCE_ID, RESOURCE_ARN, ACCOUNT_ID, REGION_NAME,
          VALID_FROM, VALID_TO, LAST_SEEN, PREVIOUS_RUN, CONTENT_HASH, RAW_DATA
        ) VALUES (
          S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
          S.VALID_FROM, S.VALID_TO, S.LAST_SEEN, S.PREVIOUS_RUN, S.CONTENT_HASH, S.RAW_DATA
        )"""
        .formatted(
            history.versions().apply(dataset),
            history.runs(),
            dataset.name(),
            views.landedContents(dataset),
            AnswerViews.numberedVersions());
  }
}
