package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.StatementKind;
import io.snowwatch.snowflake.WantedPipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a pipe's comment and definition say about it, and what follows.
 *
 * <p>Whatever is left to do with a pipe stands in its comment until it is done: so a set-up that
 * was cut off goes on where it stopped, and nothing depends on a file of somebody's.
 */
final class PipeStates {

  /** The pipe is new, and what arrived before its notification has not been queued. */
  static final String CATCHING_UP = "catching up";

  /** The pipe is being replaced; the time was taken before it was paused. */
  static final String REPLACING = "replacing since ";

  /** The pipe has today's definition; objects since the time are queued, older ones copied. */
  static final String REPLACED = "replaced, refresh from ";

  private static final Pattern SOURCE = Pattern.compile("@([^\\s/)]+)/([^\\s)'\"]*)");
  private static final Pattern TARGET = Pattern.compile("(?i)COPY\\s+INTO\\s+([^\\s(]+)");

  /** A cast that limits a text, as 1.0's pipes have. */
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?i)([\\w$:.\"]+)\\s*::\\s*(STRING|TEXT|VARCHAR|CHAR|CHARACTER)\\s*\\(\\s*\\d+\\s*\\)");

  private final SnowflakePlan plan;
  private final Set<Section> sections;

  PipeStates(SnowflakePlan plan, Set<Section> sections) {
    this.plan = plan;
    this.sections = sections;
  }

  /** Load what lies there, make the pipe, and queue what arrived meanwhile. */
  List<Statement> creation(WantedPipe pipe) {
    List<Statement> statements = new ArrayList<>();
    if (sections.contains(Section.BACKFILL)) {
      statements.add(
          new Statement(
              StatementKind.USE_WAREHOUSE,
              Section.BACKFILL,
              pipe.creator(),
              "A COPY runs in a warehouse; pipes do not.",
              SqlText.of("USE WAREHOUSE {name}", plan.names().warehouse())));
      statements.add(isOfFirstBucket(pipe) ? pipe.backfill() : pipe.backfillOfFurtherBucket());
    }
    statements.add(pipe.create(pipe.mark().with(CATCHING_UP).after(pipe.purpose())));
    statements.addAll(catchUp(pipe));
    return statements;
  }

  private boolean isOfFirstBucket(WantedPipe pipe) {
    return pipe.load().stage().name().equals(plan.names().buckets().get(0).stage());
  }

  private List<Statement> catchUp(WantedPipe pipe) {
    Statement done = pipe.setComment(pipe.comment());
    return sections.contains(Section.CATCH_UP)
        ? List.of(
            pipe.refresh(),
            new Statement(
                done.kind(), Section.CATCH_UP, done.role(), done.description(), done.sql()))
        : List.of();
  }

  void compare(WantedPipe pipe, FoundObject there, List<Change> changes, List<String> notes) {
    String title = Comparison.title(pipe);
    String definition = there.property("definition");
    Optional<Change> conflict = conflict(title, pipe, definition);
    if (conflict.isPresent()) {
      changes.add(conflict.get());
      return;
    }
    Optional<String> state = there.mark().flatMap(Mark::state);
    boolean current = there.mark().map(Mark::hash).equals(Optional.of(pipe.mark().hash()));
    if (state.filter(text -> text.startsWith(REPLACING) || text.startsWith(REPLACED)).isPresent()) {
      changes.add(
          Change.replacement(
              title, "Its replacement was cut off and goes on: " + state.get() + ".", pipe));
    } else if (current && state.filter(CATCHING_UP::equals).isPresent()) {
      if (sections.contains(Section.CATCH_UP)) {
        changes.add(
            Change.of(
                Action.ALTER,
                title,
                "What arrived before its notification has not been queued yet.",
                catchUp(pipe)));
      }
    } else if (there.mark().isPresent() && !current) {
      changes.add(Change.replacement(title, reason(pipe, there, definition), pipe));
    } else if (there.mark().isEmpty()) {
      if (folded(definition).equals(folded(pipe.load().sql()))) {
        notes.add(title + " has no mark and the definition that is wanted; it stays.");
      } else {
        changes.add(Change.replacement(title, reason(pipe, there, definition), pipe));
      }
    }
  }

  private static String reason(WantedPipe pipe, FoundObject there, String definition) {
    Matcher limit = LIMIT.matcher(definition);
    if (limit.find()) {
      return "It casts %s: one longer value skips the file of a whole Region."
          .formatted(limit.group());
    }
    return there.mark().isPresent()
        ? "It was made with another definition, and a pipe's COPY cannot be altered."
        : "An earlier version made it: it does not fill %s.".formatted(unfilled(pipe, definition));
  }

  private static String unfilled(WantedPipe pipe, String definition) {
    List<String> columns =
        pipe.load().columns().stream()
            .map(Object::toString)
            .filter(
                column ->
                    !Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(column) + "(?![\\w$])")
                        .matcher(definition)
                        .find())
            .toList();
    return columns.isEmpty() ? "the columns as they are wanted today" : String.join(", ", columns);
  }

  /** A pipe into another table, or from another stage or directory, is somebody else's. */
  private static Optional<Change> conflict(String title, WantedPipe pipe, String definition) {
    Matcher source = SOURCE.matcher(definition.replace("\"", ""));
    Matcher target = TARGET.matcher(definition);
    if (!source.find() || !target.find()) {
      return Optional.empty();
    }
    String stage = pipe.load().stage().name().last().name();
    String table = pipe.load().table().last().name();
    String directory = pipe.load().directory();
    List<String> found =
        List.of(
            "into " + last(target.group(1)),
            "from " + last(source.group(1)) + "/" + withoutSlash(source.group(2)));
    List<String> wanted = List.of("into " + table, "from " + stage + "/" + directory);
    boolean plainNames = !definition.contains("'@");
    boolean same =
        last(target.group(1)).equalsIgnoreCase(table)
            && last(source.group(1)).equalsIgnoreCase(stage)
            && withoutSlash(source.group(2)).equals(directory);
    if (same || !plainNames || table.contains(" ") || stage.contains(" ")) {
      return Optional.empty();
    }
    return Optional.of(
        Change.conflict(
            title,
            "It loads something else. Choose another name for the pipe, or the directory that it has.",
            found,
            wanted));
  }

  private static String last(String name) {
    String plain = name.replace("\"", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static String withoutSlash(String path) {
    return path.replaceAll("/+$", "");
  }

  private static String folded(String sql) {
    return sql.replaceAll("\\s+", " ").replace(";", "").strip().toUpperCase(Locale.ROOT);
  }
}
