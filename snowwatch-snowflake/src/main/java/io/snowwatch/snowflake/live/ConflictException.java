package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import java.util.List;
import java.util.stream.Collectors;

/** Something is in the way; nothing was done. */
public final class ConflictException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient List<Change> conflicts;

  ConflictException(List<Change> conflicts) {
    super(
        "Nothing was done, for something is in the way:\n"
            + conflicts.stream().map(ConflictException::text).collect(Collectors.joining("\n")));
    this.conflicts = List.copyOf(conflicts);
  }

  private static String text(Change conflict) {
    return "x %s: %s\n    there:  %s\n    wanted: %s"
        .formatted(
            conflict.object(),
            conflict.reason(),
            String.join(", ", conflict.found()),
            String.join(", ", conflict.wanted()));
  }

  /**
   * What is in the way, both sides of each.
   *
   * @return the conflicts
   */
  public List<Change> conflicts() {
    return conflicts;
  }
}
