package io.snowwatch.local;

import io.snowwatch.SnowWatchException;
import java.util.List;

/** The engine could not do what was asked; the message says what it was and why not. */
public final class LocalException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  LocalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The line of the engine's words that says what is wrong. */
  String reason() {
    List<String> lines = String.valueOf(getMessage()).lines().toList();
    return lines.stream()
        .filter(line -> line.startsWith("Error: "))
        .findFirst()
        .map(line -> line.substring("Error: ".length()))
        .orElse(lines.isEmpty() ? "no reason is known" : lines.get(0));
  }
}
