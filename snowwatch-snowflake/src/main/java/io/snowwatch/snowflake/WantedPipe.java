package io.snowwatch.snowflake;

import java.util.List;
import java.util.Optional;

/**
 * A pipe: loads objects of one directory of one bucket as they arrive.
 *
 * @param name its full name
 * @param title what it loads, for people
 * @param load what it runs for each object
 * @param errorIntegration where it reports files that it could not load
 * @param snsTopicArn the topic that tells it about new objects; empty for Snowflake's queue
 * @param creator the role that creates and owns it
 */
public record WantedPipe(
    QualifiedName name,
    String title,
    Load load,
    Optional<Identifier> errorIntegration,
    Optional<String> snsTopicArn,
    Identifier creator)
    implements WantedObject {

  /**
   * A COPY of one directory into one table.
   *
   * @param table the landing table
   * @param columns its columns in order
   * @param expressions what loads each of them
   * @param stage where the objects lie
   * @param directory the directory, without a slash at its end
   * @param fileFormat how they are read
   */
  public record Load(
      QualifiedName table,
      List<Identifier> columns,
      List<String> expressions,
      WantedStage stage,
      String directory,
      QualifiedName fileFormat) {

    /**
     * @throws IllegalArgumentException unless there is one expression for each column
     */
    public Load {
      columns = List.copyOf(columns);
      expressions = List.copyOf(expressions);
      if (columns.size() != expressions.size()) {
        throw new IllegalArgumentException(
            "%s has %d columns and %d expressions: give one for each."
                .formatted(table, columns.size(), expressions.size()));
      }
    }

    /**
     * The COPY of every object that the table has not loaded by a COPY yet.
     *
     * @return the statement that the pipe runs for each object
     */
    public String sql() {
      return sql("");
    }

    /** The COPY of these objects and no others; keys are relative to the directory. */
    String sqlOf(List<String> files) {
      return sql(
          SqlText.of("FILES = (\n{lines}\n)\n", files.stream().map(Quoting::literal).toList()));
    }

    private String sql(String files) {
      return SqlText.of(
          """
          COPY INTO {name} (
          {lines}
          )
          FROM (
            SELECT
          {sql}
            FROM {sql}
          )
          {sql}FILE_FORMAT = (FORMAT_NAME = {text})
          ON_ERROR = SKIP_FILE""",
          table,
          columns,
          SqlText.indented(SqlText.lines(expressions)),
          // The slash at the end keeps cloudtrail/ and cloudtrail_monitoring/ apart.
          Quoting.stagePath(stage.name(), directory + "/"),
          files,
          fileFormat.sql());
    }
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.PIPE;
  }

  @Override
  public String purpose() {
    return "%s, loaded from %s/ by SnowWatch.".formatted(title, load.directory());
  }

  @Override
  public Section section() {
    return Section.PIPES;
  }

  @Override
  public String definition() {
    return SqlText.of("PIPE {name}\n{sql}\nAS\n{sql}", name, options(), load.sql());
  }

  @Override
  public Statement create() {
    return create(comment());
  }

  /**
   * Makes the pipe with a state in its comment that says what is left to do.
   *
   * @param comment the comment
   * @return the statement
   */
  public Statement create(String comment) {
    return statement(
        StatementKind.CREATE_PIPE,
        Section.PIPES,
        "%s, as they arrive in %s/.".formatted(title, load.directory()),
        sql("CREATE PIPE IF NOT EXISTS", comment));
  }

  /**
   * Gives the pipe today's definition; it forgets what it has loaded.
   *
   * @param comment the comment
   * @return the statement
   */
  public Statement replace(String comment) {
    return statement(
        StatementKind.REPLACE_PIPE,
        Section.PIPES,
        title + ": today's definition.",
        sql("CREATE OR REPLACE PIPE", comment));
  }

  /**
   * Says in the pipe's comment what is left to do with it.
   *
   * @param comment the comment
   * @return the statement
   */
  public Statement setComment(String comment) {
    return statement(
        StatementKind.COMMENT,
        Section.PIPES,
        title + ": note how far the pipe is.",
        SqlText.of("ALTER PIPE {name} SET COMMENT = {text}", name, comment));
  }

  /**
   * Pauses the pipe: what arrives waits for it.
   *
   * @return the statement
   */
  public Statement pause() {
    return statement(
        StatementKind.PAUSE_PIPE,
        Section.PIPES,
        title + ": pause the pipe.",
        SqlText.of("ALTER PIPE {name} SET PIPE_EXECUTION_PAUSED = TRUE", name));
  }

  /**
   * Lets the pipe run.
   *
   * @return the statement
   */
  public Statement resume() {
    return statement(
        StatementKind.RESUME_PIPE,
        Section.PIPES,
        title + ": let the pipe run.",
        SqlText.of("ALTER PIPE {name} SET PIPE_EXECUTION_PAUSED = FALSE", name));
  }

  /**
   * Shows the pipe's state as a JSON text with {@code executionState} and {@code pendingFileCount}.
   *
   * @return the statement
   */
  public Statement status() {
    return statement(
        StatementKind.PIPE_STATUS,
        Section.PIPES,
        title + ": the pipe's state.",
        SqlText.of("SELECT SYSTEM$PIPE_STATUS({text})", name.sql()));
  }

  /**
   * Queues every object of the last 7 days that neither the table nor the pipe has loaded yet.
   *
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage">Managing
   *     Snowpipe, loading historic data</a>
   */
  public Statement refresh() {
    return statement(
        StatementKind.REFRESH_PIPE,
        Section.CATCH_UP,
        title + ": queue the objects of the last 7 days.",
        SqlText.of("ALTER PIPE {name} REFRESH", name));
  }

  /**
   * Queues the objects since a time that neither the table nor the pipe has loaded yet.
   *
   * @param since the oldest object's time, in ISO-8601
   * @return the statement
   */
  public Statement refresh(String since) {
    return statement(
        StatementKind.REFRESH_PIPE,
        Section.CATCH_UP,
        title + ": queue what arrived since " + since + ".",
        SqlText.of("ALTER PIPE {name} REFRESH MODIFIED_AFTER = {text}", name, since));
  }

  /**
   * Loads every object in the directory that the table has not loaded by a COPY yet.
   *
   * @return the statement; the pipe's own
   */
  public Statement copy() {
    return statement(
        StatementKind.COPY,
        Section.BACKFILL,
        title + ": load " + load.directory() + "/.",
        load.sql());
  }

  /**
   * Loads exactly these objects.
   *
   * @param files keys relative to the directory, at most 1000
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-table">COPY INTO,
   *     FILES</a>
   */
  public Statement copy(List<String> files) {
    return statement(
        StatementKind.COPY_FILES,
        Section.PIPES,
        title + ": load exactly these objects.",
        load.sqlOf(files));
  }

  /**
   * Runs {@link #copy()} if the table is empty and there is no pipe, and does nothing otherwise.
   *
   * @return the statement, an anonymous block
   */
  public Statement backfill() {
    return backfill(
        "load %s/ into an empty table that has no pipe.",
        SqlText.of("NOT EXISTS (SELECT 1 FROM {name})\n    AND ", load.table()),
        "Left alone: the table has rows or a pipe.");
  }

  /**
   * Runs {@link #copy()} if there is no pipe: for a further bucket, whose objects can only have
   * come into the table through this pipe.
   *
   * @return the statement, an anonymous block
   */
  public Statement backfillOfFurtherBucket() {
    return backfill("load %s/ of a bucket that has no pipe.", "", "Left alone: there is a pipe.");
  }

  private Statement backfill(String description, String condition, String otherwise) {
    return statement(
        StatementKind.BACKFILL,
        Section.BACKFILL,
        title + ": " + description.formatted(load.directory()),
        "EXECUTE IMMEDIATE "
            + Quoting.program(
                SqlText.of(
                    """

                    BEGIN
                      IF (
                        {sql}NOT EXISTS ({sql})
                      ) THEN
                    {sql};
                        RETURN 'Loaded.';
                      END IF;
                      RETURN {text};
                    END;
                    """,
                    condition,
                    select(""),
                    SqlText.indented(SqlText.indented(load.sql())),
                    otherwise)));
  }

  /**
   * Runs {@link #refresh()} if {@link #create()} created the pipe, and does nothing otherwise: a
   * pipe that took another's place does not know what that one loaded.
   *
   * @return the statement, an anonymous block
   */
  public Statement catchUp() {
    return statement(
        StatementKind.CATCH_UP,
        Section.CATCH_UP,
        title + ": queue what arrived before the notification was there.",
        "EXECUTE IMMEDIATE "
            + Quoting.program(
                SqlText.of(
                    """

                    BEGIN
                      IF (EXISTS ({sql})) THEN
                        {sql};
                        RETURN 'Queued.';
                      END IF;
                      RETURN 'Left alone: the pipe took the place of another.';
                    END;
                    """,
                    select(SqlText.of(" AND COMMENT = {text}", comment())),
                    refresh().sql())));
  }

  private String select(String condition) {
    return SqlText.of(
        "SELECT 1 FROM {name}.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = {text} AND PIPE_NAME = {text}{sql}",
        name.parts().get(0),
        name.parts().get(1).name(),
        name.last().name(),
        condition);
  }

  private String options() {
    return SqlText.clauses(
        "AUTO_INGEST = TRUE",
        errorIntegration.map(name -> SqlText.of("ERROR_INTEGRATION = {name}", name)).orElse(""),
        snsTopicArn.map(arn -> SqlText.of("AWS_SNS_TOPIC = {text}", arn)).orElse(""));
  }

  private String sql(String create, String comment) {
    return SqlText.of(
        "{sql} {name}\n{sql}\nCOMMENT = {text}\nAS\n{sql}",
        create,
        name,
        options(),
        comment,
        load.sql());
  }

  private Statement statement(StatementKind kind, Section section, String description, String sql) {
    return new Statement(kind, section, creator, description, sql);
  }
}
