package io.snowwatch.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a security engineer would ask, each a file of SQL for Snowflake. */
enum Question {
  INSTANCES_BY_REGION,
  GROUPS_OPEN_TO_THE_WORLD,
  USERS_WITHOUT_MFA,
  INTERNET_FACING_LOAD_BALANCERS,
  WHO_DID_WHAT;

  private static final String COMMENT = "-- ";

  /** The file's name, below the folder {@code questions} beside this class. */
  String fileName() {
    return name().toLowerCase(java.util.Locale.ROOT) + ".sql";
  }

  /** The question itself: the first line of the file, a comment. */
  String title() {
    return sql().lines().findFirst().orElse("").substring(COMMENT.length());
  }

  /** The one statement of the file, comments included. */
  String sql() {
    try (InputStream in = Question.class.getResourceAsStream("questions/" + fileName())) {
      if (in == null) {
        throw new IllegalStateException("The file questions/" + fileName() + " is missing.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
