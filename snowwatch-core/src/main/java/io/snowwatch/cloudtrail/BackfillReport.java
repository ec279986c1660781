package io.snowwatch.cloudtrail;

import java.util.List;

/**
 * What a backfill did.
 *
 * @param landed log files whose events were written now
 * @param damaged those of the landed ones, now or before, that were opened and of which a part went
 *     to the quarantine; a listener hears of each
 * @param alreadyThere log files whose events had been written before
 * @param ignored objects that are no log files with events
 * @param failed log files that could not be read or written
 * @param events events written now
 * @param failures the first {@value #MAX_FAILURES} of the failed log files; a listener hears of all
 * @param unfinished whether time ran out before every object was looked at
 */
public record BackfillReport(
    long landed,
    long damaged,
    long alreadyThere,
    long ignored,
    long failed,
    long events,
    List<LogFileOutcome.Failed> failures,
    boolean unfinished) {

  /** How many failures a report names. */
  public static final int MAX_FAILURES = 1000;

  /** Copies the list. */
  public BackfillReport {
    failures = List.copyOf(failures);
  }

  /**
   * How many objects were looked at.
   *
   * @return all of them, 0 or more
   */
  public long objects() {
    return landed + alreadyThere + ignored + failed;
  }
}
