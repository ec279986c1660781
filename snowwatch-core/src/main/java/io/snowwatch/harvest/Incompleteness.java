package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;

/**
 * What is missing from records that have landed: each was listed, and a further call that would
 * have told more of it failed, so it lacks a member.
 *
 * @param recordCount how many of the records are incomplete, at least 1
 * @param firstFailure why the first of the further calls failed
 */
public record Incompleteness(long recordCount, Failure firstFailure) {

  /**
   * @throws IllegalArgumentException if no record is incomplete
   */
  public Incompleteness {
    if (recordCount < 1) {
      throw new IllegalArgumentException(
          recordCount + " incomplete records are none: leave the incompleteness out.");
    }
  }

  /** One more record is incomplete. */
  Incompleteness more() {
    return new Incompleteness(recordCount + 1, firstFailure);
  }
}
