package io.snowwatch.snowflake;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The only place where a name or a text becomes SQL.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">Identifier
 *     requirements</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/data-types-text">String constants</a>
 */
final class Quoting {

  private static final Pattern STORED_AS_WRITTEN = Pattern.compile("[A-Z_][A-Z0-9_$]*");

  /**
   * Words that cannot be names without quotes.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/reserved-keywords">Reserved and
   *     limited keywords</a>
   */
  private static final Set<String> RESERVED =
      Set.of(
          "ACCOUNT ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONNECTION"
              .concat(" CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME")
              .concat(" CURRENT_TIMESTAMP CURRENT_USER DATABASE DELETE DISTINCT DROP ELSE EXISTS")
              .concat(" FALSE FOLLOWING FOR FROM FULL GRANT GROUP GSCLUSTER HAVING ILIKE IN")
              .concat(" INCREMENT INNER INSERT INTERSECT INTO IS ISSUE JOIN LATERAL LEFT LIKE")
              .concat(" LOCALTIME LOCALTIMESTAMP MINUS NATURAL NOT NULL OF ON OR ORDER")
              .concat(" ORGANIZATION QUALIFY REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SCHEMA")
              .concat(" SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER TRUE TRY_CAST")
              .concat(" UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHENEVER WHERE WITH")
              .split(" "));

  private Quoting() {}

  static boolean isReserved(String word) {
    return RESERVED.contains(word.toUpperCase(Locale.ROOT));
  }

  /** A name that Snowflake stores exactly so; in quotes only where it needs them. */
  static String identifier(String name) {
    return STORED_AS_WRITTEN.matcher(name).matches() && !isReserved(name)
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A member of a semi-structured value: its case counts even without quotes. */
  static String member(String name) {
    return isReserved(name) ? '"' + name + '"' : name;
  }

  /** A string constant: a backslash begins an escape sequence in it, a dollar sign is itself. */
  static String literal(String text) {
    StringBuilder sql = new StringBuilder("'");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\'' -> sql.append("''");
                case '\\' -> sql.append("\\\\");
                case '\n' -> sql.append("\\n");
                case '\r' -> sql.append("\\r");
                case '\t' -> sql.append("\\t");
                case '\0' -> sql.append("\\0");
                default -> sql.appendCodePoint(c);
              }
            });
    return sql.append('\'').toString();
  }

  /**
   * A place on a stage.
   *
   * @param path the path below the stage: letters, digits, underscores, dashes and slashes
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-table">COPY INTO: a
   *     stage whose name has special characters goes in single quotes</a>
   */
  static String stagePath(QualifiedName stage, String path) {
    String place = "@" + stage + "/" + path;
    return place.indexOf('"') < 0 ? place : literal(place);
  }

  /** A string constant that is a program: readable between double dollars wherever that is safe. */
  static String program(String text) {
    // A dollar at an end would join the delimiter.
    boolean delimits = text.contains("$$") || text.startsWith("$") || text.endsWith("$");
    return delimits ? literal(text) : "$$" + text + "$$";
  }
}
