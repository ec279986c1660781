package io.snowwatch.answers;

import java.util.List;

/**
 * A view that people read.
 *
 * @param name its name
 * @param title what a row is, for people
 * @param columns its columns in the query's order
 * @param query the SELECT behind it, which names views of the same schema without the schema
 */
public record AnswerView(String name, String title, List<Column> columns, String query) {

  /**
   * A column.
   *
   * @param name its name
   * @param description a sentence for people
   */
  public record Column(String name, String description) {}

  /** Copies the list. */
  public AnswerView {
    columns = List.copyOf(columns);
  }
}
