package io.snowwatch.harvest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
   * The parts that have landed.
   *
   * @return the entries whose outcome is {@link Outcome.Succeeded}, the {@linkplain #incomplete()
   *     incomplete} ones among them
   */
  public List<HarvestRun> succeeded() {
    return withOutcome(Outcome.Succeeded.class);
  }

  /**
   * The parts that have landed with records that lack a member, because the call for it failed.
   *
   * @return those of {@link #succeeded()} that have an {@link Incompleteness}
   */
  public List<HarvestRun> incomplete() {
    return runs.stream().filter(run -> incompletenessOf(run).isPresent()).toList();
  }

  /**
   * Whether nothing failed, of no part and no record; skipped parts do not count.
   *
   * @return true if the run did all that it was to do
   */
  public boolean isComplete() {
    return failed().isEmpty() && incomplete().isEmpty();
  }

  static Optional<Incompleteness> incompletenessOf(HarvestRun run) {
    return run.outcome() instanceof Outcome.Succeeded succeeded
        ? succeeded.incompleteness()
        : Optional.empty();
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
   * Throws unless the report {@linkplain #isComplete() is complete}.
   *
   * @return this report
   * @throws HarvestFailedException naming every part that failed or has incomplete records
   */
  public HarvestReport orThrow() {
    if (!isComplete()) {
      throw new HarvestFailedException(this);
    }
    return this;
  }
}
