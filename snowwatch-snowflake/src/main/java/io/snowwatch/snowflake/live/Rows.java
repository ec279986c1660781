package io.snowwatch.snowflake.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a statement returned.
 *
 * @param queryId what Snowflake calls the statement; empty if it said nothing
 * @param rows the rows in order
 */
public record Rows(String queryId, List<Row> rows) {

  /** Copies the rows. */
  public Rows {
    rows = List.copyOf(rows);
  }

  /**
   * The rows.
   *
   * @return them in order
   */
  public Stream<Row> stream() {
    return rows.stream();
  }

  /**
   * The value of a statement that has one row with one column.
   *
   * @return the value; empty if there is no row or it is NULL
   */
  public Optional<String> value() {
    return rows.stream().findFirst().flatMap(row -> row.values().values().stream().findFirst());
  }

  /**
   * A row: texts by the columns' labels in lower case; NULL is left out.
   *
   * @param values the values
   */
  public record Row(Map<String, String> values) {

    /** Copies the values in order. */
    public Row {
      Map<String, String> copy = new LinkedHashMap<>();
      values.forEach((label, value) -> copy.put(label.toLowerCase(Locale.ROOT), value));
      values = java.util.Collections.unmodifiableMap(copy);
    }

    /**
     * A value.
     *
     * @param label the column's label in lower case
     * @return the value; empty text if it is NULL or there is no such column
     */
    public String get(String label) {
      return values.getOrDefault(label, "");
    }
  }
}
