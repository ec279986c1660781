package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.WantedPipe;
import java.util.List;
import java.util.Optional;

/**
 * One difference between what is there and what is wanted.
 *
 * @param action what is done about it
 * @param object what it is about, such as {@code table SNOWWATCH.AWS.X}
 * @param reason why, in one line
 * @param statements what is run; empty for a conflict, and for a pipe that is replaced, whose
 *     statements depend on what arrives meanwhile
 * @param found what is there, in lines; shown for a conflict
 * @param wanted what should be there, in lines; shown for a conflict
 * @param pipe the pipe that is replaced
 */
public record Change(
    Action action,
    String object,
    String reason,
    List<Statement> statements,
    List<String> found,
    List<String> wanted,
    Optional<WantedPipe> pipe) {

  /** Copies the lists. */
  public Change {
    statements = List.copyOf(statements);
    found = List.copyOf(found);
    wanted = List.copyOf(wanted);
  }

  static Change of(Action action, String object, String reason, List<Statement> statements) {
    return new Change(action, object, reason, statements, List.of(), List.of(), Optional.empty());
  }

  static Change conflict(String object, String reason, List<String> found, List<String> wanted) {
    return new Change(Action.CONFLICT, object, reason, List.of(), found, wanted, Optional.empty());
  }

  static Change replacement(String object, String reason, WantedPipe pipe) {
    return new Change(
        Action.REPLACE_PIPE, object, reason, List.of(), List.of(), List.of(), Optional.of(pipe));
  }
}
