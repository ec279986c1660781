package io.snowwatch.cloudtrail;

import io.snowwatch.storage.Publication;

/** Counts what became of log files. Safe for use by several threads. */
public final class LogFileTally implements BackfillListener {

  private Counts counts = new Counts(0, 0, 0, 0, 0, 0);

  /**
   * How many there were of what.
   *
   * @param landed log files whose events were written now
   * @param damaged those of the landed ones, now or before, that were opened and of which a part
   *     went to the quarantine
   * @param alreadyThere log files whose events had been written before
   * @param ignored objects that are no log files with events
   * @param failed log files that could not be read or written
   * @param events events written now
   */
  public record Counts(
      long landed, long damaged, long alreadyThere, long ignored, long failed, long events) {

    /**
     * How many objects were looked at.
     *
     * @return all of them, 0 or more
     */
    public long objects() {
      return landed + alreadyThere + ignored + failed;
    }

    /**
     * Both together.
     *
     * @param other what became of other log files
     * @return the sums
     */
    public Counts plus(Counts other) {
      return new Counts(
          landed + other.landed,
          damaged + other.damaged,
          alreadyThere + other.alreadyThere,
          ignored + other.ignored,
          failed + other.failed,
          events + other.events);
    }

    private static Counts of(LogFileOutcome outcome) {
      if (outcome instanceof LogFileOutcome.Landed file) {
        boolean isNew = file.transferred().publication() == Publication.PUBLISHED;
        return new Counts(
            isNew ? 1 : 0,
            file.transferred().quarantined().isPresent() ? 1 : 0,
            isNew ? 0 : 1,
            0,
            0,
            isNew ? file.transferred().events() : 0);
      }
      if (outcome instanceof LogFileOutcome.AlreadyThere) {
        return new Counts(0, 0, 1, 0, 0, 0);
      }
      return outcome instanceof LogFileOutcome.Ignored
          ? new Counts(0, 0, 0, 1, 0, 0)
          : new Counts(0, 0, 0, 0, 1, 0);
    }
  }

  /** Has counted nothing yet. */
  public LogFileTally() {}

  @Override
  public void finished(LogFileOutcome outcome) {
    add(Counts.of(outcome));
  }

  /**
   * Counts what others have counted.
   *
   * @param other the counts
   */
  public synchronized void add(Counts other) {
    counts = counts.plus(other);
  }

  /**
   * What was counted so far.
   *
   * @return the counts
   */
  public synchronized Counts counts() {
    return counts;
  }
}
