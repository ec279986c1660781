package io.snowwatch.snowflake;

import java.net.URI;

/** What a statement does, and the page of Snowflake's documentation that gives its syntax. */
public enum StatementKind {
  /** Takes on the role that the following statements need. */
  USE_ROLE("use-role"),
  /** Chooses the warehouse that the following statements run in. */
  USE_WAREHOUSE("use-warehouse"),
  /** Creates a role. */
  CREATE_ROLE("create-role"),
  /** Grants a role to another role. */
  GRANT_ROLE("grant-role"),
  /** Grants a privilege to a role. */
  GRANT_PRIVILEGE("grant-privilege"),
  /** Makes a role the owner of an object. */
  GRANT_OWNERSHIP("grant-ownership"),
  /** Creates a warehouse. */
  CREATE_WAREHOUSE("create-warehouse"),
  /** Creates a database. */
  CREATE_DATABASE("create-database"),
  /** Creates a schema. */
  CREATE_SCHEMA("create-schema"),
  /** Creates the object through which Snowflake takes on an IAM role. */
  CREATE_STORAGE_INTEGRATION("create-storage-integration"),
  /** Creates the object through which pipes report errors. */
  CREATE_NOTIFICATION_INTEGRATION("create-notification-integration"),
  /** Gives a storage integration another role or external id. */
  ALTER_STORAGE_INTEGRATION("alter-storage-integration"),
  /** Creates a file format. */
  CREATE_FILE_FORMAT("create-file-format"),
  /** Gives a file format options that it lacks. */
  ALTER_FILE_FORMAT("alter-file-format"),
  /** Creates an external stage. */
  CREATE_STAGE("create-stage"),
  /** Gives a stage another way to its bucket. */
  ALTER_STAGE("alter-stage"),
  /** Lists the objects below a directory. */
  LIST("list"),
  /** Says in a pipe's comment what is left to do with it. */
  COMMENT("alter-pipe"),
  /** Creates a table. */
  CREATE_TABLE("create-table"),
  /** Adds the columns that a table lacks. */
  ADD_COLUMNS("alter-table"),
  /** Lets columns hold longer text. */
  WIDEN_COLUMNS("alter-table-column"),
  /** Loads files that a table has not loaded yet. */
  COPY("copy-into-table"),
  /** Loads exactly the files that are named. */
  COPY_FILES("copy-into-table"),
  /** Runs a COPY only into an empty table that has no pipe. */
  BACKFILL("execute-immediate"),
  /** Creates a pipe. */
  CREATE_PIPE("create-pipe"),
  /** Creates a pipe in place of one with an older definition. */
  REPLACE_PIPE("create-pipe"),
  /** Pauses a pipe. */
  PAUSE_PIPE("alter-pipe"),
  /** Lets a paused pipe run. */
  RESUME_PIPE("alter-pipe"),
  /** Queues the files of the last days that neither the table nor the pipe has loaded yet. */
  REFRESH_PIPE("alter-pipe"),
  /** Runs a REFRESH only for a pipe that took no other pipe's place. */
  CATCH_UP("execute-immediate"),
  /** Shows whether a pipe runs and how many files wait for it. */
  PIPE_STATUS("../functions/system_pipe_status"),
  /** Creates a view, or gives it today's definition. */
  CREATE_VIEW("create-view"),
  /** Creates a table function. */
  CREATE_FUNCTION("create-function"),
  /** Creates a stream. */
  CREATE_STREAM("create-stream"),
  /** Creates a task, or gives it today's definition. */
  CREATE_TASK("create-task"),
  /** Keeps a task from running. */
  SUSPEND_TASK("alter-task"),
  /** Lets a task run. */
  RESUME_TASK("alter-task"),
  /** Removes an object. */
  DROP("drop"),
  /** Adds given rows to a table. */
  INSERT("insert");

  private final URI documentation;

  StatementKind(String page) {
    this.documentation =
        URI.create("https://docs.snowflake.com/en/sql-reference/sql/").resolve(page);
  }

  /**
   * The page of Snowflake's documentation that gives the syntax.
   *
   * @return its address
   */
  public URI documentation() {
    return documentation;
  }
}
