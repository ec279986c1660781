package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.Failure;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.Outcome;

/** A report as members of a line of JSON. */
final class HarvestSummary {

  private HarvestSummary() {}

  static void describe(HarvestReport report, ObjectNode line) {
    line.put("runId", report.runId());
    line.put("snapshotTime", report.time().toString());
    line.put("succeeded", report.succeeded().size());
    line.put(Metric.INCOMPLETE.member(), report.incomplete().size());
    line.put("skipped", report.skipped().size());
    line.put(Metric.FAILED.member(), report.failed().size());
    line.put(Metric.RECORDS.member(), report.recordCount());
    line.put("objects", report.objectKeys().size());
    ArrayNode failures = line.putArray("failures");
    for (HarvestRun run : report.failed()) {
      ObjectNode failure = subject(failures.addObject(), run);
      if (run.outcome() instanceof Outcome.Failed failed) {
        put(failure, failed.failure());
      }
    }
    if (!report.incomplete().isEmpty()) {
      ArrayNode incomplete = line.putArray("incompleteParts");
      for (HarvestRun run : report.incomplete()) {
        ObjectNode part = subject(incomplete.addObject(), run);
        if (run.outcome() instanceof Outcome.Succeeded landed) {
          part.put("records", landed.incompleteCount());
          landed.incompleteness().ifPresent(i -> put(part, i.firstFailure()));
        }
      }
    }
  }

  private static ObjectNode subject(ObjectNode node, HarvestRun run) {
    node.put("dataset", run.dataset().name());
    node.put("accountId", run.accountId());
    run.regionName().ifPresent(region -> node.put("region", region));
    return node;
  }

  private static void put(ObjectNode node, Failure failure) {
    node.put("kind", failure.kind().name());
    node.put("code", failure.code());
    node.put("message", failure.message());
  }
}
