package io.snowwatch.lambda;

import io.snowwatch.catalog.Source;
import java.util.Locale;

/** The class that handles a function: the function's name with a capital. */
public final class HandlerName {

  private HandlerName() {}

  /**
   * The handler of a source's function.
   *
   * @param source a source that has a function
   * @return the class's qualified name, as Lambda's {@code Handler} takes it
   * @throws IllegalArgumentException if the source has no function
   */
  public static String of(Source source) {
    return HandlerName.class.getPackageName() + "." + simpleName(source);
  }

  static String simpleName(Source source) {
    String function =
        source
            .function()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Source '" + source.name() + "' has no function of its own."));
    return function.substring(0, 1).toUpperCase(Locale.ROOT) + function.substring(1);
  }
}
