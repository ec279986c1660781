package io.snowwatch.answers;

import io.snowwatch.catalog.LogicalType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The SQL that makes results of a check's query. */
public final class CheckResults {

  /** The columns of a result, in order. */
  public static final List<String> COLUMNS =
      List.of(
          "CHECK_ID",
          "TITLE",
          "SEVERITY",
          "STATUS",
          "RESOURCE_TYPE",
          "RESOURCE_ID",
          "RESOURCE_ARN",
          "ACCOUNT_ID",
          "REGION_NAME",
          "REASON",
          "EVIDENCE",
          "MONITORED_TIME",
          "RUN_ID",
          "FIRST_SEEN");

  private static final Set<String> EVEN_OF_MANY =
      Set.of("CHECK_ID", "TITLE", "SEVERITY", "STATUS", "ACCOUNT_ID", "REGION_NAME");

  /** The dataset of events, of which no run tells whether it is complete. */
  private static final String EVENTS = "cloudtrail_events";

  private final Dialect dialect;

  private CheckResults(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Results for a database.
   *
   * @param dialect the database
   * @return renders the queries
   */
  public static CheckResults in(Dialect dialect) {
    return new CheckResults(dialect);
  }

  /**
   * A check's results: one row per resource, and one UNKNOWN row for each account and Region that
   * nobody has looked at completely.
   *
   * <p>It reads the views of {@link AnswerViews} and the table {@code CHECK_EXCEPTIONS}.
   *
   * @param check the check
   * @return a query with {@link #COLUMNS}
   */
  public String query(Check check) {
    String key = "F.RESOURCE_TYPE, F.RESOURCE_ID, F.RESOURCE_ARN, F.ACCOUNT_ID, F.REGION_NAME";
    String evidence = check.evidence().isEmpty() ? "NULL" : dialect.object(check.evidence());
    String none = "CAST(NULL AS " + dialect.type(LogicalType.TIMESTAMP) + ")";
    String results =
        """
        SELECT
          %s,
          MAX(F.MONITORED_TIME) AS MONITORED_TIME, MAX(F.RUN_ID) AS RUN_ID, %s AS SINCE,
          MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) AS FAILS,
          MAX(CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END) AS UNSURE,
          MIN(CASE WHEN F.FAILED THEN F.REASON END) AS FAIL_REASON,
          MIN(CASE WHEN F.FAILED IS NULL THEN F.REASON END) AS UNSURE_REASON,
          CASE WHEN MAX(CASE WHEN F.FAILED THEN 1 ELSE 0 END) = 1 THEN %s END AS EVIDENCE
        FROM FINDINGS AS F
        GROUP BY %s"""
            .formatted(
                key,
                check.since().map(c -> "MIN(CASE WHEN F.FAILED THEN F." + c + " END)").orElse(none),
                dialect.arrayOf(evidence, "F.FAILED"),
                key);
    String single =
        """
        SELECT
          %s, F.MONITORED_TIME, F.RUN_ID, %s AS SINCE,
          CASE WHEN F.FAILED THEN 1 ELSE 0 END AS FAILS,
          CASE WHEN F.FAILED IS NULL THEN 1 ELSE 0 END AS UNSURE,
          F.REASON AS FAIL_REASON, F.REASON AS UNSURE_REASON,
          %s AS EVIDENCE
        FROM FINDINGS AS F"""
            .formatted(
                key,
                check.since().map(c -> "CASE WHEN F.FAILED THEN F." + c + " END").orElse(none),
                check.evidence().isEmpty()
                    ? "CAST(NULL AS VARCHAR)"
                    : "CASE WHEN F.FAILED THEN %s END".formatted(dialect.arrayOfOne(evidence)));
    String others =
        check.datasets().stream()
            .skip(check.each() ? check.datasets().size() : 1)
            .filter(name -> !name.equals(EVENTS))
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    String missing =
        others.isEmpty()
            ? "SELECT CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS VARCHAR) AS REASON FROM EXPECTED_SCOPES AS S WHERE FALSE"
            : "SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(S.DATASET_NAME || ': ' || S.REASON) AS REASON FROM EXPECTED_SCOPES AS S WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN (%s) GROUP BY 1, 2"
                .formatted(others);
    boolean events = check.datasets().get(0).equals(EVENTS);
    String unknown =
        events
            ? """
            SELECT DISTINCT S.ACCOUNT_ID, 'global' AS REGION_NAME, 'No CloudTrail event of the account has landed.' AS REASON
            FROM EXPECTED_SCOPES AS S
            LEFT JOIN ACTIVITY_ACCOUNTS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID
            WHERE A.ACCOUNT_ID IS NULL"""
            : """
            SELECT S.ACCOUNT_ID, S.REGION_NAME, MIN(%s) AS REASON
            FROM EXPECTED_SCOPES AS S
            WHERE S.COMPLETE_RUN_ID IS NULL AND S.DATASET_NAME IN (%s)
            GROUP BY 1, 2"""
                .formatted(
                    check.each() ? "S.DATASET_NAME || ': ' || S.REASON" : "S.REASON",
                    check.datasets().stream()
                        .limit(check.each() ? check.datasets().size() : 1)
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(", ")));
    String failed =
        check.byAbsence()
            ? "WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN' WHEN R.FAILS = 1 THEN 'FAIL'"
            : "WHEN R.FAILS = 1 THEN 'FAIL' WHEN COALESCE(M.REASON, G.REASON) IS NOT NULL THEN 'UNKNOWN'";
    return """
        WITH FINDINGS AS (
        %s
        ), RESULTS AS (
        %s
        ), MISSING AS (
        %s
        ), JUDGED AS (
          SELECT
            R.RESOURCE_TYPE, R.RESOURCE_ID, R.RESOURCE_ARN, R.ACCOUNT_ID, R.REGION_NAME, R.MONITORED_TIME, R.RUN_ID, R.SINCE, R.EVIDENCE,
            CASE %s WHEN R.UNSURE = 1 THEN 'UNKNOWN' ELSE 'PASS' END AS STATUS,
            R.FAIL_REASON, R.UNSURE_REASON, COALESCE(M.REASON, G.REASON) AS MISSING_REASON
          FROM RESULTS AS R
          LEFT JOIN MISSING AS M ON M.ACCOUNT_ID = R.ACCOUNT_ID AND M.REGION_NAME = R.REGION_NAME
          LEFT JOIN MISSING AS G ON G.ACCOUNT_ID = R.ACCOUNT_ID AND G.REGION_NAME = 'global'
        ), ALL_RESULTS AS (
          SELECT
            J.STATUS, J.RESOURCE_TYPE, J.RESOURCE_ID, J.RESOURCE_ARN, J.ACCOUNT_ID, J.REGION_NAME,
            CASE J.STATUS WHEN 'FAIL' THEN J.FAIL_REASON WHEN 'UNKNOWN' THEN COALESCE(J.MISSING_REASON, J.UNSURE_REASON) END AS REASON,
            CAST(J.EVIDENCE AS %s) AS EVIDENCE, J.MONITORED_TIME, J.RUN_ID, J.SINCE
          FROM JUDGED AS J
          UNION ALL
          SELECT
            'UNKNOWN', '%s', CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), U.ACCOUNT_ID, U.REGION_NAME,
            U.REASON, NULL, NULL, CAST(NULL AS VARCHAR), NULL
          FROM (%s) AS U
        ), EXCEPTIONS AS (
          SELECT X.*
          FROM CHECK_EXCEPTIONS AS X
          WHERE (X.CHECK_ID IS NULL OR X.CHECK_ID = '%s') AND (X.UNTIL_TIME IS NULL OR X.UNTIL_TIME > CURRENT_TIMESTAMP)
        )
        SELECT
          '%s' AS CHECK_ID, '%s' AS TITLE, '%s' AS SEVERITY,
          CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN 'MUTED' ELSE A.STATUS END AS STATUS,
          A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME,
          CASE WHEN A.STATUS = 'FAIL' AND X.REASON IS NOT NULL THEN X.REASON ELSE A.REASON END AS REASON,
          A.EVIDENCE, A.MONITORED_TIME, A.RUN_ID, COALESCE(A.SINCE, H.FIRST_SEEN, A.MONITORED_TIME) AS FIRST_SEEN
        FROM ALL_RESULTS AS A
        LEFT JOIN RESOURCE_SINCE AS H
          ON H.RESOURCE_TYPE = A.RESOURCE_TYPE AND H.RESOURCE_ID = A.RESOURCE_ID AND H.ACCOUNT_ID = A.ACCOUNT_ID AND H.REGION_NAME = A.REGION_NAME
        LEFT JOIN (
          SELECT M.RESOURCE_TYPE, M.RESOURCE_ID, M.ACCOUNT_ID, M.REGION_NAME, MIN(M.REASON) AS REASON
          FROM (
            SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
            FROM ALL_RESULTS AS F
            JOIN EXCEPTIONS AS X ON %1$s
            WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NULL
            UNION ALL
            SELECT F.RESOURCE_TYPE, F.RESOURCE_ID, F.ACCOUNT_ID, F.REGION_NAME, X.REASON
            FROM ALL_RESULTS AS F
            JOIN EXCEPTIONS AS X ON %1$s
            JOIN RESOURCE_TAGS AS T
              ON T.RESOURCE_ARN = F.RESOURCE_ARN AND T.TAG_KEY = X.TAG_KEY AND (X.TAG_VALUE IS NULL OR T.TAG_VALUE = X.TAG_VALUE)
            WHERE F.STATUS = 'FAIL' AND X.TAG_KEY IS NOT NULL
          ) AS M
          GROUP BY 1, 2, 3, 4
        ) AS X
          ON X.RESOURCE_TYPE = A.RESOURCE_TYPE AND X.RESOURCE_ID = A.RESOURCE_ID AND X.ACCOUNT_ID = A.ACCOUNT_ID AND X.REGION_NAME = A.REGION_NAME"""
        .replace(
            "%1$s",
            "(X.ACCOUNT_ID IS NULL OR X.ACCOUNT_ID = F.ACCOUNT_ID)"
                + " AND (X.REGION_NAME IS NULL OR X.REGION_NAME = F.REGION_NAME)"
                + " AND (X.RESOURCE_PATTERN IS NULL OR F.RESOURCE_ID LIKE X.RESOURCE_PATTERN OR F.RESOURCE_ARN LIKE X.RESOURCE_PATTERN)")
        .formatted(
            check.query(),
            check.perFinding() ? results : single,
            missing,
            failed,
            dialect.type(LogicalType.VARIANT),
            check.resourceType(),
            unknown,
            check.id(),
            check.id(),
            check.title().replace("'", "''"),
            check.severity().name().toLowerCase(Locale.ROOT));
  }

  /**
   * Results of which those that pass are counted.
   *
   * @param results a query with {@link #COLUMNS}
   * @return a query with them and {@code RESOURCES}: one row for all that pass in an account and
   *     Region, and one for each other
   */
  public static String summary(String results) {
    return COLUMNS.stream()
        .map(
            column ->
                EVEN_OF_MANY.contains(column)
                    ? column
                    : "CASE WHEN STATUS <> 'PASS' THEN %s END AS %s".formatted(column, column))
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                ", COUNT(*) AS RESOURCES FROM (\n" + results + "\n) GROUP BY ALL"));
  }

  /**
   * The table of exceptions, empty.
   *
   * @return the statement that creates it
   */
  public String createExceptions() {
    return """
        CREATE TABLE IF NOT EXISTS CHECK_EXCEPTIONS (
          CHECK_ID VARCHAR,
          ACCOUNT_ID VARCHAR,
          REGION_NAME VARCHAR,
          RESOURCE_PATTERN VARCHAR,
          TAG_KEY VARCHAR,
          TAG_VALUE VARCHAR,
          REASON VARCHAR NOT NULL,
          UNTIL_TIME %s
        )"""
        .formatted(dialect.type(LogicalType.TIMESTAMP));
  }

  /**
   * The table of tags that resources have to have, for check EC15, empty.
   *
   * @return the statement that creates it
   */
  public String createRequiredTags() {
    return """
        CREATE TABLE IF NOT EXISTS REQUIRED_TAGS (
          TAG_KEY VARCHAR NOT NULL,
          RESOURCE_TYPE VARCHAR,
          ACCOUNT_ID VARCHAR
        )""";
  }
}
