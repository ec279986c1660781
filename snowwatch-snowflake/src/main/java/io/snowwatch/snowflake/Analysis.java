package io.snowwatch.snowflake;

/** What stands above the landing tables. */
public enum Analysis {
  /** Views: nothing is kept, and each question is computed when it is asked. */
  VIEWS,
  /** Views, and tasks that keep the history, so that what landed can be purged. */
  TASKS,
  /** Nothing but the view of CloudTrail's events. */
  NONE
}
