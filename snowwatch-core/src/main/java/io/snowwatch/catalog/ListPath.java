package io.snowwatch.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a list stands in a record that may itself stand in elements of lists, such as {@code
 * IpPermissions[].IpRanges}.
 *
 * @param lists the path of each list, the outermost first; each but the first begins at an element
 *     of the list before it
 */
public record ListPath(List<JsonPath> lists) {

  /**
   * @throws IllegalArgumentException if there is no list
   */
  public ListPath {
    lists = List.copyOf(lists);
    if (lists.isEmpty()) {
      throw new IllegalArgumentException("A path of a list needs at least one list.");
    }
  }

  /**
   * Parses a path.
   *
   * @param text the lists joined by {@code []} and a dot
   * @return the path
   * @throws IllegalArgumentException if a part is no plain path
   */
  public static ListPath parse(String text) {
    return new ListPath(Arrays.stream(text.split("\\[]\\.", -1)).map(JsonPath::parse).toList());
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return lists.stream().map(JsonPath::toString).collect(Collectors.joining("[]."));
  }
}
