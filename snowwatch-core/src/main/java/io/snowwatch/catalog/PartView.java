package io.snowwatch.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A view with one row for each element of nested lists. Besides its own columns it has those that
 * tell the resource, its account, Region and time.
 *
 * @param name the view's name
 * @param title what a row is, for people
 * @param columns its own columns in order
 */
public record PartView(String name, String title, List<Column> columns) {

  /**
   * A column of the view; each {@link Part} says where its value comes from.
   *
   * @param name the name in upper case
   * @param type the type of its values
   * @param description a sentence for people
   */
  public record Column(String name, LogicalType type, String description) {

    /**
     * @throws IllegalArgumentException if the name is not an upper-case identifier
     */
    public Column {
      Names.requireUpperCase("column", name);
    }
  }

  /**
   * @throws IllegalArgumentException if a name is malformed or used twice
   */
  public PartView {
    Names.requireUpperCase("view", name);
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "View " + name + " declares column " + column.name() + " twice: rename one.");
      }
    }
  }

  /**
   * A view.
   *
   * @param name the view's name
   * @param title what a row is, for people
   * @param columns its own columns in order
   * @return the view
   */
  public static PartView of(String name, String title, Column... columns) {
    return new PartView(name, title, List.of(columns));
  }

  /**
   * A text column.
   *
   * @param name its name
   * @param description a sentence for people
   * @return the column
   */
  public static Column text(String name, String description) {
    return new Column(name, LogicalType.STRING, description);
  }

  /**
   * A column of whole numbers.
   *
   * @param name its name
   * @param description a sentence for people
   * @return the column
   */
  public static Column number(String name, String description) {
    return new Column(name, LogicalType.INTEGER, description);
  }

  /**
   * A column of truth values.
   *
   * @param name its name
   * @param description a sentence for people
   * @return the column
   */
  public static Column truth(String name, String description) {
    return new Column(name, LogicalType.BOOLEAN, description);
  }

  /**
   * A column of documents.
   *
   * @param name its name
   * @param description a sentence for people
   * @return the column
   */
  public static Column document(String name, String description) {
    return new Column(name, LogicalType.VARIANT, description);
  }
}
