package io.snowwatch;

import java.util.List;

/** Settings that cannot work: every problem with its remedy, found before anything was done. */
public final class ConfigurationException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf returns a serializable list.
  private final List<String> problems;

  /**
   * Creates an exception.
   *
   * @param problems one sentence or two per problem, at least one
   */
  public ConfigurationException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param problems one sentence or two per problem, at least one
   * @param cause what led to it
   */
  public ConfigurationException(List<String> problems, Throwable cause) {
    super(message(problems), cause);
    this.problems = List.copyOf(problems);
  }

  private static String message(List<String> problems) {
    return problems.size() == 1
        ? problems.get(0)
        : problems.size() + " problems:\n- " + String.join("\n- ", problems);
  }

  /**
   * Each problem by itself.
   *
   * @return one sentence or two per problem
   */
  public List<String> problems() {
    return problems;
  }
}
