package io.snowwatch.snowflake.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.SnowWatchException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.harvest.HarvestRuns;
import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.WantedPipe;
import io.snowwatch.snowflake.live.Action;
import io.snowwatch.snowflake.live.BucketFacts;
import io.snowwatch.snowflake.live.Change;
import io.snowwatch.snowflake.live.Difference;
import io.snowwatch.snowflake.live.LoadedObjects;
import io.snowwatch.snowflake.live.Rows;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeStatementException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The hops in the Snowflake account. */
final class SnowflakeHops {

  /** Objects come in seconds, seldom in minutes; what is not there after an hour does not come. */
  private static final Duration ARRIVING = Duration.ofHours(1);

  /** Clocks differ, and messages overtake each other. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Catalog catalog;
  private final SnowflakePlan plan;
  private final SnowflakeClient client;
  private final InstantSource clock;
  private final String applyCommand;
  private final Findings findings;
  private final Map<String, Rows.Row> pipes = new HashMap<>();

  SnowflakeHops(
      Catalog catalog,
      SnowflakePlan plan,
      SnowflakeClient client,
      InstantSource clock,
      String applyCommand,
      Findings findings) {
    this.catalog = catalog;
    this.plan = plan;
    this.client = client;
    this.clock = clock;
    this.applyCommand = applyCommand;
    this.findings = findings;
  }

  /** What became of a pipe's objects. */
  private record Loads(
      Map<String, Instant> listed, Set<String> loaded, Map<String, String> failed) {

    /** What lies there and no row came from, of what has had its time. */
    List<String> missing(Instant now) {
      return listed.entrySet().stream()
          .filter(object -> object.getValue().isBefore(now.minus(ARRIVING)))
          .map(Map.Entry::getKey)
          .filter(key -> !loaded.contains(key))
          .toList();
    }
  }

  // ---- what AWS has to know

  /** What Snowflake says of each bucket, as far as it can be seen. */
  Map<ObjectNames.Bucket, BucketFacts> facts() {
    return BucketFacts.read(plan, client);
  }

  private void showPipes() {
    if (pipes.isEmpty()) {
      quietly("SHOW PIPES IN SCHEMA " + plan.names().landingSchema())
          .forEach(row -> pipes.put(row.get("name"), row));
    }
  }

  /** What cannot be seen here is said where it is looked for. */
  private List<Rows.Row> quietly(String sql) {
    try {
      return client.query(sql).rows();
    } catch (SnowWatchException e) {
      return List.of();
    }
  }

  private Optional<String> takeOn(String sql) {
    try {
      client.query(sql);
      return Optional.empty();
    } catch (SnowflakeStatementException e) {
      return Optional.of(e.reason());
    } catch (SnowWatchException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  // ---- looking

  void look(Set<Hop> hops, Set<Section> sections, Duration greatestAge) {
    Optional<String> noRole = takeOn("USE ROLE " + plan.names().ownerRole());
    if (noRole.isPresent()) {
      for (Hop hop : hops) {
        if (hop != Hop.DRIFT) {
          findings.add(
              Finding.unseen(
                  hop,
                  hop.title(),
                  "your user may not take on the role %s: %s"
                      .formatted(plan.names().ownerRole(), noRole.get()),
                  "GRANT ROLE %s TO USER <you>;".formatted(plan.names().ownerRole())));
        }
      }
    } else {
      lookAsOwner(hops, greatestAge);
    }
    if (hops.contains(Hop.DRIFT)) {
      findings.look(Hop.DRIFT, Hop.DRIFT.title(), () -> drift(sections));
    }
  }

  private void lookAsOwner(Set<Hop> hops, Duration greatestAge) {
    Instant now = now();
    if (hops.contains(Hop.STAGE)) {
      for (ObjectNames.Bucket bucket : plan.names().buckets()) {
        findings.look(Hop.STAGE, "stage " + bucket.stage(), () -> stage(bucket));
      }
    }
    if (hops.contains(Hop.PIPES)) {
      showPipes();
    }
    boolean ofLoads = hops.contains(Hop.LOADS) || hops.contains(Hop.OBJECTS);
    boolean needsWarehouse = ofLoads || hops.contains(Hop.FRESHNESS);
    Optional<String> noWarehouse =
        needsWarehouse
            ? takeOn(SqlText.of("USE WAREHOUSE {name}", plan.names().warehouse()))
            : Optional.empty();
    for (DatasetPlan dataset : plan.datasets()) {
      for (WantedPipe pipe : dataset.wantedPipes()) {
        Optional<Loads> loads = ofLoads ? loads(hops, pipe, now, noWarehouse) : Optional.empty();
        if (hops.contains(Hop.PIPES)) {
          findings.look(Hop.PIPES, "pipe " + pipe.name(), () -> pipe(pipe, loads, now));
        }
      }
    }
    if (hops.contains(Hop.FRESHNESS)) {
      if (noWarehouse.isPresent()) {
        findings.add(noWarehouse(Hop.FRESHNESS, Hop.FRESHNESS.title(), noWarehouse.get()));
      } else {
        freshness(now, greatestAge);
      }
    }
  }

  private Finding noWarehouse(Hop hop, String what, String reason) {
    return Finding.unseen(
        hop,
        what,
        "the warehouse %s cannot be used: %s".formatted(plan.names().warehouse(), reason),
        SqlText.of(
            "GRANT USAGE ON WAREHOUSE {name} TO ROLE {name};",
            plan.names().warehouse(),
            plan.names().ownerRole()));
  }

  private Instant now() {
    return quietly("SELECT TO_CHAR(SYSDATE(), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS NOW").stream()
        .flatMap(row -> instant(row.values().values().iterator().next()).stream())
        .findFirst()
        .orElseGet(clock::instant);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> ofEpoch(String seconds) {
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond((long) Double.parseDouble(seconds)));
  }

  // ---- the stage

  private List<Finding> stage(ObjectNames.Bucket bucket) {
    String what = "stage " + bucket.stage();
    DatasetPlan first = plan.datasets().get(0);
    String sql =
        first.wantedPipes().stream()
            .map(pipe -> pipe.load().stage())
            .filter(stage -> stage.name().equals(bucket.stage()))
            .findFirst()
            .orElseThrow()
            .list(first.directory() + "/access-check")
            .sql();
    try {
      client.query(sql);
      return List.of(Finding.ok(Hop.STAGE, what, bucket.url() + " can be listed"));
    } catch (SnowflakeStatementException e) {
      if (e.saysUnknownStatement()) {
        throw e;
      }
      return List.of(
          e.saysAbsent()
              ? Finding.of(Kind.STAGE_MISSING, what, e.reason(), "to be there", applyCommand)
              : Finding.of(
                  Kind.STAGE_UNREADABLE,
                  what,
                  e.reason(),
                  bucket.url() + " can be listed",
                  applyCommand,
                  "DESC INTEGRATION " + bucket.integration() + ";"));
    }
  }

  // ---- pipes

  private List<Finding> pipe(WantedPipe pipe, Optional<Loads> loads, Instant now) {
    String what = "pipe " + pipe.name();
    String text;
    try {
      text = client.query(pipe.status().sql()).value().orElse("");
    } catch (SnowflakeStatementException e) {
      if (e.saysAbsent()) {
        return List.of(
            Finding.of(Kind.PIPE_MISSING, what, e.reason(), "to be there", applyCommand));
      }
      throw e;
    }
    JsonNode status = json(text, what);
    String state = status.path("executionState").asText();
    Optional<Finding> stopped = stopped(pipe, status, state);
    if (stopped.isPresent()) {
      return List.of(stopped.get());
    }
    Optional<Instant> received = instant(status.path("lastReceivedMessageTimestamp").asText());
    Optional<Instant> forwarded = instant(status.path("lastForwardedMessageTimestamp").asText());
    String pending = status.path("pendingFileCount").asText("0") + " files pending";
    List<String> refresh = List.of(applyCommand, pipe.refresh().sql() + ";");
    if (received.isEmpty()) {
      return List.of(
          Finding.of(
              Kind.PIPE_HEARS_NOTHING,
              what,
              "%s, no message was ever received, %s".formatted(state, pending),
              "messages of new objects",
              refresh));
    }
    long untold = loads.map(known -> untold(known, forwarded, now)).orElse(0L);
    if (untold > 0) {
      return List.of(
          Finding.of(
              Kind.PIPE_NOT_TOLD,
              what,
              "%s, %s arrived after the last forwarded message (%s)"
                  .formatted(
                      state,
                      Words.count(untold, "object"),
                      forwarded.map(time -> Words.ago(time, now)).orElse("there was none")),
              "a message of each object",
              refresh));
    }
    return List.of(
        Finding.ok(
            Hop.PIPES,
            what,
            "%s, last message received %s, forwarded %s, %s"
                .formatted(
                    state,
                    Words.time(received.get()),
                    forwarded.map(Words::time).orElse("none yet"),
                    pending)));
  }

  private Optional<Finding> stopped(WantedPipe pipe, JsonNode status, String state) {
    String what = "pipe " + pipe.name();
    if (state.equals("RUNNING")) {
      return Optional.empty();
    }
    StringBuilder said = new StringBuilder(state.isEmpty() ? "no state" : state);
    for (String member : List.of("error", "fault", "channelErrorMessage")) {
      String message = status.path(member).asText();
      if (!message.isEmpty()) {
        said.append(": ").append(message);
      }
    }
    if (state.equals("PAUSED")) {
      Optional<String> left =
          Optional.ofNullable(pipes.get(pipe.name().last().name()))
              .flatMap(row -> Mark.in(row.get("comment")))
              .flatMap(Mark::state);
      return Optional.of(
          Finding.of(
              Kind.PIPE_PAUSED,
              what,
              said + left.map(text -> ", its comment says: " + text).orElse(""),
              "RUNNING",
              left.isPresent() ? applyCommand + " --replace-pipes" : pipe.resume().sql() + ";"));
    }
    return Optional.of(
        Finding.of(
            Kind.PIPE_STOPPED,
            what,
            said.toString(),
            "RUNNING",
            applyCommand,
            SqlText.of("SELECT SYSTEM$PIPE_FORCE_RESUME({text});", pipe.name().sql())));
  }

  /** Objects that nobody told the pipe of. */
  private static long untold(Loads loads, Optional<Instant> forwarded, Instant now) {
    return loads.listed().entrySet().stream()
        .filter(object -> object.getValue().isBefore(now.minus(ARRIVING)))
        .filter(
            object ->
                forwarded
                    .map(time -> object.getValue().isAfter(time.plus(CLOCKS)))
                    .orElseGet(() -> !loads.loaded().contains(object.getKey())))
        .count();
  }

  private static JsonNode json(String text, String what) {
    try {
      return JSON.readTree(text.isEmpty() ? "{}" : text);
    } catch (JsonProcessingException e) {
      throw new SnowWatchException(
          "Snowflake describes the %s by what is no JSON: %s".formatted(what, text), e);
    }
  }

  // ---- what was loaded, and what was not

  private Optional<Loads> loads(
      Set<Hop> hops, WantedPipe pipe, Instant now, Optional<String> noWarehouse) {
    String what = pipe.load().directory() + "/ in " + pipe.load().stage().url();
    List<Hop> both = List.of(Hop.LOADS, Hop.OBJECTS);
    if (noWarehouse.isPresent()) {
      both.stream()
          .filter(hops::contains)
          .forEach(hop -> findings.add(noWarehouse(hop, what, noWarehouse.get())));
      return Optional.empty();
    }
    Instant since = now.minus(LoadedObjects.HISTORY);
    Set<String> loaded = new HashSet<>();
    Map<String, String> failed = new LinkedHashMap<>();
    Findings looked = new Findings();
    looked.look(
        Hop.LOADS,
        what,
        () -> {
          history(pipe, since, loaded, failed);
          return List.of();
        });
    boolean seen = !looked.has(Hop.LOADS);
    if (hops.contains(Hop.LOADS)) {
      if (seen) {
        findings.add(failures(pipe, what, failed));
      } else {
        looked.diagnosis().findings().forEach(findings::add);
      }
    }
    if (!seen) {
      if (hops.contains(Hop.OBJECTS)) {
        findings.add(
            Finding.unseen(Hop.OBJECTS, what, "what has been loaded could not be seen, see above"));
      }
      return Optional.empty();
    }
    Map<String, Instant> listed = new TreeMap<>();
    Findings of = new Findings();
    of.look(
        Hop.OBJECTS,
        what,
        () -> {
          client.forEach(
              pipe.load().stage().list(pipe.load().directory()).sql(),
              row ->
                  LoadedObjects.listed(pipe, row)
                      .filter(object -> !object.getValue().isBefore(since))
                      .ifPresent(object -> listed.put(object.getKey(), object.getValue())));
          client.forEach(
              LoadedObjects.sourceFiles(pipe, since), row -> loaded.add(row.get("source_file")));
          return List.of(missing(pipe, what, new Loads(listed, loaded, failed), now));
        });
    if (hops.contains(Hop.OBJECTS)) {
      of.diagnosis().findings().forEach(findings::add);
    }
    return of.diagnosis().findings(Severity.UNSEEN).isEmpty()
        ? Optional.of(new Loads(listed, loaded, failed))
        : Optional.empty();
  }

  /** Of each object the last attempt counts. */
  private void history(
      WantedPipe pipe, Instant since, Set<String> loaded, Map<String, String> failed) {
    client.forEach(
        LoadedObjects.history(pipe, since),
        row -> {
          List<String> keys = LoadedObjects.keys(pipe, row);
          boolean ofOthers =
              row.get("stage_location").startsWith("s3")
                  && !row.get("stage_location").startsWith(pipe.load().stage().url());
          if (LoadedObjects.isLoaded(row)) {
            loaded.addAll(keys);
            keys.forEach(failed::remove);
          } else if (!ofOthers && row.get("status").matches("Load failed|Load skipped")) {
            String key = keys.get(keys.size() - 1);
            String directory = pipe.load().directory() + "/";
            failed.put(
                key.startsWith(directory) ? key : directory + key,
                "%s (line %s)"
                    .formatted(
                        row.get("first_error_message").isEmpty()
                            ? row.get("status")
                            : row.get("first_error_message"),
                        row.get("first_error_line_number").isEmpty()
                            ? "unknown"
                            : row.get("first_error_line_number")));
          }
        });
    failed.keySet().removeIf(loaded::contains);
  }

  private Finding failures(WantedPipe pipe, String what, Map<String, String> failed) {
    if (failed.isEmpty()) {
      return Finding.ok(Hop.LOADS, what, "nothing failed in 13 days");
    }
    Map.Entry<String, String> first = failed.entrySet().iterator().next();
    return Finding.of(
        Kind.LOAD_FAILED,
        what,
        "%s could not be loaded; %s: %s"
            .formatted(Words.count(failed.size(), "file"), first.getKey(), first.getValue()),
        "every file loaded",
        copies(pipe, List.copyOf(failed.keySet())));
  }

  private Finding missing(WantedPipe pipe, String what, Loads loads, Instant now) {
    List<String> missing = loads.missing(now);
    if (missing.isEmpty()) {
      return Finding.ok(
          Hop.OBJECTS,
          what,
          "rows came from each of %s of 13 days"
              .formatted(Words.count(loads.listed().size(), "object")));
    }
    long skipped = missing.stream().filter(loads.failed()::containsKey).count();
    return Finding.of(
        Kind.OBJECTS_NOT_LOADED,
        what,
        "no row came from %s of %d, %s among them%s"
            .formatted(
                Words.count(missing.size(), "object"),
                loads.listed().size(),
                missing.get(0),
                skipped == 0 ? "" : "; the pipe could not load " + skipped + " of them"),
        "rows from every object",
        copies(pipe, missing));
  }

  /** The COPYs of exactly these objects, runnable as they stand. */
  private List<String> copies(WantedPipe pipe, List<String> keys) {
    String directory = pipe.load().directory() + "/";
    List<String> files =
        keys.stream()
            .filter(key -> key.startsWith(directory))
            .map(key -> key.substring(directory.length()))
            .toList();
    List<String> commands = new ArrayList<>();
    commands.add(SqlText.of("USE ROLE {name};", plan.names().ownerRole()));
    commands.add(SqlText.of("USE WAREHOUSE {name};", plan.names().warehouse()));
    for (int i = 0; i < files.size(); i += LoadedObjects.FILES_AT_ONCE) {
      commands.add(
          pipe.copy(files.subList(i, Math.min(i + LoadedObjects.FILES_AT_ONCE, files.size()))).sql()
              + ";");
    }
    return commands;
  }

  // ---- how old the newest rows are

  private void freshness(Instant now, Duration greatestAge) {
    for (DatasetPlan dataset : plan.datasets()) {
      if (dataset.dataset().name().equals(HarvestRuns.DATASET.name())) {
        findings.look(
            Hop.FRESHNESS,
            "harvest runs in " + dataset.table(),
            () -> scopes(dataset, now, greatestAge));
      } else if (catalog.sourceOf(dataset.dataset()).trigger() == Trigger.OBJECT_CREATED) {
        findings.look(
            Hop.FRESHNESS,
            dataset.dataset().title() + " in " + dataset.table(),
            () -> List.of(events(dataset, now, greatestAge)));
      }
    }
  }

  private static String scopesQuery(DatasetPlan runs, Instant since) {
    return SqlText.of(
        """
        SELECT DATASET_NAME, ACCOUNT_ID, REGION_NAME, OUTCOME, REASON, ERROR_MESSAGE,
          DATE_PART(EPOCH_SECOND, START_TIME) AS LAST_RUN,
          DATE_PART(EPOCH_SECOND, MAX(CASE WHEN OUTCOME = 'SUCCEEDED' THEN START_TIME END) OVER (PARTITION BY DATASET_NAME, ACCOUNT_ID, REGION_NAME)) AS LAST_SUCCEEDED
        FROM {name}
        WHERE START_TIME >= {text}::TIMESTAMP_TZ
        QUALIFY ROW_NUMBER() OVER (PARTITION BY DATASET_NAME, ACCOUNT_ID, REGION_NAME ORDER BY START_TIME DESC) = 1
        ORDER BY DATASET_NAME, ACCOUNT_ID, REGION_NAME""",
        runs.table(),
        since.toString());
  }

  private List<Finding> scopes(DatasetPlan runs, Instant now, Duration greatestAge) {
    List<Rows.Row> scopes =
        client.query(scopesQuery(runs, now.minus(LoadedObjects.HISTORY))).rows();
    Map<String, Instant> lastOfAccount = new HashMap<>();
    scopes.forEach(
        row ->
            lastOfAccount.merge(
                row.get("dataset_name") + " " + row.get("account_id"),
                ofEpoch(row.get("last_run")).orElse(Instant.EPOCH),
                (one, other) -> one.isAfter(other) ? one : other));
    List<Finding> found = new ArrayList<>();
    Instant oldest = now;
    int fresh = 0;
    for (Rows.Row row : scopes) {
      Instant lastRun = ofEpoch(row.get("last_run")).orElse(Instant.EPOCH);
      boolean passed =
          row.get("region_name").isEmpty()
              && lastRun.isBefore(
                  lastOfAccount.get(row.get("dataset_name") + " " + row.get("account_id")));
      if (row.get("outcome").equals("SKIPPED") || passed) {
        continue;
      }
      Optional<Instant> success = ofEpoch(row.get("last_succeeded"));
      boolean failed = row.get("outcome").equals("FAILED");
      boolean stale = success.isEmpty() || success.get().isBefore(now.minus(greatestAge));
      if (stale || failed) {
        found.add(scope(row, lastRun, success, now, greatestAge, stale));
      } else {
        fresh++;
        oldest = success.get().isBefore(oldest) ? success.get() : oldest;
      }
    }
    Set<String> known = new LinkedHashSet<>();
    scopes.forEach(row -> known.add(row.get("dataset_name")));
    for (Dataset dataset : catalog.datasets()) {
      if (catalog.sourceOf(dataset).trigger() == Trigger.SCHEDULE
          && !known.contains(dataset.name())) {
        found.add(
            Finding.of(
                Kind.NO_RUNS,
                "runs of " + dataset.name(),
                "none in 13 days",
                "one in the last " + Words.length(greatestAge),
                "snowwatch doctor"));
      }
    }
    if (fresh > 0) {
      found.add(
          0,
          Finding.ok(
              Hop.FRESHNESS,
              Words.count(fresh, "scope"),
              "the oldest last success was " + Words.ago(oldest, now)));
    }
    return found;
  }

  private static Finding scope(
      Rows.Row row,
      Instant lastRun,
      Optional<Instant> success,
      Instant now,
      Duration greatestAge,
      boolean stale) {
    String region = row.get("region_name").isEmpty() ? "no Region" : row.get("region_name");
    String said =
        "%s %s%s"
            .formatted(
                row.get("outcome"),
                Words.ago(lastRun, now),
                row.get("error_message").isEmpty() && row.get("reason").isEmpty()
                    ? ""
                    : ": " + (row.get("reason") + " " + row.get("error_message")).strip());
    return Finding.of(
        stale ? Kind.SCOPE_STALE : Kind.SCOPE_FAILED,
        "%s of account %s in %s".formatted(row.get("dataset_name"), row.get("account_id"), region),
        "last run %s; last success %s"
            .formatted(said, success.map(time -> Words.ago(time, now)).orElse("none in 13 days")),
        "a success in the last " + Words.length(greatestAge),
        "snowwatch sources");
  }

  private Finding events(DatasetPlan dataset, Instant now, Duration greatestAge) {
    String what = dataset.dataset().title() + " in " + dataset.table();
    Optional<Instant> last =
        client
            .query(
                SqlText.of(
                    "SELECT DATE_PART(EPOCH_SECOND, MAX(LOAD_TIME)) AS LAST_LOAD FROM {name} WHERE LOAD_TIME >= {text}::TIMESTAMP_TZ",
                    dataset.table(),
                    now.minus(LoadedObjects.HISTORY).toString()))
            .value()
            .flatMap(SnowflakeHops::ofEpoch);
    return last.filter(time -> !time.isBefore(now.minus(greatestAge)))
        .map(time -> Finding.ok(Hop.FRESHNESS, what, "last loaded " + Words.ago(time, now)))
        .orElseGet(
            () ->
                Finding.of(
                    Kind.EVENTS_STALE,
                    what,
                    last.map(time -> "last loaded " + Words.ago(time, now))
                        .orElse("nothing in 13 days"),
                    "something in the last " + Words.length(greatestAge),
                    "snowwatch doctor"));
  }

  // ---- drift

  private List<Finding> drift(Set<Section> sections) {
    Difference difference = Difference.between(plan, client, sections);
    List<Finding> found = new ArrayList<>();
    for (Change change : difference.changes()) {
      found.add(drift(change));
    }
    difference
        .unseen()
        .forEach(
            what ->
                found.add(Finding.unseen(Hop.DRIFT, Hop.DRIFT.title(), "could not see " + what)));
    return found.isEmpty()
        ? List.of(Finding.ok(Hop.DRIFT, Hop.DRIFT.title(), "as the settings say"))
        : found;
  }

  private Finding drift(Change change) {
    if (change.action() == Action.CONFLICT) {
      return Finding.of(
          Kind.IN_THE_WAY,
          change.object(),
          change.reason() + " There is " + String.join(", ", change.found()),
          String.join(", ", change.wanted()),
          applyCommand.replaceFirst(" apply", " plan"));
    }
    if (change.action() == Action.REPLACE_PIPE) {
      return Finding.of(
          Kind.PIPE_OUTDATED,
          change.object(),
          change.reason(),
          "today's definition",
          applyCommand + " --replace-pipes");
    }
    return Finding.of(
        Kind.DRIFT,
        change.object(),
        change.action() + ": " + change.reason(),
        "as the settings say",
        applyCommand);
  }
}
