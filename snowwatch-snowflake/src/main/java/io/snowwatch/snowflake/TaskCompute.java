package io.snowwatch.snowflake;

/** What tasks run on. */
public enum TaskCompute {
  /** SnowWatch's warehouse, which starts for them. */
  WAREHOUSE,
  /** What Snowflake gives them, without a warehouse. */
  SERVERLESS
}
