package io.snowwatch.snowflake.live;

/**
 * The AWS access key that a stage without an integration holds. Snowflake's query history keeps the
 * statement that brings it; nothing of SnowWatch's does.
 *
 * @param id the access key's id
 * @param secret the secret access key
 */
public record StageKey(String id, String secret) {

  /** Says neither. */
  @Override
  public String toString() {
    return "StageKey[***]";
  }
}
