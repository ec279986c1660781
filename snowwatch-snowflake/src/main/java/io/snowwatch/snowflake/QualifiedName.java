package io.snowwatch.snowflake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The full name of a Snowflake object: it means the same whatever database and schema a session
 * uses.
 *
 * @param parts the names from the outermost in: a database, a database's schema, or a schema's
 *     object
 */
public record QualifiedName(List<Identifier> parts) {

  /**
   * @throws IllegalArgumentException if there are not one to three parts
   */
  public QualifiedName {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > 3) {
      throw new IllegalArgumentException(
          "A qualified name has a database, a schema and an object; it cannot have "
              + parts.size()
              + " parts.");
    }
  }

  /**
   * A full name.
   *
   * @param parts the names from the outermost in
   * @return the full name
   * @throws IllegalArgumentException if there are not one to three parts
   */
  public static QualifiedName of(Identifier... parts) {
    return new QualifiedName(List.of(parts));
  }

  /**
   * The name of the object itself.
   *
   * @return the last part
   */
  public Identifier last() {
    return parts.get(parts.size() - 1);
  }

  /**
   * The name as a statement writes it.
   *
   * @return the parts joined by dots, each in quotes where it needs them
   */
  public String sql() {
    return parts.stream().map(Identifier::sql).collect(Collectors.joining("."));
  }

  /** The same as {@link #sql()}. */
  @Override
  public String toString() {
    return sql();
  }
}
