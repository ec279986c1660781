package io.snowwatch.answers;

import io.snowwatch.answers.AnswerView.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The checks and their results as views: one for each check, over those of {@link AnswerViews} and
 * the tables of {@link CheckResults}, and those over all of them.
 */
public final class CheckViews {

  private static final List<Column> RESULT_COLUMNS =
      List.of(
          new Column("CHECK_ID", "The check."),
          new Column("TITLE", "What is wrong where it fails."),
          new Column("SEVERITY", "critical, high, medium, low or informational."),
          new Column(
              "STATUS",
              "FAIL, PASS, UNKNOWN: nobody has looked at all that it needs, or MUTED: an exception applies."),
          new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
          new Column(
              "RESOURCE_ID",
              "What tells it from the others of its type, account and Region; NULL where nobody has looked."),
          new Column("RESOURCE_ARN", "Its ARN."),
          new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
          new Column("REGION_NAME", "The Region; global for a service without Regions."),
          new Column("REASON", "Why it fails, is muted or cannot be said."),
          new Column("EVIDENCE", "What proves a failure: a list of objects."),
          new Column("MONITORED_TIME", "When the run began that saw it so."),
          new Column("RUN_ID", "That run."),
          new Column(
              "FIRST_SEEN",
              "When the run began that first saw the resource as it is; of events when the first happened."));

  private final Dialect dialect;
  private final List<Check> checks;

  private CheckViews(Dialect dialect, List<Check> checks) {
    this.dialect = dialect;
    this.checks = checks;
  }

  /**
   * The views of all built-in checks.
   *
   * @param dialect the database that the views are for
   * @return the views
   */
  public static CheckViews of(Dialect dialect) {
    return of(dialect, Checks.all());
  }

  static CheckViews of(Dialect dialect, List<Check> checks) {
    return new CheckViews(dialect, checks);
  }

  /**
   * Every view.
   *
   * @return the views; each uses only those before it
   */
  public List<AnswerView> all() {
    List<AnswerView> views = new ArrayList<>();
    views.add(catalog());
    checks.forEach(check -> views.add(results(check)));
    views.add(
        new AnswerView(
            "CHECK_RESULTS",
            "What every check says of every resource; one of SELECT's conditions should name the check",
            RESULT_COLUMNS,
            checks.stream()
                .map(c -> "SELECT R.* FROM " + name(c) + " AS R")
                .collect(Collectors.joining("\nUNION ALL\n"))));
    views.add(
        new AnswerView(
            "CHECK_SUMMARY",
            "How many resources each check fails, passes or cannot judge",
            List.of(
                new Column("CHECK_ID", "The check."),
                new Column("TITLE", "What is wrong where it fails."),
                new Column("SEVERITY", "critical, high, medium, low or informational."),
                new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
                new Column("FAIL_COUNT", "How many fail."),
                new Column("PASS_COUNT", "How many pass."),
                new Column("UNKNOWN_COUNT", "How many cannot be judged."),
                new Column("MUTED_COUNT", "How many fail and are excepted.")),
            """
            SELECT
              R.CHECK_ID, R.TITLE, R.SEVERITY, R.ACCOUNT_ID,
              SUM(CASE WHEN R.STATUS = 'FAIL' THEN 1 ELSE 0 END) AS FAIL_COUNT,
              SUM(CASE WHEN R.STATUS = 'PASS' THEN 1 ELSE 0 END) AS PASS_COUNT,
              SUM(CASE WHEN R.STATUS = 'UNKNOWN' THEN 1 ELSE 0 END) AS UNKNOWN_COUNT,
              SUM(CASE WHEN R.STATUS = 'MUTED' THEN 1 ELSE 0 END) AS MUTED_COUNT
            FROM CHECK_RESULTS AS R
            GROUP BY 1, 2, 3, 4"""));
    return List.copyOf(views);
  }

  private AnswerView catalog() {
    return new AnswerView(
        "CHECKS",
        "The checks",
        List.of(
            new Column("CHECK_ID", "The check."),
            new Column("TITLE", "What is wrong where it fails."),
            new Column("SEVERITY", "critical, high, medium, low or informational."),
            new Column("RESOURCE_TYPE", "The type of the resources that it looks at."),
            new Column("DATASETS", "What it needs."),
            new Column("CIS_V3", "The control of the CIS AWS Foundations Benchmark, version 3."),
            new Column("CIS_V5", "The control of version 5."),
            new Column("CIS_V6", "The control of version 6."),
            new Column("WHY", "What can happen."),
            new Column("REMEDY", "What to do.")),
        checks.stream()
            .map(
                c ->
                    List.of(
                        c.id(),
                        c.title(),
                        c.severity().name().toLowerCase(Locale.ROOT),
                        c.resourceType(),
                        String.join(", ", c.datasets()),
                        control(c.controls(), "v3"),
                        control(c.controls(), "v5"),
                        control(c.controls(), "v6"),
                        c.why(),
                        c.remedy()))
            .map(
                values ->
                    values.stream()
                        .map(v -> v.isEmpty() ? "NULL" : "'" + v.replace("'", "''") + "'")
                        .collect(Collectors.joining(", ", "  (", ")")))
            .collect(
                Collectors.joining(
                    ",\n",
                    "SELECT V.*\nFROM (VALUES\n",
                    "\n) AS V(CHECK_ID, TITLE, SEVERITY, RESOURCE_TYPE, DATASETS, CIS_V3, CIS_V5, CIS_V6, WHY, REMEDY)")));
  }

  private static String control(Map<String, String> controls, String version) {
    return controls.getOrDefault(version, "");
  }

  private AnswerView results(Check check) {
    return new AnswerView(
        name(check), check.title(), RESULT_COLUMNS, CheckResults.in(dialect).query(check));
  }

  /**
   * The name of the view that has a check's results.
   *
   * @param check the check
   * @return for example {@code CHECK_SG01}
   */
  public static String name(Check check) {
    return "CHECK_" + check.id();
  }
}
