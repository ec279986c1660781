package io.snowwatch.snowflake.aws;

import java.util.List;

/**
 * One thing on the AWS side as it is and as it should be.
 *
 * @param subject what it is, such as {@code trust of the role snowwatch-snowflake}
 * @param action what is to be done, or was done, about it
 * @param reason why, in a sentence; of a conflict, with what to do
 * @param found lines that say what is there
 * @param wanted lines that say what should be there
 */
public record Wiring(
    String subject, Action action, String reason, List<String> found, List<String> wanted) {

  /** What there is to do. */
  public enum Action {
    /** It is as it should be: nothing is written. */
    NONE,
    /** It is written, and what others set up is kept. */
    CHANGE,
    /** Something of somebody else's is in the way: nothing is written. */
    CONFLICT
  }

  /** Copies the lists. */
  public Wiring {
    found = List.copyOf(found);
    wanted = List.copyOf(wanted);
  }

  /**
   * Stops where something of somebody else's is in the way.
   *
   * @throws WiringConflictException if it is a conflict; both sides are in its message
   */
  public void orThrow() {
    if (action == Action.CONFLICT) {
      throw new WiringConflictException(this);
    }
  }

  /** Both sides, for people. */
  @Override
  public String toString() {
    return "%s: %s\n  found:\n%s  wanted:\n%s"
        .formatted(subject, reason, indented(found), indented(wanted));
  }

  private static String indented(List<String> lines) {
    StringBuilder text = new StringBuilder();
    (lines.isEmpty() ? List.of("nothing") : lines)
        .forEach(
            line -> line.lines().forEach(part -> text.append("    ").append(part).append('\n')));
    return text.toString();
  }
}
