package io.snowwatch.cli;

import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.Incompleteness;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.json.JsonLines;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a harvest did about an account.
 *
 * @param account its id, or what else it is called
 * @param target where the records went
 * @param report part by part
 */
record Summary(String account, String target, HarvestReport report) {

  private static final class Row {
    private int succeeded;
    private int skipped;
    private int failed;
    private long records;
    private int objects;

    private void count(Outcome outcome) {
      if (outcome instanceof Outcome.Succeeded landed) {
        succeeded++;
        records += landed.recordCount();
        objects += landed.objectKeys().size();
      } else if (outcome instanceof Outcome.Skipped) {
        skipped++;
      } else {
        failed++;
      }
    }
  }

  /** Prints a table of the datasets. */
  void printTable(PrintWriter text) {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (HarvestRun run : report.runs()) {
      rows.computeIfAbsent(run.dataset().name(), name -> new Row()).count(run.outcome());
    }
    text.printf(Locale.ROOT, "Account %s, run %s, to %s%n", account, report.runId(), target);
    text.printf(
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
            text.printf(
                Locale.ROOT,
                "%-20s %9d %9d %9d %10d %8d%n",
                dataset,
                row.succeeded,
                row.skipped,
                row.failed,
                row.records,
                row.objects));
    text.flush();
  }

  /** Prints a line for whatever failed or lacks something. */
  void printProblems(PrintWriter text) {
    for (HarvestRun run : report.failed()) {
      if (run.outcome() instanceof Outcome.Failed failed) {
        text.printf(Locale.ROOT, "FAILED %s: %s%n", part(run), failed.failure());
      }
    }
    for (HarvestRun run : report.incomplete()) {
      if (run.outcome() instanceof Outcome.Succeeded landed
          && landed.incompleteness().isPresent()) {
        Incompleteness lacking = landed.incompleteness().get();
        text.printf(
            Locale.ROOT,
            "INCOMPLETE %s: %d of %d records: %s%n",
            part(run),
            lacking.recordCount(),
            landed.recordCount(),
            lacking.firstFailure());
      }
    }
    text.flush();
  }

  private static String part(HarvestRun run) {
    return "%s in %s/%s"
        .formatted(
            run.dataset().name(),
            run.accountId(),
            run.regionName().orElse("(the list of Regions)"));
  }

  /** Prints all of it as one JSON object on a line. */
  void printJson(OutputStream out) throws IOException {
    JsonLines lines = new JsonLines(out);
    lines.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("RunId", report.runId());
          json.writeStringField("Time", report.time().toString());
          json.writeStringField("AccountId", account);
          json.writeStringField("Target", target);
          json.writeBooleanField("Complete", report.isComplete());
          json.writeNumberField("RecordCount", report.recordCount());
          json.writeNumberField("Succeeded", report.succeeded().size());
          json.writeNumberField("Skipped", report.skipped().size());
          json.writeNumberField("Failed", report.failed().size());
          json.writeNumberField("Incomplete", report.incomplete().size());
          json.writeArrayFieldStart("Runs");
          for (HarvestRun run : report.runs()) {
            run.writeTo(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
    lines.flush();
    out.flush();
  }
}
