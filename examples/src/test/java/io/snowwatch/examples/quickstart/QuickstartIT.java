package io.snowwatch.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.PythonTools;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartIT {

  private static final Estate ESTATE = Estate.sample();
  private static final int SSH = 22;
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static Map<Question, Table> answers;
  private static String output;
  private static List<ProcessHandle> leftBehind;

  @BeforeAll
  static void run() throws IOException, SQLException {
    List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    answers = new Quickstart(ESTATE, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
    output = printed.toString(StandardCharsets.UTF_8);
    leftBehind =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.isAlive() && !before.contains(process))
            .toList();
  }

  @Test
  void everythingThatWasStartedIsStopped() {
    assertThat(leftBehind).isEmpty();
    assertThat(System.getProperty("aws.endpointUrl")).isNull();
  }

  @Test
  void theOutputFitsAnyTerminal() {
    assertThat(output.lines()).allMatch(line -> line.matches("[ -~]{0,80}"));
    for (int step = 1; step <= 7; step++) {
      assertThat(output).contains("[%d/7] ".formatted(step));
    }
  }

  @Test
  void everythingLanded() {
    Map<String, String> rowsOfTable = new TreeMap<>();
    Matcher rows = Pattern.compile("(?m)^  SNOWWATCH\\.AWS\\.(\\w+) +([0-9,]+)$").matcher(output);
    while (rows.find()) {
      rowsOfTable.put(rows.group(1), rows.group(2));
    }

    assertThat(rowsOfTable)
        .hasSize(Sources.catalog().datasets().size())
        .containsEntry("EC2_MONITORING_LANDING_ZONE", String.valueOf(instances(ESTATE.hosts())))
        .containsEntry("IAM_USER_MONITORING_LANDING_ZONE", String.valueOf(ESTATE.people().size()))
        .containsEntry("IAM_ROLE_MONITORING_LANDING_ZONE", String.valueOf(ESTATE.roles().size()))
        .containsEntry("IAM_POLICY_MONITORING_LANDING_ZONE", String.valueOf(ESTATE.roles().size()))
        .containsEntry(
            "ELB_MONITORING_LANDING_ZONE", String.valueOf(ESTATE.loadBalancers().size()));
    assertThat(Integer.parseInt(rowsOfTable.get("CLOUDTRAIL_MONITORING_LANDING_ZONE")))
        .as("one log file is delivered twice, which the answer must not count")
        .isGreaterThan(ESTATE.deeds().stream().mapToInt(Estate.Deed::times).sum());
  }

  @Test
  void instancesByRegion() {
    assertThat(answer(Question.INSTANCES_BY_REGION, "REGION", "INSTANCES", "RUNNING", "UNNAMED"))
        .containsExactlyInAnyOrderElementsOf(
            ESTATE.regions().stream()
                .map(
                    region -> {
                      List<Estate.Hosts> here =
                          ESTATE.hosts().stream().filter(h -> h.region().equals(region)).toList();
                      return List.of(
                          region,
                          String.valueOf(instances(here)),
                          String.valueOf(
                              instances(
                                  here.stream()
                                      .filter(h -> h.state() == Estate.Hosts.State.RUNNING)
                                      .toList())),
                          String.valueOf(
                              instances(here.stream().filter(h -> h.name().isEmpty()).toList())));
                    })
                .toList());
  }

  private static int instances(List<Estate.Hosts> hosts) {
    return hosts.stream().mapToInt(Estate.Hosts::count).sum();
  }

  @Test
  void groupsOpenToTheWorld() {
    List<List<String>> expected = new ArrayList<>();
    for (Estate.Group group : ESTATE.groups()) {
      for (String source : List.of(Estate.WORLD, Estate.WORLD_V6)) {
        if (group.lets(source, SSH)) {
          expected.add(List.of(group.region(), group.name(), source));
        }
      }
    }

    assertThat(expected).hasSizeGreaterThan(1).hasSizeLessThan(ESTATE.groups().size());
    assertThat(answer(Question.GROUPS_OPEN_TO_THE_WORLD, "REGION", "GROUP_NAME", "SOURCE"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void usersWithoutMfa() {
    assertThat(ESTATE.people())
        .extracting(Estate.Person::mfaDevices)
        .as("the estate has users with no, one and two devices")
        .contains(0, 1, 2);
    assertThat(answer(Question.USERS_WITHOUT_MFA, "USER_NAME", "GROUP_NAMES"))
        .containsExactlyInAnyOrderElementsOf(
            ESTATE.people().stream()
                .filter(person -> person.mfaDevices() == 0)
                .map(
                    person ->
                        List.of(
                            person.name(),
                            person.groups().stream().sorted().collect(Collectors.joining(", "))))
                .toList());
  }

  @Test
  void internetFacingLoadBalancers() {
    assertThat(
            answer(
                Question.INTERNET_FACING_LOAD_BALANCERS,
                "REGION",
                "LOAD_BALANCER_NAME",
                "KIND",
                "PORTS"))
        .containsExactlyInAnyOrderElementsOf(
            ESTATE.loadBalancers().stream()
                .filter(b -> b.scheme() == Estate.Balancer.Scheme.INTERNET_FACING)
                .map(
                    b ->
                        List.of(
                            b.region(),
                            b.name(),
                            b.type().name().toLowerCase(Locale.ROOT),
                            b.ports().stream()
                                .map(Estate.Port::number)
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))))
                .toList());
  }

  @Test
  void whoDidWhat() {
    assertThat(answer(Question.WHO_DID_WHAT, "WHO", "DID", "TIMES", "REFUSED"))
        .containsExactlyInAnyOrderElementsOf(
            ESTATE.deeds().stream()
                .filter(
                    deed -> deed.effect() == Estate.Deed.Effect.WRITE || deed.refusal().isPresent())
                .map(
                    deed ->
                        List.of(
                            deed.actor() == Estate.Deed.Actor.ROOT ? "Root" : deed.who(),
                            deed.service() + ":" + deed.action(),
                            String.valueOf(deed.times()),
                            String.valueOf(deed.refusal().isPresent() ? deed.times() : 0)))
                .toList());
  }

  private static List<List<String>> answer(Question question, String... headings) {
    Table table = answers.get(question);
    List<Integer> columns =
        Stream.of(headings).map(heading -> table.headings().indexOf(heading)).toList();
    return table.rows().stream().map(row -> columns.stream().map(row::get).toList()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyQuestionIsAskedOfTablesThatThePlanCreates(Question question) {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(), SnowflakeSettings.builder().accountId("123456789012").build());
    List<String> tables = plan.datasets().stream().map(d -> d.table().sql()).toList();

    assertThat(
            Pattern.compile("SNOWWATCH\\.[A-Z0-9_.]+")
                .matcher(question.sql())
                .results()
                .map(match -> match.group()))
        .isNotEmpty()
        .isSubsetOf(tables);
  }

  @ParameterizedTest
  @EnumSource
  void theListOfQuestionsIsComplete(Question question) throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("| `%s` | %s |".formatted(question.fileName(), question.title()));
    assertThat(question.title()).endsWith("?");
  }

  /** fakesnow runs more than Snowflake does, so two parsers of Snowflake's dialect read too. */
  @ParameterizedTest
  @EnumSource
  void everyQuestionIsInTheDialectOfSnowflake(Question question) {
    String program =
        """
        import sys, sqlfluff, sqlglot
        sqlfluff.parse(sys.argv[1], dialect="snowflake")
        statements = sqlglot.parse(sys.argv[1], read="snowflake")
        print(*[type(statement).__name__ for statement in statements])
        """;

    assertThat(PythonTools.sql().run("python", List.of("-c", program, question.sql()), Map.of()))
        .isEqualTo("Select\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1/7]", "[5/7]"})
  @Tag("slow")
  void everythingIsStoppedWhereverItIsInterrupted(String step) throws Exception {
    assertThatAllIsStoppedAfter(step);
  }

  @Test
  void everythingIsStoppedWhenItIsInterrupted() throws Exception {
    assertThatAllIsStoppedAfter("[2/7]");
  }

  private static void assertThatAllIsStoppedAfter(String step) throws Exception {
    Process quickstart = quickstart(Map.of());
    try (BufferedReader lines = quickstart.inputReader(StandardCharsets.UTF_8)) {
      while (!String.valueOf(lines.readLine()).startsWith(step)) {
        assertThat(quickstart.isAlive()).isTrue();
      }
      while (quickstart.descendants().findAny().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      List<ProcessHandle> started = quickstart.descendants().toList();

      quickstart.destroy();

      assertThat(quickstart.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(quickstart.exitValue()).isNotZero();
      for (ProcessHandle process : started) {
        process.onExit().get(10, TimeUnit.SECONDS);
      }
    } finally {
      quickstart.destroyForcibly();
    }
  }

  @Test
  void whatFailsIsSaidWithItsRemedy() throws Exception {
    Process quickstart = quickstart(Map.of("SNOWWATCH_PYTHON", "/no/such/python"));

    String said = new String(quickstart.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(quickstart.waitFor()).isEqualTo(1);
    assertThat(said)
        .contains(
            "quickstart: /no/such/python cannot be run: install Python 3.10 or newer with venv,"
                + " or set SNOWWATCH_PYTHON.")
        .doesNotContain("\tat ");
  }

  private static Process quickstart(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Quickstart.class.getName());
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  @Test
  void theScriptSaysWhatItNeeds() throws Exception {
    assertThat(script(0, Map.of(), "--help")).startsWith("Usage: ./quickstart ");
    assertThat(script(2, Map.of(), "--no-such-option"))
        .isEqualTo(
            "quickstart: '--no-such-option' is not an option; ./quickstart --help lists them.\n");
    assertThat(script(2, Map.of("SNOWWATCH_PYTHON", "/no/such/python")))
        .contains("/no/such/python is missing: Python 3.10 or newer is needed.");
    assertThat(script(2, Map.of("JAVA_HOME", "/no/such/jdk")))
        .contains("/no/such/jdk/bin/java is missing: a JDK, 17 or newer, is needed.");
  }

  private static String script(int status, Map<String, String> environment, String... options)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(REPOSITORY.resolve("quickstart").toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process script = builder.start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(said).isEqualTo(status);
    return said;
  }
}
