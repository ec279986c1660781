package io.snowwatch.snowflake.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query yields, with its columns and with values of their types.
 *
 * @param columns the columns' labels
 * @param rows the rows, each with a value for every column: a number, a truth, a time in UTC, a
 *     {@link Json}, a text, or null
 */
public record TypedRows(List<String> columns, List<List<@Nullable Object>> rows) {

  /** Copies the lists. */
  public TypedRows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * A value of a VARIANT, an ARRAY or an OBJECT.
   *
   * @param text the value as JSON
   */
  public record Json(String text) {

    /** The value as JSON. */
    @Override
    public String toString() {
      return text;
    }
  }
}
