package io.snowwatch.snowflake.doctor;

import java.util.List;

/**
 * One line of what doctor says.
 *
 * @param kind what it is
 * @param hop where it is
 * @param what the thing, such as {@code pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE}
 * @param found how it is
 * @param wanted how it should be
 * @param commands what mends it, in order: SQL ends with a semicolon, the rest is for a shell; none
 *     where nothing is to be done, or no command does it
 */
public record Finding(
    Kind kind, Hop hop, String what, String found, String wanted, List<String> commands) {

  /** Why a side was not looked at, and whether somebody wants that. */
  record Absence(String reason, boolean wanted) {}

  /**
   * @throws IllegalArgumentException if the kind is one of another hop
   */
  public Finding {
    commands = List.copyOf(commands);
    if (kind.hop().isPresent() && kind.hop().get() != hop) {
      throw new IllegalArgumentException(kind + " is not found at " + hop + ".");
    }
  }

  static Finding of(Kind kind, String what, String found, String wanted, String... commands) {
    return of(kind, what, found, wanted, List.of(commands));
  }

  static Finding of(Kind kind, String what, String found, String wanted, List<String> commands) {
    return new Finding(kind, kind.hop().orElseThrow(), what, found, wanted, commands);
  }

  static Finding ok(Hop hop, String what, String found) {
    return new Finding(Kind.OK, hop, what, found, found, List.of());
  }

  static Finding unseen(Hop hop, String what, String reason, String... commands) {
    return new Finding(Kind.UNSEEN, hop, what, reason, "to be seen", List.of(commands));
  }

  static Finding leftOut(Hop hop, String reason) {
    return new Finding(Kind.LEFT_OUT, hop, hop.title(), reason, "", List.of());
  }
}
