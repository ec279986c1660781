package io.snowwatch.cli;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.Outcome;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report as a table per dataset, and a line for whatever failed. */
final class Summary {

  private final PrintWriter err;

  Summary(Console console) {
    this.err = console.err();
  }

  private static final class Row {
    private int succeeded;
    private int skipped;
    private int failed;
    private long records;
    private int objects;
  }

  void print(AwsAccount account, HarvestReport report, boolean failuresOnly) {
    if (!failuresOnly) {
      Map<String, Row> rows = new LinkedHashMap<>();
      report
          .runs()
          .forEach(run -> count(rows.computeIfAbsent(run.dataset().name(), n -> new Row()), run));
      err.printf(Locale.ROOT, "Account %s, run %s%n", account, report.runId());
      err.printf(
          Locale.ROOT,
          "%-20s %9s %9s %9s %10s %8s%n",
          "dataset",
          "succeeded",
          "skipped",
          "failed",
          "records",
          "objects");
      rows.forEach(
          (dataset, row) ->
              err.printf(
                  Locale.ROOT,
                  "%-20s %9d %9d %9d %10d %8d%n",
                  dataset,
                  row.succeeded,
                  row.skipped,
                  row.failed,
                  row.records,
                  row.objects));
    }
    for (HarvestRun run : report.failed()) {
      if (run.outcome() instanceof Outcome.Failed failed) {
        err.printf(
            Locale.ROOT,
            "FAILED %s in %s/%s: %s%n",
            run.dataset().name(),
            run.accountId(),
            run.regionName().orElse("(the list of Regions)"),
            failed.failure());
      }
    }
    for (HarvestRun run : report.incomplete()) {
      if (run.outcome() instanceof Outcome.Succeeded landed) {
        err.printf(
            Locale.ROOT,
            "INCOMPLETE %s in %s/%s: %d of %d records%s%n",
            run.dataset().name(),
            run.accountId(),
            run.regionName().orElse("(no Region)"),
            landed.incompleteCount(),
            landed.recordCount(),
            landed.incompleteness().map(i -> ": " + i.firstFailure()).orElse(""));
      }
    }
    err.flush();
  }

  private static void count(Row row, HarvestRun run) {
    if (run.outcome() instanceof Outcome.Succeeded succeeded) {
      row.succeeded++;
      row.records += succeeded.recordCount();
      row.objects += succeeded.objectKeys().size();
    } else if (run.outcome() instanceof Outcome.Skipped) {
      row.skipped++;
    } else {
      row.failed++;
    }
  }
}
