package io.snowwatch.catalog;

import java.util.regex.Pattern;

/** The shapes of the names that declarations use. */
final class Names {

  private static final Pattern UPPER_CASE = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final Pattern LOWER_CASE = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern DIRECTORY = Pattern.compile("[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*");

  private Names() {}

  static void requireUpperCase(String what, String name) {
    require(UPPER_CASE, what, name, "upper-case letters, digits and underscores");
  }

  static void requireLowerCase(String what, String name) {
    require(LOWER_CASE, what, name, "lower-case letters, digits and underscores");
  }

  static void requireDirectory(String what, String name) {
    require(
        DIRECTORY, what, name, "lower-case names separated by slashes, with no slash at an end");
  }

  private static void require(Pattern pattern, String what, String name, String remedy) {
    if (!pattern.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a name for a " + what + ": use " + remedy + ".");
    }
  }
}
