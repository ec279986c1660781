package io.snowwatch.snowflake;

/** How Snowflake gets at the bucket. */
public enum Access {
  /** Snowflake takes on an IAM role of yours; no secret is stored anywhere. */
  STORAGE_INTEGRATION,
  /**
   * The stage holds an AWS access key. The SQL has placeholders in the key's place, because no
   * secret belongs into a file; whoever runs the statement fills them in.
   */
  AWS_KEYS
}
