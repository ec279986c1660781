package io.snowwatch.catalog;

import java.util.List;

/**
 * Where a value stands in a record: the member names from the root down, such as {@code
 * State.Name}.
 *
 * @param members the names, outermost first, at least one, each a letter or underscore followed by
 *     letters, digits or underscores
 */
public record JsonPath(List<String> members) {

  /**
   * @throws IllegalArgumentException if there is no member, or one is not a plain name
   */
  public JsonPath {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("A JSON path needs at least one member name.");
    }
    for (String member : members) {
      if (!member.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new IllegalArgumentException(
            "'" + member + "' is not a member name: use letters, digits and underscores.");
      }
    }
  }

  /**
   * Parses a dotted path.
   *
   * @param dotted for example {@code State.Name}
   * @return the path
   * @throws IllegalArgumentException if a part is not a plain name
   */
  public static JsonPath parse(String dotted) {
    return new JsonPath(List.of(dotted.split("\\.", -1)));
  }

  /** The dotted form, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.join(".", members);
  }
}
