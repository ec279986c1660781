package io.snowwatch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a document says, whatever the order of its members and of lists that have none: what {@code
 * documents.js} is on Snowflake, with the same results.
 *
 * <p>Immutable and safe for use by several threads.
 */
final class CanonicalDocument {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<String> leftOut;
  private final Set<String> unordered;

  private CanonicalDocument(String leftOut, String unordered) {
    this.leftOut = Set.of(leftOut.split(","));
    this.unordered = Set.of(unordered.split(","));
  }

  /**
   * A text that is the same for documents that say the same.
   *
   * @param document a JSON document
   * @param leftOut paths of members that do not count, with commas between them
   * @param unordered paths of lists without an order, with commas between them
   * @throws JsonProcessingException if the document is none
   */
  static String text(String document, String leftOut, String unordered)
      throws JsonProcessingException {
    StringBuilder text = new StringBuilder(document.length());
    new CanonicalDocument(leftOut, unordered).append(JSON.readTree(document), "", text);
    return text.toString();
  }

  /**
   * The paths of what differs.
   *
   * @return a JSON array of texts
   * @throws JsonProcessingException if a document is none
   */
  static String changedPaths(String before, String after, String leftOut, String unordered)
      throws JsonProcessingException {
    List<String> paths = new ArrayList<>();
    new CanonicalDocument(leftOut, unordered)
        .compare(JSON.readTree(before), JSON.readTree(after), "", paths);
    return JSON.writeValueAsString(paths);
  }

  private void compare(
      @Nullable JsonNode before, @Nullable JsonNode after, String path, List<String> paths) {
    if (before != null && after != null && before.isObject() && after.isObject()) {
      Set<String> names = members(before, path);
      names.addAll(members(after, path));
      for (String name : names) {
        compare(before.get(name), after.get(name), within(path, name), paths);
      }
    } else if (before == null || after == null || !text(before, path).equals(text(after, path))) {
      paths.add(path);
    }
  }

  private String text(JsonNode value, String path) {
    StringBuilder text = new StringBuilder();
    append(value, path, text);
    return text.toString();
  }

  private void append(JsonNode value, String path, StringBuilder to) {
    if (value.isObject()) {
      char before = '{';
      for (String name : members(value, path)) {
        to.append(before);
        before = ',';
        append(name, to);
        to.append(':');
        append(value.get(name), within(path, name), to);
      }
      to.append(before == '{' ? "{}" : "}");
    } else if (value.isArray()) {
      if (unordered.contains(path)) {
        List<String> elements = new ArrayList<>(value.size());
        value.forEach(element -> elements.add(text(element, path + "[]")));
        Collections.sort(elements);
        to.append('[').append(String.join(",", elements)).append(']');
      } else {
        to.append('[');
        for (int i = 0; i < value.size(); i++) {
          to.append(i == 0 ? "" : ",");
          append(value.get(i), path + "[]", to);
        }
        to.append(']');
      }
    } else if (value.isTextual()) {
      append(value.textValue(), to);
    } else if (value.isNumber()) {
      append(value.doubleValue(), to);
    } else {
      to.append(value.asText());
    }
  }

  private Set<String> members(JsonNode value, String path) {
    Set<String> names = new TreeSet<>();
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!leftOut.contains(within(path, name))) {
                names.add(name);
              }
            });
    return names;
  }

  private static String within(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void append(String text, StringBuilder to) {
    to.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  /** A number as JavaScript writes it, which knows no other than this kind. */
  private static void append(double number, StringBuilder to) {
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      to.append((long) number);
    } else {
      to.append(new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString());
    }
  }
}
