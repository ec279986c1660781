package io.snowwatch.snowflake;

import java.util.Optional;

/**
 * A column of a table or a view.
 *
 * @param name its name
 * @param type its type as a statement writes it, such as {@code STRING}; of no account in a view
 * @param comment what it says; empty for none
 */
public record WantedColumn(Identifier name, String type, Optional<String> comment) {

  /**
   * A column without a comment.
   *
   * @param name its name
   * @param type its type, such as {@code STRING}
   */
  public WantedColumn(Identifier name, String type) {
    this(name, type, Optional.empty());
  }

  /** The column in a table's definition. */
  String sql() {
    return name + " " + type + commentClause();
  }

  /** The column in a view's list of columns. */
  String sqlInView() {
    return name + commentClause();
  }

  private String commentClause() {
    return comment.map(text -> SqlText.of(" COMMENT {text}", text)).orElse("");
  }
}
