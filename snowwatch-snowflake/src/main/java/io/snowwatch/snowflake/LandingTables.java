package io.snowwatch.snowflake;

/** What Snowflake keeps of a landing table beside its rows. */
public enum LandingTables {
  /** Time Travel, and Fail-safe for seven days after it. */
  PERMANENT,
  /** Time Travel of a day at most and no Fail-safe; the bucket has the objects. */
  TRANSIENT
}
