package io.snowwatch.snowflake;

import java.util.List;

/**
 * A table. One that is there keeps its rows and whatever other columns it has; it gains the columns
 * that it lacks.
 *
 * @param name its full name
 * @param columns its columns in order
 * @param purpose what it holds, in one line
 * @param creator the role that creates and owns it
 * @param form what Snowflake keeps of it beside its rows, where it is made; one that is there stays
 *     as it is
 */
public record WantedTable(
    QualifiedName name,
    List<WantedColumn> columns,
    String purpose,
    Identifier creator,
    LandingTables form)
    implements WantedObject {

  /**
   * A permanent table.
   *
   * @param name its full name
   * @param columns its columns in order
   * @param purpose what it holds, in one line
   * @param creator the role that creates and owns it
   */
  public WantedTable(
      QualifiedName name, List<WantedColumn> columns, String purpose, Identifier creator) {
    this(name, columns, purpose, creator, LandingTables.PERMANENT);
  }

  /**
   * @throws IllegalArgumentException if there is no column
   */
  public WantedTable {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("Table " + name + " has no column: give it one.");
    }
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.TABLE;
  }

  @Override
  public Section section() {
    return Section.TABLES;
  }

  @Override
  public String definition() {
    return SqlText.of("TABLE {name} (\n{lines}\n)", name, definitions(columns));
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_TABLE,
        section(),
        creator,
        purpose,
        SqlText.of(
            "CREATE {sql}TABLE IF NOT EXISTS {name} (\n{lines}\n)\nCOMMENT = {text}",
            form == LandingTables.TRANSIENT ? "TRANSIENT " : "",
            name,
            definitions(columns),
            comment()));
  }

  /**
   * Adds columns where they are missing; rows stay, with NULL in these columns.
   *
   * @param missing some of {@link #columns()}
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-table">ALTER TABLE: several
   *     columns can be added in one command</a>
   */
  public Statement addColumns(List<WantedColumn> missing) {
    return new Statement(
        StatementKind.ADD_COLUMNS,
        section(),
        creator,
        "What a table of an earlier version lacks.",
        SqlText.of(
            "ALTER TABLE {name} ADD COLUMN\n{lines}",
            name,
            missing.stream().map(column -> "IF NOT EXISTS " + column.sql()).toList()));
  }

  /**
   * Lets text columns hold text of any length; SnowWatch 1.0 limited some of them.
   *
   * @param limited text columns
   * @return the statement
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-table-column">ALTER TABLE …
   *     ALTER COLUMN: the length of a text column can be increased</a>
   */
  public Statement widenColumns(List<WantedColumn> limited) {
    return new Statement(
        StatementKind.WIDEN_COLUMNS,
        section(),
        creator,
        "Text columns of an earlier version were too short.",
        SqlText.of(
            "ALTER TABLE {name} ALTER\n{lines}",
            name,
            limited.stream()
                .map(column -> SqlText.of("COLUMN {name} SET DATA TYPE STRING", column.name()))
                .toList()));
  }

  private static List<String> definitions(List<WantedColumn> columns) {
    return columns.stream().map(WantedColumn::sql).toList();
  }
}
