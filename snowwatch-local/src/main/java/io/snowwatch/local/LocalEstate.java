package io.snowwatch.local;

import io.snowwatch.answers.AnswerView;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.CheckViews;
import io.snowwatch.answers.Dialect;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartView;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What landed in a folder, as the tables and views that people read.
 *
 * <p>Everything is in memory and gone when the estate is closed; the folder is only read. Not safe
 * for use by several threads.
 */
public final class LocalEstate implements AutoCloseable {

  /** What says which rows count is asked for by every view, so it is computed once. */
  private static final Set<String> COMPUTED_ONCE =
      Set.of("SCOPE_RUNS", "SCOPES", "EXPECTED_SCOPES");

  /** Views of checks are made when a query asks for them: there are many. */
  private static final Pattern CHECK_VIEWS =
      Pattern.compile("\\bCHECK(S|_RESULTS|_SUMMARY|_[A-Z]{2}\\d{2})\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern TAGS = Pattern.compile("\\bRESOURCE_TAGS\\b");

  private static final List<String> RESOURCE_COLUMNS =
      List.of(
          "RESOURCE_TYPE",
          "RESOURCE_ID",
          "RESOURCE_ARN",
          "ACCOUNT_ID",
          "REGION_NAME",
          "MONITORED_TIME",
          "RUN_ID");

  private final Connection connection;
  private final Catalog catalog;
  private final List<String> problems = new ArrayList<>();
  private boolean severalRuns;
  private boolean checkViews;
  private final Set<Dataset> inColumns = new LinkedHashSet<>();

  private LocalEstate(Connection connection, Catalog catalog) {
    this.connection = connection;
    this.catalog = catalog;
  }

  /**
   * Reads a folder for any query.
   *
   * @param folder what {@code snowwatch harvest --to} wrote, or a copy of the bucket
   * @param catalog the sources
   * @return the estate; to be closed
   * @throws io.snowwatch.ConfigurationException if there is no such folder or nothing in it
   * @throws LocalException if the engine fails
   */
  public static LocalEstate open(Path folder, Catalog catalog) {
    return open(folder, catalog, Optional.empty(), Optional.empty());
  }

  /**
   * Reads a folder for any query, and takes its complete runs into a history that stays when their
   * objects are gone.
   *
   * @param folder what {@code snowwatch harvest --to} wrote, or a copy of the bucket
   * @param catalog the sources
   * @param database a file of DuckDB, which is made where there is none; a run that fails leaves it
   *     as it was
   * @return the estate; to be closed
   * @throws io.snowwatch.ConfigurationException if there is no such folder or nothing in it
   * @throws LocalException if the engine fails, or the file is no database or open elsewhere
   */
  public static LocalEstate openKeeping(Path folder, Catalog catalog, Path database) {
    return open(folder, catalog, Optional.empty(), Optional.of(database));
  }

  /**
   * As {@link #openKeeping}, for checks.
   *
   * @param folder what {@code snowwatch harvest --to} wrote, or a copy of the bucket
   * @param catalog the sources
   * @param database a file of DuckDB
   * @param checks the checks that will be run
   * @param requiredTags the tags that resources have to have
   * @param exceptions what mutes failures, as {@link #addExceptions} reads it
   * @return the estate; to be closed
   * @throws io.snowwatch.ConfigurationException if there is no such folder or nothing in it
   * @throws LocalException if the engine fails, or the file is no database or open elsewhere
   */
  public static LocalEstate openKeepingFor(
      Path folder,
      Catalog catalog,
      Path database,
      List<Check> checks,
      List<String> requiredTags,
      Optional<Path> exceptions) {
    return openKeeping(folder, catalog, database).readyFor(checks, requiredTags, exceptions);
  }

  /**
   * Reads what some checks take from a folder, which is quicker and needs less memory than all of
   * it. Queries about other things have wrong answers.
   *
   * @param folder what {@code snowwatch harvest --to} wrote, or a copy of the bucket
   * @param catalog the sources
   * @param checks the checks that will be run
   * @param requiredTags the tags that resources have to have
   * @param exceptions what mutes failures, as {@link #addExceptions} reads it
   * @return the estate; to be closed
   * @throws io.snowwatch.ConfigurationException if there is no such folder or nothing in it
   * @throws LocalException if the engine fails
   */
  public static LocalEstate openFor(
      Path folder,
      Catalog catalog,
      List<Check> checks,
      List<String> requiredTags,
      Optional<Path> exceptions) {
    List<String> questions = new ArrayList<>();
    for (Check check : checks) {
      // Which tags there are matters only where some are named.
      questions.add(
          requiredTags.isEmpty() && !asksForTags(check)
              ? TAGS.matcher(check.query()).replaceAll("")
              : check.query());
    }
    exceptions.ifPresent(file -> questions.add("RESOURCE_TAGS"));
    return open(
            folder,
            catalog,
            Optional.of(new Wanted(questions, views(catalog).all(), catalog)),
            Optional.empty())
        .readyFor(checks, requiredTags, exceptions);
  }

  private LocalEstate readyFor(
      List<Check> checks, List<String> requiredTags, Optional<Path> exceptions) {
    try {
      exceptions.ifPresent(this::addExceptions);
      requiredTags.forEach(this::requireTag);
      prepare(checks);
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static LocalEstate open(
      Path folder, Catalog catalog, Optional<Wanted> wanted, Optional<Path> database) {
    LandedFolder landed = LandedFolder.of(folder, catalog);
    LocalEstate estate = connect(catalog);
    try {
      for (Dataset dataset : catalog.datasets()) {
        estate.land(dataset, landed, wanted);
      }
      if (database.isPresent()) {
        LocalHistory history = LocalHistory.in(database.get(), catalog, estate);
        estate.createViews(views(catalog).keeping(history.tables()));
        history.take();
        estate.severalRuns = true;
        return estate;
      }
      estate.createViews(views(catalog));
      estate.keepSince();
      estate.createColumnParts(wanted);
      return estate;
    } catch (RuntimeException e) {
      estate.close();
      throw e;
    }
  }

  private static AnswerViews views(Catalog catalog) {
    return AnswerViews.of(catalog, Dialect.DUCKDB, Landing::table);
  }

  /** An estate without tables and views. */
  static LocalEstate connect(Catalog catalog) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:");
      LocalEstate estate = new LocalEstate(connection, catalog);
      DocumentFunctions.register(connection);
      for (String statement :
          List.of(
              "SET TimeZone = 'UTC'",
              "SET preserve_insertion_order = false",
              "CREATE SCHEMA AWS",
              "CREATE SCHEMA BI",
              "USE BI",
              // What Snowflake has and queries are used to.
              "CREATE MACRO regexp_like(a, b) AS regexp_full_match(a, b)",
              "CREATE MACRO nvl(a, b) AS COALESCE(a, b)",
              "CREATE MACRO iff(c, a, b) AS CASE WHEN c THEN a ELSE b END")) {
        estate.execute(statement);
      }
      return estate;
    } catch (SQLException e) {
      throw new LocalException("DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /** The views, over landing tables that are there. */
  void createViews() {
    createViews(views(catalog));
    keepSince();
  }

  private void createViews(AnswerViews views) {
    for (AnswerView view : views.all()) {
      String kind = COMPUTED_ONCE.contains(view.name()) ? "TABLE" : "VIEW";
      execute("CREATE %s %s AS\n%s".formatted(kind, view.name(), view.query()));
    }
    views
        .asOf()
        .forEach(
            (name, sql) -> execute("CREATE MACRO %s(AT_TIME) AS TABLE %s".formatted(name, sql)));
    execute(CheckResults.in(Dialect.DUCKDB).createExceptions());
    execute(CheckResults.in(Dialect.DUCKDB).createRequiredTags());
  }

  /** Every check asks for it; where each scope has one run, what is current began with it. */
  private void keepSince() {
    boolean several =
        !query(
                "SELECT 1 FROM SCOPE_RUNS WHERE COMPLETE GROUP BY DATASET_NAME, ACCOUNT_ID, REGION_NAME"
                    + " HAVING COUNT(*) > 1 LIMIT 1")
            .rows()
            .isEmpty();
    if (!several) {
      execute(
          "CREATE OR REPLACE VIEW RESOURCE_SINCE AS SELECT CAST(NULL AS VARCHAR) AS RESOURCE_TYPE, CAST(NULL AS VARCHAR) AS RESOURCE_ID, CAST(NULL AS VARCHAR) AS ACCOUNT_ID, CAST(NULL AS VARCHAR) AS REGION_NAME, CAST(NULL AS TIMESTAMPTZ) AS FIRST_SEEN WHERE FALSE");
    }
    severalRuns = several;
  }

  /**
   * Requires a tag of instances and security groups, which check EC15 then looks for.
   *
   * @param key the tag's key
   */
  public void requireTag(String key) {
    execute("INSERT INTO REQUIRED_TAGS (TAG_KEY) VALUES ('%s')".formatted(key.replace("'", "''")));
  }

  private void createCheckViews() {
    if (!checkViews) {
      checkViews = true;
      for (AnswerView view : CheckViews.of(Dialect.DUCKDB).all()) {
        execute("CREATE VIEW %s AS\n%s".formatted(view.name(), view.query()));
      }
    }
  }

  /**
   * Mutes failures.
   *
   * @param file JSON lines with the members of the table CHECK_EXCEPTIONS, of which only REASON
   *     must be there
   * @throws LocalException if the file cannot be read
   */
  public void addExceptions(Path file) {
    execute(
        "INSERT INTO CHECK_EXCEPTIONS SELECT * FROM read_json('%s', format = 'auto', columns = {CHECK_ID: 'VARCHAR', ACCOUNT_ID: 'VARCHAR', REGION_NAME: 'VARCHAR', RESOURCE_PATTERN: 'VARCHAR', TAG_KEY: 'VARCHAR', TAG_VALUE: 'VARCHAR', REASON: 'VARCHAR', UNTIL_TIME: 'TIMESTAMPTZ'})"
            .formatted(file.toString().replace("'", "''")));
  }

  /** Whether a check needs tags even if none is required. */
  private static boolean asksForTags(Check check) {
    return TAGS.matcher(check.query()).find() && !check.query().contains("REQUIRED_TAGS");
  }

  /** Computes what several checks ask for, once. */
  private void prepare(List<Check> checks) {
    if (severalRuns) {
      keep("RESOURCE_SINCE");
    }
    if (query(
                "SELECT 1 FROM CHECK_EXCEPTIONS WHERE TAG_KEY IS NOT NULL UNION ALL SELECT 1 FROM REQUIRED_TAGS")
            .rows()
            .isEmpty()
        && checks.stream().noneMatch(LocalEstate::asksForTags)) {
      // Every result would look for exceptions by tag.
      execute("CREATE TABLE NO_TAGS AS SELECT * FROM RESOURCE_TAGS LIMIT 0");
      execute("CREATE OR REPLACE VIEW RESOURCE_TAGS AS SELECT * FROM NO_TAGS");
    }
    for (AnswerView view : views(catalog).all()) {
      Pattern name = Pattern.compile("\\b" + view.name() + "\\b");
      long uses = checks.stream().filter(c -> name.matcher(c.query()).find()).count();
      boolean entity =
          catalog.datasets().stream().anyMatch(dataset -> dataset.entity().equals(view.name()));
      if (uses > 1 && !COMPUTED_ONCE.contains(view.name()) && !entity) {
        keep(view.name());
      }
    }
  }

  /**
   * Runs a check.
   *
   * @param check the check
   * @return its results, with the columns of {@link CheckResults#COLUMNS}; one that fails to
   *     evaluate is UNKNOWN, with the error
   */
  public Rows check(Check check) {
    try {
      return ask(CheckResults.in(Dialect.DUCKDB).query(check));
    } catch (LocalException e) {
      return notEvaluated(check, e.reason());
    }
  }

  /**
   * What is to be said of a check that fails to evaluate.
   *
   * @param check the check
   * @param why the engine's reason
   * @return one result, UNKNOWN
   */
  public static Rows notEvaluated(Check check, String why) {
    List<@Nullable Object> row =
        new ArrayList<>(Collections.nCopies(CheckResults.COLUMNS.size(), null));
    row.set(0, check.id());
    row.set(1, check.title());
    row.set(2, check.severity().name().toLowerCase(Locale.ROOT));
    row.set(3, "UNKNOWN");
    row.set(4, check.resourceType());
    row.set(9, "The check cannot be evaluated: " + why);
    row.add(1L);
    List<String> columns = new ArrayList<>(CheckResults.COLUMNS);
    columns.add("RESOURCES");
    return new Rows(columns, List.of(row));
  }

  /**
   * Runs a check and counts what passes.
   *
   * @param check the check
   * @return its results as {@link #check} has them, but one row for all that pass in an account and
   *     Region; how many resources a row is for is in the further column {@code RESOURCES}
   */
  public Rows summary(Check check) {
    try {
      return query(CheckResults.summary(CheckResults.in(Dialect.DUCKDB).query(check)));
    } catch (LocalException e) {
      return notEvaluated(check, e.reason());
    }
  }

  /** Computes a view now, for many queries that follow. */
  void keep(String view) {
    execute("CREATE TABLE %s_KEPT AS SELECT * FROM %s".formatted(view, view));
    execute("CREATE OR REPLACE VIEW %s AS SELECT * FROM %s_KEPT".formatted(view, view));
  }

  private void land(Dataset dataset, LandedFolder landed, Optional<Wanted> wanted) {
    List<Path> files = landed.files().getOrDefault(dataset, List.of());
    if (landed.severalRuns(dataset)) {
      // What was before is compared with what is, and every member counts.
      wanted = Optional.empty();
    }
    int prefix = landed.folder().toString().length() + 1;
    if (!files.isEmpty()) {
      try {
        if (wanted.isPresent()
            && files.stream().noneMatch(f -> f.toString().endsWith(".json"))
            && ColumnLanding.suits(dataset, wanted.get())) {
          ColumnLanding.statements(dataset, wanted.get(), Landing.keys(files, prefix), files)
              .forEach(this::execute);
          inColumns.add(dataset);
          return;
        }
      } catch (LocalException e) {
        // A record of another shape than the API's, or a damaged object: what follows reads any.
        execute("DROP TABLE IF EXISTS " + ColumnLanding.table(dataset));
      }
      try {
        execute(new Landing(dataset, wanted).createFrom(files, prefix));
        return;
      } catch (LocalException e) {
        files = readable(dataset, files, prefix);
      }
    }
    execute(
        files.isEmpty()
            ? new Landing(dataset, wanted).create()
            : new Landing(dataset, wanted).createFrom(files, prefix));
  }

  /** One object that cannot be read hides no other: only its own scope is not complete. */
  private List<Path> readable(Dataset dataset, List<Path> files, int prefix) {
    List<Path> readable = new ArrayList<>();
    for (Path file : files) {
      try {
        execute(new Landing(dataset, Optional.empty()).createFrom(List.of(file), prefix));
        readable.add(file);
      } catch (LocalException e) {
        problems.add("%s cannot be read: %s".formatted(file, e.reason()));
      }
    }
    return readable;
  }

  /** The views of parts, from lists that are lists already. */
  private void createColumnParts(Optional<Wanted> wanted) {
    if (inColumns.isEmpty() || wanted.isEmpty()) {
      return;
    }
    List<AnswerView> all = AnswerViews.of(catalog, Dialect.DUCKDB, ColumnLanding::table).all();
    for (Dataset dataset : inColumns) {
      all.stream()
          .filter(view -> view.name().equals(dataset.entity()))
          .forEach(
              view ->
                  execute("CREATE VIEW %s_COLUMNS AS\n%s".formatted(view.name(), view.query())));
    }
    for (PartView view : catalog.partViews()) {
      List<String> branches = new ArrayList<>();
      boolean whole = wanted.get().view(view.name());
      for (Dataset dataset : catalog.datasets()) {
        for (Part part : dataset.parts()) {
          if (part.view().name().equals(view.name())) {
            whole &= inColumns.contains(dataset);
            branches.add(ColumnLanding.part(part, dataset.entity() + "_COLUMNS", RESOURCE_COLUMNS));
          }
        }
      }
      if (whole) {
        execute(
            "CREATE OR REPLACE VIEW %s AS\n%s"
                .formatted(view.name(), String.join("\nUNION ALL\n", branches)));
      }
    }
  }

  /**
   * The objects that could not be read; what they belong to is not complete.
   *
   * @return a sentence for each
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** From here on, problems name the place that was copied, and what could not be copied is one. */
  void tellAsCopyOf(Path folder, String location, Collection<String> notCopied) {
    String prefix = folder.toAbsolutePath().normalize() + "/";
    problems.replaceAll(problem -> problem.replace(prefix, location));
    problems.addAll(notCopied);
  }

  /**
   * Runs a query.
   *
   * @param sql one statement that yields rows
   * @return the names of the columns and the rows
   * @throws LocalException if it cannot be run; the message is the engine's
   */
  public Rows query(String sql) {
    if (CHECK_VIEWS.matcher(sql).find()) {
      createCheckViews();
    }
    return ask(sql);
  }

  private Rows ask(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        names.add(result.getMetaData().getColumnLabel(i));
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return new Rows(names, rows);
    } catch (SQLException e) {
      throw new LocalException(String.valueOf(e.getMessage()), e);
    }
  }

  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new LocalException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LocalException("DuckDB does not end: " + e.getMessage(), e);
    }
  }
}
