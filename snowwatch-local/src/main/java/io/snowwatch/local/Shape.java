package io.snowwatch.local;

import io.snowwatch.catalog.JsonPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The part of a document that is read, as a type of DuckDB. A document of another shape is refused
 * by the engine.
 */
final class Shape {

  private final Map<String, Shape> members = new LinkedHashMap<>();
  private boolean isList;

  /** Adds what a path leads to, and all on the way. */
  Shape at(JsonPath path) {
    Shape shape = this;
    for (String member : path.members()) {
      shape = shape.members.computeIfAbsent(member, m -> new Shape());
    }
    return shape;
  }

  /** Says that it is a list, whose elements have the members. */
  Shape list() {
    isList = true;
    return this;
  }

  Map<String, Shape> members() {
    return members;
  }

  /** Whether the engine, to which case in names means nothing, can tell the members apart. */
  boolean isDistinct() {
    return members.keySet().stream().map(m -> m.toLowerCase(Locale.ROOT)).distinct().count()
            == members.size()
        && members.values().stream().allMatch(Shape::isDistinct);
  }

  String type() {
    String element =
        members.isEmpty()
            ? "VARCHAR"
            : members.entrySet().stream()
                .map(e -> '"' + e.getKey() + "\" " + e.getValue().type())
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
    return isList ? element + "[]" : element;
  }

  /** The value at a path in a structure. */
  static String member(String structure, List<String> path) {
    return structure + path.stream().map(m -> ".\"" + m + '"').collect(Collectors.joining());
  }
}
