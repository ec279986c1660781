package io.snowwatch.snowflake;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.LogicalType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of one dataset: its table, its pipe, and the ways to load rows.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class DatasetPlan {

  private static final String INDENT = "  ";

  /** What a view calls the rows of its table. */
  private static final String LANDED = "LANDED.";

  /** What tells which of several rows of the same record landed first. */
  private static final List<Class<? extends ColumnValue>> ORDER_OF_LANDING =
      List.of(
          ColumnValue.LoadTime.class, ColumnValue.SourceFile.class, ColumnValue.SourceRow.class);

  private final Dataset dataset;
  private final String directory;
  private final QualifiedName table;
  private final QualifiedName pipe;
  private final Optional<QualifiedName> view;
  private final QualifiedName stage;
  private final QualifiedName fileFormat;
  private final Identifier role;

  DatasetPlan(
      Dataset dataset,
      String directory,
      QualifiedName table,
      QualifiedName pipe,
      Optional<QualifiedName> view,
      QualifiedName stage,
      QualifiedName fileFormat,
      Identifier role) {
    this.dataset = dataset;
    this.directory = directory;
    this.table = table;
    this.pipe = pipe;
    this.view = view;
    this.stage = stage;
    this.fileFormat = fileFormat;
    this.role = role;
  }

  /**
   * What the statements are about.
   *
   * @return the dataset
   */
  public Dataset dataset() {
    return dataset;
  }

  /**
   * Where the objects lie in the bucket.
   *
   * @return the directory, without a slash at its end
   */
  public String directory() {
    return directory;
  }

  /**
   * The landing table.
   *
   * @return its full name
   */
  public QualifiedName table() {
    return table;
  }

  /**
   * The pipe.
   *
   * @return its full name
   */
  public QualifiedName pipe() {
    return pipe;
  }

  /**
   * The view that yields each record once.
   *
   * @return its full name; empty for a dataset whose records have no identity of their own
   */
  public Optional<QualifiedName> view() {
    return view;
  }

  /**
   * Creates the landing table with all its columns, where there is none.
   *
   * @return the statement
   */
  public Statement createTable() {
    return statement(
        StatementKind.CREATE_TABLE,
        Section.TABLES,
        dataset.title() + ".",
        "CREATE TABLE IF NOT EXISTS %s (\n%s\n)\nCOMMENT = %s"
            .formatted(
                table,
                lines(dataset.tableColumns().stream().map(ColumnSql::definition).toList(), INDENT),
                Quoting.literal(
                    "%s, landed from %s/ by SnowWatch.".formatted(dataset.title(), directory))));
  }

  /**
   * Adds the columns that the table gained since its first version, where they are missing; rows
   * stay, with NULL in these columns.
   *
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-table">ALTER TABLE: several
   *     columns can be added in one command</a>
   */
  public Statement addColumns() {
    return statement(
        StatementKind.ADD_COLUMNS,
        Section.TABLES,
        dataset.title() + ": what a table of an earlier version lacks.",
        "ALTER TABLE %s ADD COLUMN\n%s"
            .formatted(
                table,
                lines(
                    dataset.addedTableColumns().stream()
                        .map(column -> "IF NOT EXISTS " + ColumnSql.definition(column))
                        .toList(),
                    INDENT)));
  }

  /**
   * Lets the text columns of the table's first version hold text of any length; SnowWatch 1.0
   * limited some of them.
   *
   * @return the statement; empty if the first version had no text column
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-table-column">ALTER TABLE …
   *     ALTER COLUMN: the length of a text column can be increased</a>
   */
  public Optional<Statement> widenColumns() {
    List<String> changes =
        dataset.originalTableColumns().stream()
            .filter(column -> column.type() == LogicalType.STRING)
            .map(
                column ->
                    "COLUMN %s SET DATA TYPE %s"
                        .formatted(
                            new Identifier(column.name()), ColumnSql.type(LogicalType.STRING)))
            .toList();
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            statement(
                StatementKind.WIDEN_COLUMNS,
                Section.TABLES,
                dataset.title() + ": text columns of an earlier version were too short.",
                "ALTER TABLE %s ALTER\n%s".formatted(table, lines(changes, INDENT))));
  }

  /**
   * Loads every object in the directory that the table has not loaded by a COPY yet. What a pipe
   * has loaded is not known to it and would be loaded again; {@link #backfill()} guards against
   * that.
   *
   * @return the statement; the pipe's own
   */
  public Statement copy() {
    return statement(
        StatementKind.COPY,
        Section.BACKFILL,
        dataset.title() + ": load " + directory + "/.",
        copySql(""));
  }

  /**
   * Runs {@link #copy()} if the table is empty and has no pipe, and does nothing otherwise.
   *
   * @return the statement, an anonymous block
   */
  public Statement backfill() {
    return statement(
        StatementKind.BACKFILL,
        Section.BACKFILL,
        dataset.title() + ": load " + directory + "/ into an empty table that has no pipe.",
        "EXECUTE IMMEDIATE "
            + Quoting.program(
                """

                BEGIN
                  IF (
                    NOT EXISTS (SELECT 1 FROM %s)
                    AND NOT EXISTS (%s)
                  ) THEN
                %s;
                    RETURN 'Loaded.';
                  END IF;
                  RETURN 'Left alone: the table has rows or a pipe.';
                END;
                """
                    .formatted(table, selectPipe(""), copySql(INDENT + INDENT))));
  }

  /**
   * Creates the pipe that loads objects as they arrive, where there is none of that name.
   *
   * @return the statement
   */
  public Statement createPipe() {
    return statement(
        StatementKind.CREATE_PIPE,
        Section.PIPES,
        dataset.title() + ", as they arrive in " + directory + "/.",
        pipeSql("CREATE PIPE IF NOT EXISTS ", firstComment()));
  }

  /**
   * Queues every object of the last 7 days that neither the table nor the pipe has loaded yet.
   *
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage">Managing
   *     Snowpipe, loading historic data</a>
   */
  public Statement refreshPipe() {
    return statement(
        StatementKind.REFRESH_PIPE,
        Section.CATCH_UP,
        dataset.title() + ": queue the objects of the last 7 days.",
        refreshSql());
  }

  /**
   * Runs {@link #refreshPipe()} if {@link #createPipe()} created the pipe, and does nothing
   * otherwise: a pipe that took another's place does not know what that one loaded.
   *
   * @return the statement, an anonymous block
   */
  public Statement catchUp() {
    return statement(
        StatementKind.CATCH_UP,
        Section.CATCH_UP,
        dataset.title() + ": queue what arrived before the notification was there.",
        "EXECUTE IMMEDIATE "
            + Quoting.program(
                """

                BEGIN
                  IF (EXISTS (%s)) THEN
                    %s;
                    RETURN 'Queued.';
                  END IF;
                  RETURN 'Left alone: the pipe took the place of another.';
                END;
                """
                    .formatted(
                        selectPipe(" AND COMMENT = " + Quoting.literal(firstComment())),
                        refreshSql())));
  }

  /**
   * Creates the view that yields each record once, however often it landed: the first that was
   * loaded stays, before any without a load time, and a record without an identity stays in any
   * case. Columns that the table gained have their values also in rows from before, taken from the
   * document.
   *
   * @return the statement; empty for a dataset whose records have no identity of their own
   * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/qualify">QUALIFY</a>
   */
  public Optional<Statement> createView() {
    return view.map(
        name ->
            statement(
                StatementKind.CREATE_VIEW,
                Section.VIEWS,
                dataset.title() + ", each once.",
                viewSql(name, new Identifier(dataset.identityColumn().orElseThrow()))));
  }

  private String viewSql(QualifiedName name, Identifier identity) {
    List<String> columns =
        Stream.concat(
                dataset.originalTableColumns().stream().map(c -> new Identifier(c.name()).sql()),
                dataset.addedTableColumns().stream().map(this::valueAlsoInOlderRows))
            .toList();
    // Inside, an alias of the same name would hide the table's column.
    return """
        CREATE OR REPLACE VIEW %s (
        %s
        )
        COPY GRANTS
        COMMENT = %s
        AS
        SELECT
        %s
        FROM %s AS LANDED
        QUALIFY
          %s IS NULL
          OR ROW_NUMBER() OVER (
            PARTITION BY %s
            ORDER BY %s
          ) = 1"""
        .formatted(
            name,
            columnNames(INDENT),
            Quoting.literal(dataset.title() + ", each once, by SnowWatch."),
            lines(columns, INDENT),
            table,
            valueOf(identity),
            valueOf(identity),
            dataset.addedTableColumns().stream()
                .filter(column -> ORDER_OF_LANDING.contains(column.value().getClass()))
                .sorted(
                    Comparator.comparingInt(
                        column -> ORDER_OF_LANDING.indexOf(column.value().getClass())))
                .map(column -> LANDED + new Identifier(column.name()))
                .collect(Collectors.joining(", ")));
  }

  private String valueOf(Identifier name) {
    return dataset.tableColumns().stream()
        .filter(column -> column.name().equals(name.name()))
        .map(this::valueAlsoInOlderRows)
        .findFirst()
        .orElseThrow();
  }

  private StagedRow landedRow() {
    return new StagedRow(LANDED + new Identifier(dataset.documentColumn()), "NULL", "NULL", "NULL");
  }

  /** What a row has that landed before the table had the column is still in its document. */
  private String valueAlsoInOlderRows(Column column) {
    String own = LANDED + new Identifier(column.name());
    return column.value() instanceof ColumnValue.Member
        ? "NVL(%s, %s)".formatted(own, ColumnSql.expression(column, landedRow()))
        : own;
  }

  /**
   * Pauses the pipe: the first step of replacing it.
   *
   * @return the statement
   */
  public Statement pausePipe() {
    return statement(
        StatementKind.PAUSE_PIPE,
        Section.PIPES,
        dataset.title() + ": pause the pipe.",
        "ALTER PIPE " + pipe + " SET PIPE_EXECUTION_PAUSED = TRUE");
  }

  /**
   * Shows the pipe's state as a JSON text with {@code executionState} and {@code pendingFileCount}.
   *
   * @return the statement
   */
  public Statement pipeStatus() {
    return statement(
        StatementKind.PIPE_STATUS,
        Section.PIPES,
        dataset.title() + ": the pipe's state.",
        "SELECT SYSTEM$PIPE_STATUS(" + Quoting.literal(pipe.sql()) + ")");
  }

  /**
   * Gives a paused pipe with an older definition today's, and loads what arrived since it was
   * paused. See {@link SnowflakePlan#replacePipes}.
   *
   * @param pausedAt when the pipe was paused
   * @return the statements in order
   */
  public List<Statement> replacePipe(Instant pausedAt) {
    return List.of(
        statement(
            StatementKind.REPLACE_PIPE,
            Section.PIPES,
            dataset.title() + ": today's definition.",
            pipeSql(
                "CREATE OR REPLACE PIPE ",
                "%s It took the place of another at %s: never REFRESH it further back."
                    .formatted(firstComment(), pausedAt))),
        pausePipe(),
        statement(
            StatementKind.RESUME_PIPE,
            Section.PIPES,
            dataset.title() + ": let the pipe run.",
            "ALTER PIPE " + pipe + " SET PIPE_EXECUTION_PAUSED = FALSE"),
        statement(
            StatementKind.REFRESH_PIPE,
            Section.PIPES,
            dataset.title() + ": queue what arrived since the pipe was paused.",
            refreshSql() + " MODIFIED_AFTER = " + Quoting.literal(pausedAt.toString())),
        pipeStatus());
  }

  /**
   * The expressions that load the table's columns, in the order of the table.
   *
   * @param row where the record and its lineage are
   * @return one expression per column of {@link Dataset#tableColumns()}
   */
  public List<String> selectList(StagedRow row) {
    return dataset.tableColumns().stream()
        .map(column -> ColumnSql.expression(column, row))
        .toList();
  }

  /**
   * Loads the table from rows that are not on the stage, with the conversions of the pipe.
   *
   * @param row where the record and its lineage are, in terms of {@code from}
   * @param from what follows the word FROM, such as the name of a table; it is not quoted
   * @return the statement
   */
  public Statement insert(StagedRow row, String from) {
    return statement(
        StatementKind.INSERT,
        Section.BACKFILL,
        dataset.title() + ": load rows that are not on the stage.",
        "INSERT INTO %s (\n%s\n)\nSELECT\n%s\nFROM %s"
            .formatted(table, columnNames(INDENT), lines(selectList(row), INDENT), from));
  }

  private String pipeSql(String create, String comment) {
    return "%s%s\nAUTO_INGEST = TRUE\nCOMMENT = %s\nAS\n%s"
        .formatted(create, pipe, Quoting.literal(comment), copySql(""));
  }

  /** Tells a pipe of the first set-up, whose load history is complete, from any later one. */
  private String firstComment() {
    return "%s, loaded from %s/ by SnowWatch.".formatted(dataset.title(), directory);
  }

  private String refreshSql() {
    return "ALTER PIPE " + pipe + " REFRESH";
  }

  private String selectPipe(String condition) {
    return "SELECT 1 FROM %s.INFORMATION_SCHEMA.PIPES WHERE PIPE_SCHEMA = %s AND PIPE_NAME = %s%s"
        .formatted(
            pipe.parts().get(0),
            Quoting.literal(pipe.parts().get(1).name()),
            Quoting.literal(pipe.last().name()),
            condition);
  }

  private String copySql(String indent) {
    return """
        COPY INTO %s (
        %s
        )
        FROM (
          SELECT
        %s
          FROM %s
        )
        FILE_FORMAT = (FORMAT_NAME = %s)
        ON_ERROR = SKIP_FILE"""
        .formatted(
            table,
            columnNames(INDENT),
            lines(selectList(StagedRow.FROM_STAGE), INDENT + INDENT),
            // The slash at the end keeps cloudtrail/ and cloudtrail_monitoring/ apart.
            Quoting.stagePath(stage, directory + "/"),
            Quoting.literal(fileFormat.sql()))
        .indent(indent.length())
        .stripTrailing();
  }

  private String columnNames(String indent) {
    return lines(
        dataset.tableColumns().stream().map(column -> new Identifier(column.name()).sql()).toList(),
        indent);
  }

  private static String lines(List<String> items, String indent) {
    return items.stream().map(item -> indent + item).collect(Collectors.joining(",\n"));
  }

  private Statement statement(StatementKind kind, Section section, String description, String sql) {
    return new Statement(kind, section, role, description, sql);
  }
}
