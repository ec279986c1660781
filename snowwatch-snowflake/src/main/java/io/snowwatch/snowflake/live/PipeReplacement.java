package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.StatementKind;
import io.snowwatch.snowflake.WantedPipe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a pipe today's definition so that no file is lost and none is loaded twice, whenever files
 * arrive and wherever the connection is lost.
 *
 * <p>A pipe knows what it has loaded, forgets it when it is replaced, and drops what waits for it.
 * So: the time is noted in the pipe's comment <em>before</em> it is paused; once nothing is pending
 * it is replaced and paused again; what the bucket has and the table lacks is copied, object by
 * object, up to the time of the newest object that the old pipe loaded; what is newer is queued for
 * the new pipe, which recognises a notification that comes late. Nothing that both could load is
 * left to both.
 *
 * <p>Each step can be repeated, and the comment tells which was the last: a run that was cut off is
 * gone on with by the next.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage">Managing
 *     Snowpipe</a>
 */
final class PipeReplacement {

  /** How long before the pipe is paused an object may have come whose fate is not known. */
  private static final Duration BEFORE = Duration.ofHours(1);

  /** S3's notifications arrive in seconds, seldom in a minute. */
  static final Duration SETTLING = Duration.ofSeconds(75);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final int LOOKS = 360;
  private static final int LOOKS_AFTERWARDS = 12;

  private static final Pattern REPLACED =
      Pattern.compile(Pattern.quote(PipeStates.REPLACED) + "(\\S+) since (\\S+)");

  private final Session session;
  private final Listener listener;
  private final Pace pace;
  private final Statement useWarehouse;
  private final WantedPipe pipe;

  PipeReplacement(
      Session session, Listener listener, Pace pace, Statement useWarehouse, WantedPipe pipe) {
    this.session = session;
    this.listener = listener;
    this.pace = pace;
    this.useWarehouse = useWarehouse;
    this.pipe = pipe;
  }

  void run() {
    session.ask(useWarehouse);
    Optional<Mark> mark = Mark.in(comment());
    String state = mark.flatMap(Mark::state).orElse("");
    Matcher replaced = REPLACED.matcher(state);
    boolean isReplaced = replaced.matches() && mark.get().hash().equals(pipe.mark().hash());
    Instant since = isReplaced ? Instant.parse(replaced.group(2)) : begin(mark, state);
    session.run(pipe.pause());
    drain();
    Instant from;
    if (isReplaced) {
      from = Instant.parse(replaced.group(1));
    } else {
      pace.pause(SETTLING);
      from = refreshFrom(since);
      Mark next = pipe.mark().with(PipeStates.REPLACED + from + " since " + since);
      session.run(pipe.replace(next.after(pipe.purpose())));
      session.run(pipe.pause());
    }
    copyWhatIsMissing(since, from);
    session.run(pipe.refresh(from.toString()));
    session.run(pipe.resume());
    compareAgain(since);
    session.run(pipe.setComment(pipe.comment()));
  }

  /** Notes the time before anything else, unless a run that was cut off has done so. */
  private Instant begin(Optional<Mark> mark, String state) {
    if (state.startsWith(PipeStates.REPLACING)) {
      return Instant.parse(state.substring(PipeStates.REPLACING.length()));
    }
    // Another hash than today's: the pipe has its old definition still.
    Instant since = now();
    Mark noted =
        new Mark(
            mark.map(Mark::hash)
                .filter(hash -> !hash.equals(pipe.mark().hash()))
                .orElse("00000000"),
            Optional.of(PipeStates.REPLACING + since));
    session.run(pipe.setComment(pipe.purpose() + " " + noted));
    return since;
  }

  private Instant now() {
    return Instant.parse(
        value("SELECT TO_CHAR(SYSDATE(), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", "Snowflake's time."));
  }

  private String comment() {
    QualifiedName schema = QualifiedName.of(pipe.name().parts().get(0), pipe.name().parts().get(1));
    return rows(
            SqlText.of(
                "SHOW PIPES LIKE {text} IN SCHEMA {name}",
                pipe.name().last().name().replace("\\", "\\\\"),
                schema),
            "The pipe's comment.")
        .stream()
        .filter(row -> row.get("name").equals(pipe.name().last().name()))
        .map(row -> row.get("comment"))
        .findFirst()
        .orElse("");
  }

  private void drain() {
    String status = "";
    for (int look = 0; look < LOOKS; look++) {
      Map<String, String> pipeStatus = status();
      status = pipeStatus.toString();
      if (pipeStatus.getOrDefault("executionstate", "").equals("PAUSED")
          && pipeStatus.getOrDefault("pendingfilecount", "0").equals("0")) {
        return;
      }
      pace.pause(BETWEEN_LOOKS);
    }
    throw session.withoutEffect(
        pipe.pause(),
        "after half an hour the pipe still has files pending: %s. Run it again later; nothing is lost meanwhile."
            .formatted(status));
  }

  private Map<String, String> status() {
    return FlatJson.members(session.ask(pipe.status()).value().orElse("{}"));
  }

  /** The newest object that the old pipe loaded: later ones can only be the new pipe's. */
  private Instant refreshFrom(Instant since) {
    Set<String> loaded = loaded(since);
    return listed(since).entrySet().stream()
        .filter(object -> loaded.contains(object.getKey()))
        .map(object -> object.getValue().plusSeconds(1))
        .max(Comparator.naturalOrder())
        .filter(newest -> newest.isAfter(since))
        .orElse(since);
  }

  private void copyWhatIsMissing(Instant since, Instant from) {
    List<String> missing = new ArrayList<>();
    Set<String> loaded = loaded(since);
    listed(since)
        .forEach(
            (key, modified) -> {
              if (modified.isBefore(from) && !loaded.contains(key)) {
                missing.add(key.substring(pipe.load().directory().length() + 1));
              }
            });
    for (int i = 0; i < missing.size(); i += LoadedObjects.FILES_AT_ONCE) {
      session.run(
          pipe.copy(missing.subList(i, Math.min(i + LoadedObjects.FILES_AT_ONCE, missing.size()))));
    }
  }

  private void compareAgain(Instant since) {
    List<String> missing = List.of();
    for (int look = 0; look < LOOKS_AFTERWARDS; look++) {
      Set<String> loaded = loaded(since);
      missing = listed(since).keySet().stream().filter(key -> !loaded.contains(key)).toList();
      if (missing.isEmpty()) {
        return;
      }
      pace.pause(BETWEEN_LOOKS);
    }
    listener.says(
        "%s runs with today's definition. %d objects of the last hour are not in the table yet, %s among them; the pipe is loading them, or could not: doctor tells."
            .formatted(Comparison.title(pipe), missing.size(), missing.get(0)));
  }

  /** The objects since shortly before the time, by key. */
  private Map<String, Instant> listed(Instant since) {
    Map<String, Instant> listed = new TreeMap<>();
    session.ask(pipe.load().stage().list(pipe.load().directory())).stream()
        .flatMap(row -> LoadedObjects.listed(pipe, row).stream())
        .filter(object -> !object.getValue().isBefore(since.minus(BEFORE)))
        .forEach(object -> listed.put(object.getKey(), object.getValue()));
    return listed;
  }

  /** What the table has, by its own account and by Snowflake's, which knows 1.0's loads too. */
  private Set<String> loaded(Instant since) {
    Instant earliest = since.minus(BEFORE).minus(BEFORE);
    Instant history = now().minus(LoadedObjects.HISTORY);
    Set<String> loaded = new HashSet<>();
    rows(LoadedObjects.sourceFiles(pipe, earliest), "What the table has.").stream()
        .map(row -> row.get("source_file"))
        .filter(file -> !file.isEmpty())
        .forEach(loaded::add);
    rows(
            LoadedObjects.history(pipe, earliest.isBefore(history) ? history : earliest),
            "What Snowflake loaded.")
        .stream()
        .filter(LoadedObjects::isLoaded)
        .forEach(row -> loaded.addAll(LoadedObjects.keys(pipe, row)));
    return loaded;
  }

  private String value(String sql, String description) {
    return rows(sql, description)
        .value()
        .orElseThrow(() -> session.withoutEffect(look(sql, description), "it said nothing."));
  }

  private Rows rows(String sql, String description) {
    return session.ask(look(sql, description));
  }

  private Statement look(String sql, String description) {
    return new Statement(
        StatementKind.PIPE_STATUS, Section.PIPES, pipe.creator(), description, sql);
  }
}
