package io.snowwatch.harvest;

import io.snowwatch.SnowWatchException;
import java.util.stream.Collectors;

/** A part of a harvest failed. All other parts have landed; the report tells which is which. */
public final class HarvestFailedException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient HarvestReport report;

  HarvestFailedException(HarvestReport report) {
    super(
        "%d of %d parts of run %s failed, the others have landed: %s"
            .formatted(
                report.failed().size(),
                report.runs().size(),
                report.runId(),
                report.failed().stream()
                    .map(HarvestFailedException::describe)
                    .collect(Collectors.joining("; "))));
    this.report = report;
  }

  private static String describe(HarvestRun run) {
    return "%s in %s/%s: %s"
        .formatted(
            run.dataset().name(),
            run.accountId(),
            run.regionName().orElse("(no Region)"),
            run.outcome() instanceof Outcome.Failed failed ? failed.failure() : run.outcome());
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
