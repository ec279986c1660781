package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Identifier;
import io.snowwatch.snowflake.ObjectKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Snowflake account in memory: objects with owners and comments, grants, pipes with their load
 * histories, a bucket, and notifications on their way. It knows the statements that SnowWatch makes
 * and refuses every other.
 *
 * <p>Pipes are pessimistic, as Snowflake's documentation is: one forgets what it loaded when it is
 * replaced, drops what waits for it, does not ask what a COPY loaded when a notification comes, and
 * REFRESH asks the pipe's own history and the table's COPY history only.
 */
public final class InMemorySnowflake implements SnowflakeClient {

  private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([A-Za-z_][\\w$]*)");
  private static final String QUALIFIED =
      "((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\.(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))*)";
  private static final Pattern COMMENT = Pattern.compile("COMMENT = '((?:[^']|'')*)'");

  /** An object by its kind and the stored parts of its name. */
  public record Key(ObjectKind kind, List<String> name) {}

  public static final class Thing {
    public String owner = "";
    public String comment = "";
    public final Map<String, String> properties = new HashMap<>();

    /** Name to data type, as SHOW COLUMNS has it. */
    public final Map<String, String> columns = new LinkedHashMap<>();
  }

  public static final class Pipe {
    public boolean paused;
    String definition = "";
    final Set<String> loaded = new HashSet<>();
    final List<String> pending = new ArrayList<>();

    /** What SYSTEM$PIPE_STATUS says instead of what it would say of itself. */
    public final Map<String, String> status = new HashMap<>();
  }

  /** A row's file, and whether the row says so: 1.0's pipes do not. */
  public record LoadedFile(String file, boolean hasSourceFile) {}

  public final Map<Key, Thing> objects = new LinkedHashMap<>();
  public final Map<List<String>, Pipe> pipes = new HashMap<>();
  public final Map<List<String>, List<LoadedFile>> loads = new HashMap<>();
  final Map<List<String>, Set<String>> copied = new HashMap<>();
  final Map<List<String>, Instant> copyHistory = new HashMap<>();
  public final TreeMap<String, Instant> bucket = new TreeMap<>();
  public final List<String> notifications = new ArrayList<>();
  public final Set<List<String>> grants = new LinkedHashSet<>();
  public final List<String> statements = new ArrayList<>();
  public final Map<String, String> parameters = new TreeMap<>();
  String role = "PUBLIC";
  public Set<String> roles =
      new LinkedHashSet<>(Set.of("ACCOUNTADMIN", "SYSADMIN", "SECURITYADMIN", "PUBLIC"));
  public Instant now = Instant.parse("2026-11-24T08:00:00Z");

  /** What Snowflake says of a listing of the stage, where it cannot get at the bucket. */
  public Optional<String> stageProblem = Optional.empty();

  /** Whether a listing finds no stage. */
  public boolean stageIsGone;

  /** What Snowflake says of the warehouse, where it may not be used. */
  public Optional<String> warehouseProblem = Optional.empty();

  /** Objects that cannot be loaded, with what Snowflake says of them. */
  public final Map<String, String> unloadable = new LinkedHashMap<>();

  /** Which of them a pipe tried, by table. */
  final Map<List<String>, Set<String>> failures = new LinkedHashMap<>();

  /** What a query for the last runs of each scope returns. */
  public final List<Rows.Row> scopes = new ArrayList<>();

  /** When the last event was loaded. */
  public Optional<Instant> lastEvent = Optional.empty();

  /** Whether CREATE OR ALTER VIEW is a statement of this account's. */
  public boolean altersViews = true;

  /** How many policies and tags others have attached to a view. */
  public int attached;

  /** Called before each statement; it may throw as a lost connection does. */
  public Consumer<String> before = sql -> {};

  /** Called after each statement took effect. */
  public Consumer<String> after = sql -> {};

  @Override
  public Rows query(String sql) {
    before.accept(sql);
    Rows rows = new Rows("query-" + statements.size(), answer(sql));
    if (!sql.startsWith("SHOW")
        && !sql.startsWith("DESC")
        && !sql.startsWith("SELECT")
        && !sql.startsWith("LIST")
        && !sql.startsWith("USE")
        && !sql.startsWith("ALTER SESSION")) {
      statements.add(sql);
    }
    after.accept(sql);
    return rows;
  }

  @Override
  public void close() {}

  private List<Rows.Row> answer(String sql) {
    if (sql.startsWith("SHOW ")) {
      return show(sql);
    }
    if (sql.startsWith("CREATE ")) {
      return create(sql);
    }
    if (sql.startsWith("EXECUTE IMMEDIATE")) {
      return backfill(sql);
    }
    if (sql.startsWith("ALTER ")) {
      return alter(sql);
    }
    if (sql.startsWith("GRANT ")) {
      return grant(sql);
    }
    if (sql.startsWith("DROP ")) {
      return drop(sql);
    }
    if (sql.startsWith("COPY INTO ")) {
      return copy(sql);
    }
    if (sql.startsWith("LIST ")) {
      return list(sql);
    }
    if (sql.startsWith("DESC INTEGRATION ")) {
      return describe(sql);
    }
    if (sql.startsWith("SELECT ")) {
      return select(sql);
    }
    if (sql.startsWith("USE ROLE ")) {
      String wanted = parts(sql.substring(9)).get(0);
      if (!roles.contains(wanted)) {
        throw refused(sql, "42501", 3001, "Role '" + wanted + "' may not be used.");
      }
      role = wanted;
      return List.of();
    }
    if (sql.startsWith("USE WAREHOUSE ")) {
      warehouseProblem.ifPresent(
          problem -> {
            throw refused(sql, "42501", 3001, problem);
          });
      return List.of();
    }
    throw refused(sql, "42000", 1003, "not known to this double");
  }

  // ---- what there is

  public Thing put(ObjectKind kind, String owner, String comment, String... name) {
    Thing thing = new Thing();
    thing.owner = owner;
    thing.comment = comment;
    objects.put(new Key(kind, List.of(name)), thing);
    if (kind == ObjectKind.ROLE) {
      roles.add(name[0]);
    }
    return thing;
  }

  public Thing get(ObjectKind kind, String... name) {
    Thing thing = objects.get(new Key(kind, List.of(name)));
    if (thing == null) {
      throw new AssertionError("There is no " + kind + " " + List.of(name));
    }
    return thing;
  }

  public boolean has(ObjectKind kind, String... name) {
    return objects.containsKey(new Key(kind, List.of(name)));
  }

  // ---- statements

  private List<Rows.Row> create(String sql) {
    Matcher head =
        Pattern.compile(
                "CREATE (OR REPLACE |OR ALTER )?(ROLE|WAREHOUSE|DATABASE|SCHEMA|STORAGE INTEGRATION|NOTIFICATION INTEGRATION|FILE FORMAT|STAGE|(?:TRANSIENT )?TABLE|PIPE|VIEW|FUNCTION|STREAM|TASK) (IF NOT EXISTS )?"
                    + QUALIFIED
                    + ".*",
                Pattern.DOTALL)
            .matcher(sql);
    if (!head.matches()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    ObjectKind kind = ObjectKind.valueOf(head.group(2).replace("TRANSIENT ", "").replace(' ', '_'));
    List<String> name = parts(head.group(4));
    Key key = new Key(kind, name);
    requireParent(sql, kind, name);
    boolean orReplace = head.group(1) != null;
    if (sql.startsWith("CREATE OR ALTER VIEW") && !altersViews) {
      throw refused(sql, "0A000", 2, "Unsupported feature 'CREATE OR ALTER VIEW'.");
    }
    Thing there = objects.get(key);
    if (there != null && !orReplace) {
      if (head.group(3) == null) {
        throw refused(sql, "42710", 2002, "already exists");
      }
      return List.of();
    }
    if (there != null && !there.owner.equals(role)) {
      throw refused(sql, "42501", 3001, "Insufficient privileges: owned by " + there.owner);
    }
    Thing thing = new Thing();
    thing.owner = there == null ? role : there.owner;
    thing.comment = comment(sql);
    objects.put(key, thing);
    switch (kind) {
      case ROLE -> roles.add(name.get(0));
      case TABLE -> columns(sql).forEach((n, t) -> thing.columns.put(n, type(t)));
      case VIEW -> viewColumns(sql).forEach(n -> thing.columns.put(n, type("STRING")));
      case FILE_FORMAT -> {
        thing.properties.put("type", "JSON");
        thing.properties.put("format_options", formatOptions(sql));
      }
      case STAGE -> {
        thing.properties.put("url", text(sql, "URL"));
        Matcher integration = Pattern.compile("STORAGE_INTEGRATION = " + QUALIFIED).matcher(sql);
        if (integration.find()) {
          thing.properties.put("storage_integration", parts(integration.group(1)).get(0));
          thing.properties.put("has_credentials", "N");
        } else {
          thing.properties.put("has_credentials", "Y");
        }
      }
      case STORAGE_INTEGRATION -> {
        thing.properties.put("STORAGE_AWS_ROLE_ARN", text(sql, "STORAGE_AWS_ROLE_ARN"));
        thing.properties.put("STORAGE_AWS_EXTERNAL_ID", text(sql, "STORAGE_AWS_EXTERNAL_ID"));
        thing.properties.put(
            "STORAGE_ALLOWED_LOCATIONS",
            text(sql.replace("(", "").replace(")", ""), "STORAGE_ALLOWED_LOCATIONS"));
        thing.properties.put("STORAGE_AWS_IAM_USER_ARN", "arn:aws:iam::999999999999:user/snow");
      }
      case PIPE -> {
        String definition = sql.substring(sql.indexOf("\nAS\n") + 4);
        thing.properties.put("definition", definition);
        thing.properties.put(
            "notification_channel", "arn:aws:sqs:us-east-1:999999999999:sf-snowpipe");
        Pipe pipe = new Pipe();
        pipe.definition = definition;
        pipes.put(name, pipe);
      }
      default -> {
        // Nothing more is known of it.
      }
    }
    return List.of(row("status", "created"));
  }

  private void requireParent(String sql, ObjectKind kind, List<String> name) {
    if ((kind == ObjectKind.SCHEMA && !has(ObjectKind.DATABASE, name.get(0)))
        || (name.size() == 3 && !has(ObjectKind.SCHEMA, name.get(0), name.get(1)))) {
      throw refused(sql, "02000", 2043, "the container does not exist");
    }
  }

  private List<Rows.Row> alter(String sql) {
    if (sql.startsWith("ALTER SESSION")) {
      return List.of();
    }
    Matcher head =
        Pattern.compile(
                "ALTER (STORAGE INTEGRATION|FILE FORMAT|STAGE|TABLE|PIPE|TASK) (?:IF EXISTS )?"
                    + QUALIFIED
                    + "\\s(.*)",
                Pattern.DOTALL)
            .matcher(sql);
    if (!head.matches()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    List<String> name = parts(head.group(2));
    ObjectKind kind = ObjectKind.valueOf(head.group(1).replace(' ', '_'));
    Thing thing = objects.get(new Key(kind, name));
    if (thing == null) {
      throw refused(sql, "02000", 2003, "does not exist");
    }
    if (!thing.owner.equals(role)) {
      throw refused(sql, "42501", 3001, "Insufficient privileges: owned by " + thing.owner);
    }
    String rest = head.group(3);
    switch (kind) {
      case TABLE -> alterTable(thing, rest);
      case FILE_FORMAT -> thing.properties.put("format_options", formatOptions(sql));
      case STAGE -> {
        Matcher integration = Pattern.compile("STORAGE_INTEGRATION = " + QUALIFIED).matcher(rest);
        if (integration.find()) {
          thing.properties.put("storage_integration", parts(integration.group(1)).get(0));
          thing.properties.put("has_credentials", "N");
        }
      }
      case STORAGE_INTEGRATION -> {
        thing.properties.put("STORAGE_AWS_ROLE_ARN", text(sql, "STORAGE_AWS_ROLE_ARN"));
        thing.properties.put("STORAGE_AWS_EXTERNAL_ID", text(sql, "STORAGE_AWS_EXTERNAL_ID"));
      }
      case PIPE -> alterPipe(name, rest);
      default -> {
        // A task rests or runs.
      }
    }
    if (COMMENT.matcher(rest).find()) {
      thing.comment = comment(rest);
    }
    return List.of(row("status", "altered"));
  }

  private static void alterTable(Thing table, String rest) {
    Matcher added = Pattern.compile("IF NOT EXISTS (\"[^\"]+\"|[\\w$]+) (\\w+)").matcher(rest);
    while (added.find()) {
      table.columns.putIfAbsent(parts(added.group(1)).get(0), type(added.group(2)));
    }
    Matcher widened =
        Pattern.compile("COLUMN (\"[^\"]+\"|[\\w$]+) SET DATA TYPE STRING").matcher(rest);
    while (widened.find()) {
      table.columns.put(parts(widened.group(1)).get(0), type("STRING"));
    }
  }

  private void alterPipe(List<String> name, String rest) {
    Pipe pipe = pipes.get(name);
    if (rest.contains("PIPE_EXECUTION_PAUSED = TRUE")) {
      pipe.paused = true;
    } else if (rest.contains("PIPE_EXECUTION_PAUSED = FALSE")) {
      pipe.paused = false;
    } else if (rest.startsWith("REFRESH")) {
      Matcher since = Pattern.compile("MODIFIED_AFTER = '([^']+)'").matcher(rest);
      Instant from = since.find() ? Instant.parse(since.group(1)) : now.minusSeconds(7 * 86_400);
      String directory = directory(pipe.definition);
      Set<String> copies = copied.getOrDefault(table(pipe.definition), Set.of());
      bucket.forEach(
          (key, modified) -> {
            if (key.startsWith(directory)
                && !modified.isBefore(from)
                && !pipe.loaded.contains(key)
                && !pipe.pending.contains(key)
                && !copies.contains(key)) {
              pipe.pending.add(key);
            }
          });
    }
  }

  private List<Rows.Row> grant(String sql) {
    Matcher ownership =
        Pattern.compile(
                "GRANT OWNERSHIP ON (\\w+) " + QUALIFIED + " TO ROLE (.+) COPY CURRENT GRANTS")
            .matcher(sql);
    if (ownership.matches()) {
      Thing thing =
          objects.get(new Key(ObjectKind.valueOf(ownership.group(1)), parts(ownership.group(2))));
      if (thing == null) {
        throw refused(sql, "02000", 2003, "does not exist");
      }
      thing.owner = parts(ownership.group(3)).get(0);
      return List.of();
    }
    Matcher membership = Pattern.compile("GRANT ROLE (.+) TO ROLE (.+)").matcher(sql);
    if (membership.matches()) {
      grants.add(
          List.of(
              parts(membership.group(2)).get(0),
              "USAGE",
              "ROLE",
              parts(membership.group(1)).get(0)));
      return List.of();
    }
    Matcher all =
        Pattern.compile("GRANT (\\w+) ON ALL (\\w+)S IN SCHEMA (.+) TO ROLE (.+)").matcher(sql);
    if (all.matches()) {
      List<String> schema = parts(all.group(3));
      ObjectKind kind = ObjectKind.valueOf(all.group(2));
      objects.keySet().stream()
          .filter(key -> key.kind() == kind && key.name().subList(0, 2).equals(schema))
          .forEach(
              key ->
                  grants.add(
                      List.of(
                          parts(all.group(4)).get(0),
                          all.group(1),
                          all.group(2),
                          shown(key.name()))));
      return List.of();
    }
    Matcher future =
        Pattern.compile("GRANT (\\w+) ON FUTURE (\\w+)S IN SCHEMA (.+) TO ROLE (.+)").matcher(sql);
    if (future.matches()) {
      grants.add(
          List.of(
              parts(future.group(4)).get(0),
              future.group(1),
              "FUTURE " + future.group(2),
              shown(parts(future.group(3))) + ".<" + future.group(2) + ">"));
      return List.of();
    }
    Matcher account = Pattern.compile("GRANT (.+) ON ACCOUNT TO ROLE (.+)").matcher(sql);
    if (account.matches()) {
      grants.add(List.of(parts(account.group(2)).get(0), account.group(1), "ACCOUNT", "XY12345"));
      return List.of();
    }
    Matcher object =
        Pattern.compile("GRANT (.+) ON (WAREHOUSE|DATABASE|SCHEMA|INTEGRATION) (.+) TO ROLE (.+)")
            .matcher(sql);
    if (!object.matches()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    grants.add(
        List.of(
            parts(object.group(4)).get(0),
            object.group(1),
            object.group(2),
            shown(parts(object.group(3)))));
    return List.of();
  }

  private List<Rows.Row> drop(String sql) {
    Matcher head =
        Pattern.compile("DROP (.+?) IF EXISTS " + QUALIFIED)
            .matcher(sql.startsWith("DROP FUNCTION") ? sql.replaceFirst("\\([^()]*\\)$", "") : sql);
    if (!head.matches()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    List<String> name = parts(head.group(2));
    objects
        .keySet()
        .removeIf(
            key ->
                (key.kind().keyword().equals(head.group(1)) && key.name().equals(name))
                    || (key.name().size() > name.size()
                        && key.name().subList(0, name.size()).equals(name)));
    return List.of();
  }

  // ---- looking

  private List<Rows.Row> show(String sql) {
    if (sql.startsWith("SHOW PARAMETERS LIKE ")) {
      String name = text("X = " + sql.substring("SHOW PARAMETERS LIKE ".length()), "X");
      return parameters.containsKey(name)
          ? List.of(row("key", name, "value", parameters.get(name), "level", "ACCOUNT"))
          : List.of();
    }
    if (sql.startsWith("SHOW GRANTS TO ROLE ") || sql.startsWith("SHOW FUTURE GRANTS TO ROLE ")) {
      boolean future = sql.startsWith("SHOW FUTURE");
      String grantee = parts(sql.substring(sql.indexOf(" ROLE ") + 6)).get(0);
      return grants.stream()
          .filter(grant -> grant.get(0).equals(grantee))
          .filter(grant -> grant.get(2).startsWith("FUTURE ") == future)
          .map(
              grant ->
                  row(
                      "privilege",
                      grant.get(1),
                      future ? "grant_on" : "granted_on",
                      grant.get(2).replace("FUTURE ", ""),
                      "name",
                      grant.get(3)))
          .toList();
    }
    Matcher columns = Pattern.compile("SHOW COLUMNS IN (SCHEMA|TABLE) (.+)").matcher(sql);
    if (columns.matches()) {
      List<String> place = parts(columns.group(2));
      return objects.entrySet().stream()
          .filter(entry -> !entry.getValue().columns.isEmpty())
          .filter(entry -> entry.getKey().name().subList(0, place.size()).equals(place))
          .flatMap(
              entry ->
                  entry.getValue().columns.entrySet().stream()
                      .map(
                          column ->
                              row(
                                  "table_name",
                                  entry.getKey().name().get(2),
                                  "column_name",
                                  column.getKey(),
                                  "data_type",
                                  column.getValue())))
          .toList();
    }
    Matcher like =
        Pattern.compile(
                "SHOW ([A-Z ]+?)S(?: LIKE '((?:[^']|'')*)')?(?: IN (SCHEMA|DATABASE) (.+))?")
            .matcher(sql);
    if (!like.matches()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    String what = like.group(1).replace("USER FUNCTION", "FUNCTION");
    List<String> place = like.group(4) == null ? List.of() : parts(like.group(4));
    return objects.entrySet().stream()
        .filter(entry -> isShown(what, entry.getKey().kind()))
        .filter(
            entry ->
                place.isEmpty()
                    || (entry.getKey().name().size() > place.size()
                        && entry.getKey().name().subList(0, place.size()).equals(place)))
        .map(entry -> shownRow(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean isShown(String what, ObjectKind kind) {
    if (what.equals("OBJECT")) {
      return kind == ObjectKind.TABLE || kind == ObjectKind.VIEW;
    }
    return kind.keyword().equals(what);
  }

  private static Rows.Row shownRow(Key key, Thing thing) {
    Map<String, String> values = new LinkedHashMap<>(thing.properties);
    List<String> name = key.name();
    values.put("name", name.get(name.size() - 1));
    values.put("owner", thing.owner);
    values.put("comment", thing.comment);
    if (name.size() == 3) {
      values.put("database_name", name.get(0));
      values.put("schema_name", name.get(1));
    }
    return new Rows.Row(values);
  }

  private List<Rows.Row> describe(String sql) {
    List<String> name = parts(sql.substring("DESC INTEGRATION ".length()));
    Thing thing =
        Optional.ofNullable(objects.get(new Key(ObjectKind.STORAGE_INTEGRATION, name)))
            .orElseThrow(() -> refused(sql, "02000", 2003, "does not exist"));
    return thing.properties.entrySet().stream()
        .map(entry -> row("property", entry.getKey(), "property_value", entry.getValue()))
        .toList();
  }

  private List<Rows.Row> select(String sql) {
    if (sql.equals("SELECT CURRENT_AVAILABLE_ROLES()")) {
      return List.of(
          row(
              "r",
              roles.stream()
                  .map(r -> '"' + r.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    if (sql.contains("INFORMATION_SCHEMA.POLICY_REFERENCES(")
        || sql.contains("INFORMATION_SCHEMA.TAG_REFERENCES(")) {
      return List.of(row("COUNT(*)", String.valueOf(attached)));
    }
    if (sql.contains("SYSDATE()")) {
      return List.of(row("t", now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString()));
    }
    if (sql.startsWith("SELECT SYSTEM$PIPE_STATUS(")) {
      List<String> name = parts(text("X = " + sql.substring(26), "X"));
      if (!has(ObjectKind.PIPE, name.toArray(String[]::new))) {
        throw refused(sql, "02000", 2003, "Pipe " + name + " does not exist or not authorized.");
      }
      Pipe pipe = pipes.get(name);
      Map<String, String> status = new TreeMap<>();
      status.put("executionState", pipe.paused ? "PAUSED" : "RUNNING");
      status.put("pendingFileCount", String.valueOf(pipe.paused ? 0 : pipe.pending.size()));
      status.putAll(pipe.status);
      return List.of(
          row(
              "s",
              status.entrySet().stream()
                  .filter(member -> !member.getValue().isEmpty())
                  .map(member -> "\"%s\":\"%s\"".formatted(member.getKey(), member.getValue()))
                  .collect(Collectors.joining(",", "{", "}"))));
    }
    if (sql.startsWith("SELECT DATASET_NAME, ACCOUNT_ID, REGION_NAME, OUTCOME")) {
      return List.copyOf(scopes);
    }
    if (sql.startsWith("SELECT DATE_PART(EPOCH_SECOND, MAX(LOAD_TIME))")) {
      return lastEvent.map(t -> row("LAST_LOAD", String.valueOf(t.getEpochSecond()))).stream()
          .toList();
    }
    if (sql.startsWith("SELECT DISTINCT SOURCE_FILE FROM ")) {
      Matcher table = Pattern.compile("FROM " + QUALIFIED + " WHERE.*").matcher(sql.substring(28));
      if (!table.matches()) {
        throw refused(sql, "42000", 1003, "syntax error");
      }
      return loads.getOrDefault(parts(table.group(1)), List.of()).stream()
          .filter(LoadedFile::hasSourceFile)
          .map(LoadedFile::file)
          .distinct()
          .map(file -> row("SOURCE_FILE", file))
          .toList();
    }
    if (sql.startsWith("SELECT FILE_NAME, STAGE_LOCATION, STATUS, ")) {
      List<String> table = parts(text(sql.replace("=>", "="), "TABLE_NAME"));
      List<Rows.Row> history = new ArrayList<>();
      failures
          .getOrDefault(table, Set.of())
          .forEach(file -> history.add(attempt(file, "Load failed", unloadable.get(file))));
      loads.getOrDefault(table, List.of()).stream()
          .map(LoadedFile::file)
          .distinct()
          .forEach(file -> history.add(attempt(file, "Loaded", "")));
      return history;
    }
    throw refused(sql, "42000", 1003, "not known to this double");
  }

  private static Rows.Row attempt(String file, String status, String message) {
    int slash = file.indexOf('/') + 1;
    return row(
        "FILE_NAME",
        file.substring(slash),
        "STAGE_LOCATION",
        "s3://snowwatch-123456789012/" + file.substring(0, slash),
        "STATUS",
        status,
        "FIRST_ERROR_MESSAGE",
        message,
        "FIRST_ERROR_LINE_NUMBER",
        message.isEmpty() ? "" : "1");
  }

  private List<Rows.Row> list(String sql) {
    if (stageIsGone) {
      throw refused(sql, "02000", 2003, "Stage does not exist or not authorized.");
    }
    stageProblem.ifPresent(
        problem -> {
          throw refused(sql, "22000", 3167, problem);
        });
    String place = sql.substring("LIST ".length());
    String directory = place.substring(place.indexOf('/') + 1).replace("'", "");
    return bucket.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(directory))
        .map(
            entry ->
                row(
                    "name",
                    "s3://snowwatch-123456789012/" + entry.getKey(),
                    "last_modified",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        entry.getValue().atOffset(ZoneOffset.UTC))))
        .toList();
  }

  // ---- loading

  /** An object appears, and its notification is on its way. */
  public void arrive(String key) {
    bucket.put(key, now);
    notifications.add(key);
  }

  /** The notification reaches whichever pipe has the name now. */
  public void deliver(String key) {
    if (notifications.remove(key)) {
      // All pipes of a bucket share a queue.
      pipes.values().forEach(pipe -> pipe.status.put("lastReceivedMessageTimestamp", now + ""));
      pipes.values().stream()
          .filter(pipe -> key.startsWith(directory(pipe.definition)))
          .forEach(pipe -> pipe.status.put("lastForwardedMessageTimestamp", now + ""));
      pipes.values().stream()
          .filter(pipe -> key.startsWith(directory(pipe.definition)))
          .filter(pipe -> !pipe.loaded.contains(key) && !pipe.pending.contains(key))
          .forEach(pipe -> pipe.pending.add(key));
    }
  }

  /** Running pipes load what waits for them. */
  public void work() {
    pipes.values().stream()
        .filter(pipe -> !pipe.paused)
        .forEach(
            pipe -> {
              List<String> waiting = List.copyOf(pipe.pending);
              pipe.pending.clear();
              for (String key : waiting) {
                if (unloadable.containsKey(key)) {
                  failures
                      .computeIfAbsent(table(pipe.definition), t -> new LinkedHashSet<>())
                      .add(key);
                } else if (pipe.loaded.add(key)) {
                  load(table(pipe.definition), key, pipe.definition.contains("METADATA$FILENAME,"));
                }
              }
            });
  }

  private void load(List<String> table, String key, boolean hasSourceFile) {
    loads.computeIfAbsent(table, t -> new ArrayList<>()).add(new LoadedFile(key, hasSourceFile));
  }

  private List<Rows.Row> copy(String sql) {
    String directory = directory(sql);
    List<String> keys;
    int files = sql.indexOf("FILES = (");
    if (files < 0) {
      keys = bucket.keySet().stream().filter(key -> key.startsWith(directory)).toList();
    } else {
      keys = new ArrayList<>();
      Matcher file =
          Pattern.compile("'((?:[^']|'')*)'")
              .matcher(sql.substring(files, sql.indexOf("\n)\n", files)));
      while (file.find()) {
        keys.add(directory + file.group(1).replace("''", "'"));
      }
    }
    Set<String> history = copied.computeIfAbsent(table(sql), t -> new HashSet<>());
    keys.stream()
        .filter(bucket::containsKey)
        .filter(key -> !unloadable.containsKey(key))
        .filter(history::add)
        .forEach(key -> load(table(sql), key, true));
    return List.of();
  }

  private List<Rows.Row> backfill(String statement) {
    String sql =
        statement.startsWith("EXECUTE IMMEDIATE '")
            ? statement.replace("''", "'").replace("\\n", "\n").replace("\\\\", "\\")
            : statement;
    Matcher pipe =
        Pattern.compile("PIPE_SCHEMA = '((?:[^']|'')*)' AND PIPE_NAME = '((?:[^']|'')*)'")
            .matcher(sql);
    if (!pipe.find()) {
      throw refused(sql, "42000", 1003, "syntax error");
    }
    String copy = sql.substring(sql.indexOf("COPY INTO"), sql.indexOf("ON_ERROR = SKIP_FILE"));
    List<String> table = table(copy);
    boolean isThere =
        has(
            ObjectKind.PIPE,
            table.get(0),
            pipe.group(1).replace("''", "'"),
            pipe.group(2).replace("''", "'"));
    boolean hasRows =
        sql.contains("NOT EXISTS (SELECT 1 FROM ")
            && !loads.getOrDefault(table, List.of()).isEmpty();
    return isThere || hasRows ? List.of() : copy(copy);
  }

  private static String directory(String definition) {
    Matcher quoted = Pattern.compile("(?m)FROM '@.*?/([A-Za-z0-9_/-]+/)'$").matcher(definition);
    if (quoted.find()) {
      return quoted.group(1);
    }
    Matcher source = Pattern.compile("@[^\\s/]+/([^\\s)']*)").matcher(definition);
    if (!source.find()) {
      throw new AssertionError("No stage in " + definition);
    }
    return source.group(1);
  }

  private static List<String> table(String definition) {
    Matcher target = Pattern.compile("COPY INTO " + QUALIFIED).matcher(definition);
    if (!target.find()) {
      throw new AssertionError("No table in " + definition);
    }
    return parts(target.group(1));
  }

  // ---- reading SQL

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    Matcher part = NAME.matcher(name.strip());
    while (part.find()) {
      parts.add(
          part.group(1) != null
              ? part.group(1).replace("\"\"", "\"")
              : part.group(2).toUpperCase(java.util.Locale.ROOT));
    }
    return List.copyOf(parts);
  }

  /** As SHOW GRANTS writes it. */
  private static String shown(List<String> name) {
    return name.size() == 1
        ? name.get(0)
        : name.stream()
            .map(part -> part.matches("[A-Z_][A-Z0-9_$]*") ? part : new Identifier(part).sql())
            .collect(Collectors.joining("."));
  }

  private static String comment(String sql) {
    Matcher comment = COMMENT.matcher(sql);
    String last = "";
    while (comment.find()) {
      last = comment.group(1).replace("''", "'").replace("\\\\", "\\");
      break;
    }
    return last;
  }

  private static String text(String sql, String option) {
    Matcher value =
        Pattern.compile(Pattern.quote(option) + "\\s*=?\\s*'((?:[^']|'')*)'").matcher(sql);
    return value.find() ? value.group(1).replace("''", "'") : "";
  }

  private static Map<String, String> columns(String sql) {
    Map<String, String> columns = new LinkedHashMap<>();
    body(sql)
        .forEach(
            line -> {
              Matcher column = Pattern.compile("(\"[^\"]+\"|[\\w$]+) (\\w+).*").matcher(line);
              if (column.matches()) {
                columns.put(parts(column.group(1)).get(0), column.group(2));
              }
            });
    return columns;
  }

  private static List<String> viewColumns(String sql) {
    return body(sql).stream()
        .map(line -> parts(line.replaceAll(" COMMENT .*", "")).get(0))
        .toList();
  }

  private static List<String> body(String sql) {
    return Arrays.stream(sql.substring(sql.indexOf("(\n") + 2, sql.indexOf("\n)")).split(",\n"))
        .map(String::strip)
        .toList();
  }

  public static String type(String type) {
    return switch (type) {
      case "STRING" -> "{\"type\":\"TEXT\",\"length\":16777216}";
      case "INT" -> "{\"type\":\"FIXED\",\"precision\":38}";
      default -> "{\"type\":\"" + type + "\"}";
    };
  }

  private static String formatOptions(String sql) {
    return "{\"STRIP_OUTER_ARRAY\":%s,\"ALLOW_DUPLICATE\":%s}"
        .formatted(
            sql.contains("STRIP_OUTER_ARRAY = TRUE"), sql.contains("ALLOW_DUPLICATE = TRUE"));
  }

  private static Rows.Row row(String... labelsAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      values.put(labelsAndValues[i], labelsAndValues[i + 1]);
    }
    return new Rows.Row(values);
  }

  private SnowflakeStatementException refused(String sql, String state, int code, String reason) {
    return new SnowflakeStatementException(
        sql, state, code, "query-" + statements.size(), reason, Optional.empty());
  }
}
