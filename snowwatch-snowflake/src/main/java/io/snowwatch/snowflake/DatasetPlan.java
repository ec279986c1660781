package io.snowwatch.snowflake;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.LogicalType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one dataset has in Snowflake: its table, a pipe for each bucket, its view, and the ways to
 * load rows.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class DatasetPlan {

  /** What a view calls the rows of its table. */
  private static final String LANDED = "LANDED.";

  /** What tells which of several rows of the same record landed first. */
  private static final List<Class<? extends ColumnValue>> ORDER_OF_LANDING =
      List.of(
          ColumnValue.LoadTime.class, ColumnValue.SourceFile.class, ColumnValue.SourceRow.class);

  private final Dataset dataset;
  private final String directory;
  private final WantedTable table;
  private final List<WantedPipe> pipes;
  private final Optional<WantedView> view;

  DatasetPlan(
      Dataset dataset, String directory, List<WantedStage> stages, SnowflakeSettings settings) {
    ObjectNames names = new ObjectNames(settings);
    this.dataset = dataset;
    this.directory = directory;
    this.table =
        new WantedTable(
            names.table(dataset),
            dataset.tableColumns().stream().map(DatasetPlan::column).toList(),
            "%s, landed from %s/ by SnowWatch.".formatted(dataset.title(), directory),
            names.ownerRole(),
            settings.landingTables());
    this.pipes =
        Stream.iterate(0, i -> i < stages.size(), i -> i + 1)
            .map(i -> pipe(names, names.buckets().get(i), stages.get(i), settings))
            .toList();
    this.view =
        names
            .view(dataset)
            .map(
                name ->
                    new WantedView(
                        name,
                        table.columns(),
                        query(new Identifier(dataset.identityColumn().orElseThrow())),
                        dataset.title() + ", each once, by SnowWatch.",
                        names.ownerRole()));
  }

  private WantedPipe pipe(
      ObjectNames names, ObjectNames.Bucket bucket, WantedStage stage, SnowflakeSettings settings) {
    return new WantedPipe(
        names.pipe(dataset, bucket),
        dataset.title(),
        new WantedPipe.Load(
            table.name(),
            table.columns().stream().map(WantedColumn::name).toList(),
            selectList(StagedRow.FROM_STAGE),
            stage,
            directory,
            names.fileFormat()),
        settings.errorTopicArn().map(topic -> names.errorIntegration()),
        bucket.snsTopicArn(),
        names.ownerRole());
  }

  private static WantedColumn column(Column column) {
    return new WantedColumn(new Identifier(column.name()), ColumnSql.type(column.type()));
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
   * Where the objects lie in a bucket.
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
    return table.name();
  }

  /**
   * The landing table as it should be.
   *
   * @return the table
   */
  public WantedTable wantedTable() {
    return table;
  }

  /**
   * The pipe of the first bucket.
   *
   * @return its full name
   */
  public QualifiedName pipe() {
    return pipes.get(0).name();
  }

  /**
   * The pipes as they should be.
   *
   * @return one for each bucket
   */
  public List<WantedPipe> wantedPipes() {
    return pipes;
  }

  /**
   * The view that yields each record once.
   *
   * @return its full name; empty for a dataset whose records have no identity of their own
   */
  public Optional<QualifiedName> view() {
    return view.map(WantedView::name);
  }

  /**
   * The view that yields each record once: the first that was loaded stays, before any without a
   * load time, and a record without an identity stays in any case. Columns that the table gained
   * have their values also in rows from before, taken from the document.
   *
   * @return the view as it should be; empty for a dataset whose records have no identity of their
   *     own
   * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/qualify">QUALIFY</a>
   */
  public Optional<WantedView> wantedView() {
    return view;
  }

  /**
   * Creates the landing table with all its columns, where there is none.
   *
   * @return the statement
   */
  public Statement createTable() {
    return table.create();
  }

  /**
   * Adds the columns that the table gained since its first version, where they are missing.
   *
   * @return the statement
   */
  public Statement addColumns() {
    return table.addColumns(dataset.addedTableColumns().stream().map(DatasetPlan::column).toList());
  }

  /**
   * Lets the text columns of the table's first version hold text of any length.
   *
   * @return the statement; empty if the first version had no text column
   */
  public Optional<Statement> widenColumns() {
    List<WantedColumn> texts =
        dataset.originalTableColumns().stream()
            .filter(column -> column.type() == LogicalType.STRING)
            .map(DatasetPlan::column)
            .toList();
    return texts.isEmpty() ? Optional.empty() : Optional.of(table.widenColumns(texts));
  }

  /**
   * Loads every object in the first bucket's directory that the table has not loaded by a COPY yet.
   * What a pipe has loaded is not known to it and would be loaded again; {@link #backfill()} guards
   * against that.
   *
   * @return the statement; the pipe's own
   */
  public Statement copy() {
    return pipes.get(0).copy();
  }

  /**
   * Runs {@link #copy()} if the table is empty and has no pipe, and does nothing otherwise.
   *
   * @return the statement, an anonymous block
   */
  public Statement backfill() {
    return pipes.get(0).backfill();
  }

  /** The same for every bucket. */
  Stream<Statement> backfills() {
    return Stream.concat(
        Stream.of(backfill()), pipes.stream().skip(1).map(WantedPipe::backfillOfFurtherBucket));
  }

  /**
   * Creates the pipe of the first bucket, where there is none of that name.
   *
   * @return the statement
   */
  public Statement createPipe() {
    return pipes.get(0).create();
  }

  /**
   * Creates the view, or gives it today's definition.
   *
   * @return the statement; empty for a dataset whose records have no identity of their own
   */
  public Optional<Statement> createView() {
    return view.map(WantedView::create);
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
    return new Statement(
        StatementKind.INSERT,
        Section.BACKFILL,
        table.creator(),
        dataset.title() + ": load rows that are not on the stage.",
        SqlText.of(
            "INSERT INTO {name} (\n{lines}\n)\nSELECT\n{lines}\nFROM {sql}",
            table.name(),
            table.columns().stream().map(WantedColumn::name).toList(),
            selectList(row),
            from));
  }

  private String query(Identifier identity) {
    List<String> columns =
        Stream.concat(
                dataset.originalTableColumns().stream().map(c -> new Identifier(c.name()).sql()),
                dataset.addedTableColumns().stream().map(this::valueAlsoInOlderRows))
            .toList();
    // Inside, an alias of the same name would hide the table's column.
    return SqlText.of(
        """
        SELECT
        {lines}
        FROM {name} AS LANDED
        QUALIFY
          {sql} IS NULL
          OR ROW_NUMBER() OVER (
            PARTITION BY {sql}
            ORDER BY {sql}
          ) = 1""",
        columns,
        table.name(),
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
}
