package io.snowwatch.answers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Checks of one's own. A jar names its class in {@code
 * META-INF/services/io.snowwatch.answers.CheckSet}, and {@link KnownChecks#found} finds it.
 *
 * <p>Implementations are stateless and safe for use by several threads.
 */
public interface CheckSet {

  /**
   * The checks.
   *
   * @return as {@link Check#parse} or {@link #resource} make them
   */
  List<Check> checks();

  /**
   * A check that lies beside a class, as the built-in ones do.
   *
   * @param beside the class
   * @param name the file's name, such as {@code IG01.sql}
   * @return the check
   * @throws IllegalArgumentException if there is no such file, or it is no check
   */
  static Check resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "There is no '%s' beside %s: put the check's file there, in the resources."
                .formatted(name, beside.getName()));
      }
      return Check.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
