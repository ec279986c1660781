package io.snowwatch.snowflake.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The little of TOML that Snowflake's connection files use: tables of one-line texts, numbers and
 * truth values. What is more than that is passed over.
 */
final class Toml {

  private static final Pattern TABLE = Pattern.compile("\\s*\\[([^\\[\\]]+)\\]\\s*(#.*)?");

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*\"?([A-Za-z0-9_.-]+)\"?\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^#\"'\\s]+))\\s*(#.*)?");

  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private Toml() {}

  /** The tables whose names begin with a prefix, by the rest of their names. */
  static Map<String, Map<String, String>> tables(String text, String prefix) {
    Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    Map<String, String> current = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher table = TABLE.matcher(line);
      Matcher entry = ENTRY.matcher(line);
      if (table.matches()) {
        String name = table.group(1).strip();
        // What stands in a table that is not wanted goes nowhere.
        current = new LinkedHashMap<>();
        if (name.startsWith(prefix)) {
          tables.put(unquoted(name.substring(prefix.length()).strip()), current);
        }
      } else if (entry.matches()) {
        current.put(entry.group(1), value(entry));
      }
    }
    return tables;
  }

  private static String value(Matcher entry) {
    if (entry.group(2) != null) {
      return ESCAPE
          .matcher(entry.group(2))
          .replaceAll(
              match ->
                  Matcher.quoteReplacement(
                      switch (match.group(1)) {
                        case "n" -> "\n";
                        case "t" -> "\t";
                        case "r" -> "\r";
                        default -> match.group(1);
                      }));
    }
    return entry.group(3) != null ? entry.group(3) : entry.group(4);
  }

  private static String unquoted(String name) {
    boolean quoted =
        name.length() > 1
            && ((name.startsWith("\"") && name.endsWith("\""))
                || (name.startsWith("'") && name.endsWith("'")));
    return quoted ? name.substring(1, name.length() - 1) : name;
  }
}
