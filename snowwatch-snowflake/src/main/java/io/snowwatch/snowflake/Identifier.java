package io.snowwatch.snowflake;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a Snowflake object, exactly as Snowflake stores it.
 *
 * <p>{@link #sql()} puts it in double quotes only where it needs them, so that {@code SNOWWATCH}
 * stays readable and {@code Security Lake} stays one name.
 *
 * @param name the stored name, 1 to 255 characters, none of them a control character
 * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">Identifier
 *     requirements</a>
 */
public record Identifier(String name) {

  private static final int MAXIMUM_LENGTH = 255;
  private static final Pattern UNQUOTED = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")+)\"");

  /**
   * @throws IllegalArgumentException if the name is empty, too long or has a control character
   */
  public Identifier {
    remedy(name).ifPresent(remedy -> reject(name, remedy));
  }

  /**
   * Reads a name as Snowflake reads it in a statement: without quotes it is stored in upper case,
   * in double quotes exactly as written, a double quote inside written twice.
   *
   * @param text for example {@code snowwatch}, which is {@code SNOWWATCH}, or {@code "Security
   *     Lake"} with its quotes
   * @return the name
   * @throws IllegalArgumentException if the text is neither form; the message says what to write
   */
  public static Identifier parse(String text) {
    remedyForText(text).ifPresent(remedy -> reject(text, remedy));
    return new Identifier(storedName(text));
  }

  /** What to change in a text so that {@link #parse} reads it; empty if it does. */
  static Optional<String> remedyForText(String text) {
    if (!UNQUOTED.matcher(text).matches() && !QUOTED.matcher(text).matches()) {
      return Optional.of(
          "use letters, digits, underscores and dollar signs, beginning with a letter or an"
              + " underscore, or put the name in double quotes, a double quote inside it twice");
    }
    return remedy(storedName(text));
  }

  private static Optional<String> remedy(String name) {
    if (name.isEmpty()) {
      return Optional.of("give at least one character");
    }
    if (name.length() > MAXIMUM_LENGTH) {
      return Optional.of("shorten it from " + name.length() + " to 255 characters");
    }
    // A line break would end the comment that a printed script puts a name in.
    if (name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("remove the control characters");
    }
    return Optional.empty();
  }

  private static String storedName(String text) {
    Matcher quoted = QUOTED.matcher(text);
    return quoted.matches() ? quoted.group(1).replace("\"\"", "\"") : text.toUpperCase(Locale.ROOT);
  }

  private static void reject(String value, String remedy) {
    throw new IllegalArgumentException(
        "'" + value + "' is not the name of a Snowflake object: " + remedy + ".");
  }

  /**
   * The name as a statement writes it.
   *
   * @return the name, in double quotes unless it is upper-case letters, digits, underscores and
   *     dollar signs and no reserved word
   */
  public String sql() {
    return Quoting.identifier(name);
  }

  /** The same as {@link #sql()}. */
  @Override
  public String toString() {
    return sql();
  }
}
