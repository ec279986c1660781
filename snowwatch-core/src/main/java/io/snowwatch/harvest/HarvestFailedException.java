package io.snowwatch.harvest;

import io.snowwatch.SnowWatchException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of a harvest failed, or has landed with records that lack something. All other parts have
 * landed; the report tells which is which.
 */
public final class HarvestFailedException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient HarvestReport report;

  HarvestFailedException(HarvestReport report) {
    super(
        summary(report)
            + ": "
            + Stream.concat(report.failed().stream(), report.incomplete().stream())
                .map(HarvestFailedException::describe)
                .collect(Collectors.joining("; ")));
    this.report = report;
  }

  /** Counts the parts that were looked at; only of what has landed it says so. */
  private static String summary(HarvestReport report) {
    int failed = report.failed().size();
    int incomplete = report.incomplete().size();
    int whole = report.succeeded().size() - incomplete;
    int parts = failed + incomplete + whole;
    StringBuilder text = new StringBuilder();
    if (failed > 0) {
      text.append("%d of %d parts of run %s failed".formatted(failed, parts, report.runId()));
      if (incomplete > 0) {
        text.append(", %d landed incomplete".formatted(incomplete));
      }
    } else {
      text.append(
          "%d of %d parts of run %s landed incomplete"
              .formatted(incomplete, parts, report.runId()));
    }
    if (whole > 0) {
      text.append(", the others have landed");
    }
    return text.toString();
  }

  private static String describe(HarvestRun run) {
    return "%s in %s/%s: %s"
        .formatted(
            run.dataset().name(),
            run.accountId(),
            run.regionName().orElse("(no Region)"),
            describe(run.outcome()));
  }

  private static String describe(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.failure().toString();
    }
    return outcome instanceof Outcome.Succeeded succeeded
        ? "%d of %d records lack what a further call would have told%s"
            .formatted(
                succeeded.incompleteCount(),
                succeeded.recordCount(),
                succeeded.incompleteness().map(i -> ": " + i.firstFailure()).orElse(""))
        : outcome.toString();
  }

  /**
   * What was done, part by part.
   *
   * @return the report
   */
  public HarvestReport report() {
    return report;
  }
}
