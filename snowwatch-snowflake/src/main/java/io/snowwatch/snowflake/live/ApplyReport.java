package io.snowwatch.snowflake.live;

import java.util.List;

/**
 * What a run of apply did.
 *
 * @param run the run's name, as in the query tag
 * @param done the changes that were made, in order
 * @param left the changes that were not, such as pipes that nobody asked to replace
 */
public record ApplyReport(String run, List<Change> done, List<Change> left) {

  /** Copies the lists. */
  public ApplyReport {
    done = List.copyOf(done);
    left = List.copyOf(left);
  }
}
