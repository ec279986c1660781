package io.snowwatch.harvest;

import java.time.Instant;
import java.util.List;

/**
 * What a run did, part by part.
 *
 * @param runId the run
 * @param time when it began, which is the snapshots' time
 * @param runs one entry per dataset, account and Region
 */
public record HarvestReport(String runId, Instant time, List<HarvestRun> runs) {

  /** Copies the entries. */
  public HarvestReport {
    runs = List.copyOf(runs);
  }

  /**
   * The parts that failed.
   *
   * @return the entries whose outcome is {@link Outcome.Failed}
   */
  public List<HarvestRun> failed() {
    return withOutcome(Outcome.Failed.class);
  }

  /**
   * The parts that were not looked at.
   *
   * @return the entries whose outcome is {@link Outcome.Skipped}
   */
  public List<HarvestRun> skipped() {
    return withOutcome(Outcome.Skipped.class);
  }

  /**
   * The parts that were collected completely.
   *
   * @return the entries whose outcome is {@link Outcome.Succeeded}
   */
  public List<HarvestRun> succeeded() {
    return withOutcome(Outcome.Succeeded.class);
  }

  private List<HarvestRun> withOutcome(Class<? extends Outcome> type) {
    return runs.stream().filter(run -> type.isInstance(run.outcome())).toList();
  }

  /**
   * How many records landed.
   *
   * @return 0 or more
   */
  public long recordCount() {
    return runs.stream()
        .map(HarvestRun::outcome)
        .mapToLong(o -> o instanceof Outcome.Succeeded s ? s.recordCount() : 0)
        .sum();
  }

  /**
   * The keys of every object that was published.
   *
   * @return the keys
   */
  public List<String> objectKeys() {
    return runs.stream()
        .map(HarvestRun::outcome)
        .flatMap(o -> o instanceof Outcome.Succeeded s ? s.objectKeys().stream() : null)
        .toList();
  }

  /**
   * Throws if any part failed.
   *
   * @return this report, if none did
   * @throws HarvestFailedException naming every part that failed
   */
  public HarvestReport orThrow() {
    if (!failed().isEmpty()) {
      throw new HarvestFailedException(this);
    }
    return this;
  }
}
