package io.snowwatch.answers;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The built-in checks. {@link KnownChecks} has others besides. */
public final class Checks {

  private static final List<Check> ALL = load();

  private Checks() {}

  /**
   * Every check.
   *
   * @return the checks in the order of their ids
   */
  public static List<Check> all() {
    return ALL;
  }

  /**
   * Finds a check.
   *
   * @param id its id, in any case
   * @return the check
   * @throws ConfigurationException if there is none; the message lists the ids there are
   */
  public static Check of(String id) {
    return KnownChecks.builtIn().of(id);
  }

  private static List<Check> load() {
    return read("checks/index.txt")
        .lines()
        .map(id -> Check.parse(read("checks/" + id + ".sql")))
        .toList();
  }

  static String read(String name) {
    try (InputStream in = Checks.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not packaged: build the module again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
