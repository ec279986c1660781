package io.snowwatch.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SQL with places to fill, where quoting is a property of the place.
 *
 * <ul>
 *   <li>{@code {name}} takes an {@link Identifier} or a {@link QualifiedName},
 *   <li>{@code {text}} takes any text and makes a string constant of it,
 *   <li>{@code {lines}} takes a list of expressions, one a line, with commas between them,
 *   <li>{@code {sql}} takes what is SQL already.
 * </ul>
 *
 * A value of another type than its place takes, and a place of another name, is a fault of the
 * caller's and thrown at once, so no text gets into a statement unquoted by mistake.
 */
public final class SqlText {

  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)\\}");

  private static final Set<String> KINDS = Set.of("name", "text", "lines", "sql");

  private static final String INDENT = "  ";

  private SqlText() {}

  /**
   * Fills a template.
   *
   * @param template SQL with places
   * @param values one for each place, in order
   * @return the SQL
   * @throws IllegalArgumentException if a value does not fit its place, their numbers differ, or a
   *     place is of no kind above, as a misspelled one is
   */
  public static String of(String template, Object... values) {
    Matcher places = PLACE.matcher(template);
    StringBuilder sql = new StringBuilder();
    int next = 0;
    while (places.find()) {
      if (!KINDS.contains(places.group(1))) {
        throw new IllegalArgumentException(
            "No place is called %s; write {name}, {text}, {lines} or {sql}: %s"
                .formatted(places.group(), template));
      }
      if (next == values.length) {
        throw new IllegalArgumentException("Too few values for: " + template);
      }
      places.appendReplacement(
          sql, Matcher.quoteReplacement(filled(places.group(1), values[next++], template)));
    }
    if (next != values.length) {
      throw new IllegalArgumentException("Too many values for: " + template);
    }
    return places.appendTail(sql).toString();
  }

  /**
   * A string constant.
   *
   * @param text any text
   * @return the text in single quotes, with what has a meaning in them escaped
   */
  public static String literal(String text) {
    return Quoting.literal(text);
  }

  private static String filled(String place, Object value, String template) {
    if (place.equals("name") && value instanceof Identifier name) {
      return name.sql();
    }
    if (place.equals("name") && value instanceof QualifiedName name) {
      return name.sql();
    }
    if (place.equals("text") && value instanceof String text) {
      return Quoting.literal(text);
    }
    if (place.equals("lines") && value instanceof List<?> lines) {
      return lines(lines.stream().map(String::valueOf).toList());
    }
    if (place.equals("sql") && value instanceof String sql) {
      return sql;
    }
    throw new IllegalArgumentException(
        "{%s} takes no %s: %s".formatted(place, value.getClass().getSimpleName(), template));
  }

  /** Expressions, one a line. */
  static String lines(List<String> expressions) {
    return expressions.stream()
        .map(expression -> INDENT + expression)
        .collect(Collectors.joining(",\n"));
  }

  /** SQL of several lines, further in. */
  static String indented(String sql) {
    return sql.lines().map(line -> INDENT + line).collect(Collectors.joining("\n"));
  }

  /** The clauses that are there, one a line. */
  static String clauses(String... clauses) {
    return Arrays.stream(clauses)
        .filter(clause -> !clause.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
