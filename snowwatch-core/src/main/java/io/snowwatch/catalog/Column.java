package io.snowwatch.catalog;

import java.util.Arrays;
import java.util.List;

/**
 * A column of a landing table or of the view above it.
 *
 * @param name the name in upper case, letters, digits and underscores
 * @param type the type of its values
 * @param value where a value comes from
 * @param description a sentence for people, which becomes a comment in the database and a line of
 *     the data dictionary; empty where nobody has described the column yet
 */
public record Column(String name, LogicalType type, ColumnValue value, String description) {

  /** Added to every table, after its own columns: what a row was loaded from, and when. */
  static final List<Column> LINEAGE =
      List.of(
          new Column(
              "SOURCE_FILE",
              LogicalType.STRING,
              new ColumnValue.SourceFile(),
              "The key of the object that the row was loaded from."),
          new Column(
              "SOURCE_FILE_ROW_NUMBER",
              LogicalType.INTEGER,
              new ColumnValue.SourceRow(),
              "The row's number in that object."),
          new Column(
              "LOAD_TIME",
              LogicalType.TIMESTAMP,
              new ColumnValue.LoadTime(),
              "When the row was loaded."),
          new Column(
              "RUN_ID",
              LogicalType.STRING,
              new ColumnValue.RunId(),
              "The run that wrote the object; NULL in rows of SnowWatch 1.0."));

  /** The column of a snapshot's time in every table that is loaded from snapshots. */
  static final Column MONITORED_TIME =
      new Column(
          "MONITORED_TIME",
          LogicalType.TIMESTAMP,
          new ColumnValue.SnapshotTime(),
          "The time of the snapshot: when the run began.");

  /**
   * @throws IllegalArgumentException if the name is not an upper-case identifier
   */
  public Column {
    Names.requireUpperCase("column", name);
  }

  /**
   * A column that holds the whole record.
   *
   * @param name the column's name
   * @return the column
   */
  public static Column document(String name) {
    return new Column(
        name, LogicalType.VARIANT, new ColumnValue.Document(), "The whole record, as it landed.");
  }

  /**
   * A text column.
   *
   * @param name the column's name
   * @param paths where the value stands, first match first, as {@link JsonPath#parse} reads them
   * @return the column
   */
  public static Column string(String name, String... paths) {
    return member(name, LogicalType.STRING, paths);
  }

  /**
   * A column of whole numbers.
   *
   * @param name the column's name
   * @param paths where the value stands, first match first
   * @return the column
   */
  public static Column integer(String name, String... paths) {
    return member(name, LogicalType.INTEGER, paths);
  }

  /**
   * A column of truth values.
   *
   * @param name the column's name
   * @param paths where the value stands, first match first
   * @return the column
   */
  public static Column bool(String name, String... paths) {
    return member(name, LogicalType.BOOLEAN, paths);
  }

  /**
   * A column of instants.
   *
   * @param name the column's name
   * @param paths where the ISO-8601 value stands, first match first
   * @return the column
   */
  public static Column timestamp(String name, String... paths) {
    return member(name, LogicalType.TIMESTAMP, paths);
  }

  /**
   * A column of documents.
   *
   * @param name the column's name
   * @param paths where the value stands, first match first
   * @return the column
   */
  public static Column variant(String name, String... paths) {
    return member(name, LogicalType.VARIANT, paths);
  }

  /**
   * A truth value: whether an array has elements.
   *
   * @param name the column's name
   * @param arrayPath where the array stands
   * @return the column
   */
  public static Column notEmpty(String name, String arrayPath) {
    return new Column(
        name, LogicalType.BOOLEAN, new ColumnValue.NotEmpty(JsonPath.parse(arrayPath)), "");
  }

  /**
   * How many elements an array has.
   *
   * @param name the column's name
   * @param arrayPaths where the array stands, first match first
   * @return the column
   */
  public static Column count(String name, String... arrayPaths) {
    return new Column(
        name,
        LogicalType.INTEGER,
        new ColumnValue.Count(Arrays.stream(arrayPaths).map(JsonPath::parse).toList()),
        "");
  }

  /**
   * The same column with a description.
   *
   * @param text a sentence for people
   * @return the column
   */
  public Column describe(String text) {
    return new Column(name, type, value, text);
  }

  private static Column member(String name, LogicalType type, String... paths) {
    return new Column(
        name, type, new ColumnValue.Member(Arrays.stream(paths).map(JsonPath::parse).toList()), "");
  }
}
