package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.testing.PythonTools;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two parsers that know nothing of SnowWatch read every statement. */
class SqlParsersIT {

  /**
   * The kinds of which neither parser reads every statement. Their syntax is taken from the page
   * that {@link StatementKind#documentation()} names, and docs/snowflake-sql.md lists them.
   */
  private static final Set<StatementKind> READ_BY_NEITHER =
      EnumSet.of(StatementKind.ALTER_STORAGE_INTEGRATION);

  private static final List<String> PARSERS = List.of("sqlglot", "sqlfluff");

  private record Reading(Statement statement, Map<String, String> faults) {}

  private static final String BLOCK = "EXECUTE IMMEDIATE $$";

  private static List<Reading> readings;

  /** The programs inside the statements that run one. */
  private static List<Reading> blocks;

  /** The statements of the program that tasks run. */
  private static List<Reading> history;

  @BeforeAll
  static void readEveryStatement(@TempDir Path folder) throws IOException {
    List<Statement> statements =
        List.copyOf(
            new LinkedHashSet<>(
                Stream.concat(
                        Arrays.stream(Plans.values()).map(Plans::plan),
                        Stream.of(Plans.extended(), HistoryTest.PLAN))
                    .flatMap(SqlParsersIT::every)
                    .toList()));
    history =
        read(
            folder,
            HistoryTest.merges().stream()
                .map(
                    sql ->
                        new Statement(
                            StatementKind.INSERT,
                            Section.TASKS,
                            new Identifier("SNOWWATCH_ROLE"),
                            "Of a task.",
                            sql))
                .toList(),
            Statement::sql);
    readings = read(folder, statements, Statement::sql);
    blocks =
        read(
            folder,
            statements.stream().filter(statement -> statement.sql().startsWith(BLOCK)).toList(),
            statement ->
                statement
                    .sql()
                    .substring(BLOCK.length(), statement.sql().length() - ";\n$$".length()));
  }

  private static List<Reading> read(
      Path folder, List<Statement> statements, Function<Statement, String> sql) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path script = folder.resolve("read_sql.py");
    try (InputStream in = SqlParsersIT.class.getResourceAsStream("read_sql.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Path input = folder.resolve("statements.json");
    json.writeValue(
        input.toFile(),
        statements.stream()
            .map(statement -> Map.of("sql", sql.apply(statement), "kind", statement.kind().name()))
            .toList());
    JsonNode results =
        json.readTree(
            PythonTools.sql()
                .run("python", List.of(script.toString(), input.toString()), Map.of()));
    assertThat(results).hasSameSizeAs(statements);
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Map<String, String> faults = new LinkedHashMap<>();
      for (String parser : PARSERS) {
        if (results.get(i).hasNonNull(parser)) {
          faults.put(parser, results.get(i).get(parser).asText());
        }
      }
      readings.add(new Reading(statements.get(i), faults));
    }
    return readings;
  }

  /** Whatever a plan can give. */
  private static Stream<Statement> every(SnowflakePlan plan) {
    StagedRow row = new StagedRow("L.DOC", "L.KEY", "L.ROW_NUMBER", "CURRENT_TIMESTAMP()");
    return Stream.of(
            plan.statements(),
            plan.datasets().stream()
                .flatMap(
                    dataset ->
                        Stream.concat(
                            dataset.wantedPipes().stream()
                                .flatMap(
                                    pipe ->
                                        Stream.concat(
                                            Stream.of(pipe.copy(), pipe.refresh()),
                                            Plans.replacement(pipe).stream())),
                            Stream.of(dataset.insert(row, "LANDED AS L"))))
                .toList(),
            plan.objects().stream().flatMap(object -> changes(plan, object)).toList())
        .flatMap(List::stream);
  }

  private static Stream<Statement> changes(SnowflakePlan plan, WantedObject object) {
    Stream<Statement> all = Stream.of(object.create(), object.drop());
    if (object instanceof WantedDatabase) {
      return Stream.concat(all, Stream.of(plan.ownership(object)));
    }
    if (object instanceof WantedStorageIntegration integration) {
      return Stream.concat(all, Stream.of(integration.alter()));
    }
    if (object instanceof WantedStage stage && stage.integration().isPresent()) {
      return Stream.concat(all, Stream.of(stage.useIntegration()));
    }
    if (object instanceof WantedView view) {
      return Stream.concat(all, Stream.of(view.replace()));
    }
    if (object instanceof WantedTask task) {
      return Stream.concat(all, Stream.of(task.suspend()));
    }
    return object instanceof WantedFunction function
        ? Stream.concat(all, Stream.of(function.replace()))
        : all;
  }

  @Test
  void everyKindOfStatementIsRead() {
    assertThat(readings.stream().map(reading -> reading.statement().kind()))
        .contains(StatementKind.values());
  }

  @Test
  void everyStatementIsReadByAParserOrItsKindIsListed() {
    Set<StatementKind> unread = EnumSet.noneOf(StatementKind.class);
    List<String> unexpected = new ArrayList<>();
    for (Reading reading : readings) {
      if (reading.faults().size() == PARSERS.size()) {
        unread.add(reading.statement().kind());
        if (!READ_BY_NEITHER.contains(reading.statement().kind())) {
          unexpected.add(reading.statement() + "\n" + reading.faults());
        }
      }
    }

    assertThat(unexpected).isEmpty();
    assertThat(READ_BY_NEITHER).as("kinds that neither parser reads").isEqualTo(unread);
  }

  @Test
  void bothReadEveryStatementThatATaskRuns() {
    assertThat(history)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            reading -> assertThat(reading.faults()).as(reading.statement().sql()).isEmpty());
  }

  @Test
  void theProgramInABlockIsReadToo() {
    assertThat(blocks.stream().map(reading -> reading.statement().kind()))
        .contains(StatementKind.BACKFILL, StatementKind.CATCH_UP);
    assertThat(blocks)
        .allSatisfy(reading -> assertThat(reading.faults()).doesNotContainKey("sqlfluff"));
  }

  @Test
  void theDocumentationSaysWhichParserReadsWhat() {
    Map<StatementKind, Set<String>> readers = new EnumMap<>(StatementKind.class);
    for (StatementKind kind : StatementKind.values()) {
      readers.put(kind, new TreeSet<>(PARSERS));
    }
    readings.forEach(
        reading -> readers.get(reading.statement().kind()).removeAll(reading.faults().keySet()));
    StringBuilder table = new StringBuilder("\n| statement | syntax | read by |\n|---|---|---|\n");
    readers.forEach(
        (kind, parsers) ->
            table.append(
                "| `%s` | <%s> | %s |\n"
                    .formatted(
                        kind,
                        kind.documentation(),
                        parsers.isEmpty() ? "neither alone" : String.join(", ", parsers))));
    table.append(
        READ_BY_NEITHER.isEmpty()
            ? "\nNo statement is read by neither.\n"
            : "\nStatements that neither reads: " + READ_BY_NEITHER + "\n");

    RenderedFile.at("../docs/snowflake-sql.md").assertSection("parsers", table + "\n");
  }
}
