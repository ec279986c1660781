package io.snowwatch.snowflake;

import java.util.Locale;

/** The kinds of objects in Snowflake that SnowWatch makes. */
public enum ObjectKind {
  /** A role. */
  ROLE,
  /** A virtual warehouse. */
  WAREHOUSE,
  /** A database. */
  DATABASE,
  /** A schema. */
  SCHEMA,
  /** A storage integration: how Snowflake takes on an IAM role. */
  STORAGE_INTEGRATION,
  /** A notification integration: where Snowflake reports errors of pipes. */
  NOTIFICATION_INTEGRATION,
  /** A file format. */
  FILE_FORMAT,
  /** An external stage. */
  STAGE,
  /** A table. */
  TABLE,
  /** A pipe. */
  PIPE,
  /** A view. */
  VIEW,
  /** A function. */
  FUNCTION,
  /** A stream. */
  STREAM,
  /** A task. */
  TASK;

  /**
   * The words for it in a statement.
   *
   * @return for example {@code FILE FORMAT}; both kinds of integrations are {@code INTEGRATION}
   */
  public String keyword() {
    return this == STORAGE_INTEGRATION || this == NOTIFICATION_INTEGRATION
        ? "INTEGRATION"
        : name().replace('_', ' ');
  }

  /**
   * The words for it in a sentence.
   *
   * @return for example {@code file format}
   */
  public String title() {
    return name().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /**
   * Whether objects of this kind hold what cannot be made again from the settings.
   *
   * @return true for tables and what holds tables
   */
  public boolean holdsData() {
    return this == TABLE || this == DATABASE || this == SCHEMA;
  }
}
