package io.snowwatch.catalog;

/** What makes a source produce records. */
public enum Trigger {
  /** A function of its own that runs on a schedule and takes a snapshot. */
  SCHEDULE,
  /** A function of its own that runs whenever an object arrives in the bucket. */
  OBJECT_CREATED,
  /** Every scheduled function writes these records about its own run; there is no function. */
  EVERY_RUN
}
