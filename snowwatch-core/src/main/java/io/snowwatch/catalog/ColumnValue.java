package io.snowwatch.catalog;

import java.util.List;

/** Where the value of a landing table's column comes from. */
public sealed interface ColumnValue {

  /** The whole record. */
  record Document() implements ColumnValue {}

  /**
   * The first value that is there, looked for in this order.
   *
   * @param alternatives the paths, at least one
   */
  record Member(List<JsonPath> alternatives) implements ColumnValue {

    /**
     * @throws IllegalArgumentException if there is no path
     */
    public Member {
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException("A member column needs at least one path.");
      }
    }
  }

  /**
   * Whether the array at a path has elements; unknown where there is no array.
   *
   * @param array the path of the array
   */
  record NotEmpty(JsonPath array) implements ColumnValue {}

  /**
   * How many elements the first array has that is there, looked for in this order; unknown where
   * there is no array.
   *
   * @param alternatives the paths of the array, at least one
   */
  record Count(List<JsonPath> alternatives) implements ColumnValue {

    /**
     * @throws IllegalArgumentException if there is no path
     */
    public Count {
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException("A count needs at least one path.");
      }
    }
  }

  /** The snapshot's time, which the object key carries. */
  record SnapshotTime() implements ColumnValue {}

  /** The run that wrote the object, which the object key carries. */
  record RunId() implements ColumnValue {}

  /** The key of the object that the row was loaded from. */
  record SourceFile() implements ColumnValue {}

  /** The row's number in that object. */
  record SourceRow() implements ColumnValue {}

  /** When the row was loaded. */
  record LoadTime() implements ColumnValue {}
}
