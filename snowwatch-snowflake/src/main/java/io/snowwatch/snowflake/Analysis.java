package io.snowwatch.snowflake;

/** What stands above the landing tables. */
public enum Analysis {
  /** Views: nothing is kept, and each question is computed when it is asked. */
  VIEWS,
  /** Nothing but the view of CloudTrail's events. */
  NONE
}
