package io.snowwatch.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.source.Sources;
import io.snowwatch.testing.PythonTools;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartIT {

  private static final Estate ESTATE = Estate.sample();
  private static final int SSH = 22;
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static List<Answers.Said> answers;
  private static String output;
  private static List<ProcessHandle> leftBehind;

  @BeforeAll
  static void run() throws IOException, SQLException {
    List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    answers =
        new Quickstart(
                ESTATE,
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                Path.of("target/report.html"))
            .run();
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
    for (int step = 1; step <= 8; step++) {
      assertThat(output).contains("[%d/8] ".formatted(step));
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

  private static int instances(List<Estate.Hosts> hosts) {
    return hosts.stream().mapToInt(Estate.Hosts::count).sum();
  }

  @Test
  void whatIsWrongIsCountedBySeverityAndListedOnThePage() throws IOException {
    long open =
        Stream.concat(
                ESTATE.groups().stream().filter(group -> group.lets(Estate.WORLD, SSH)),
                // By the change.
                Stream.of("bastion"))
            .count();

    assertThat(answers.get(0).lines())
        .anyMatch(line -> line.matches("SEVERITY +FAIL +UNKNOWN +MUTED +PASS"))
        .anyMatch(line -> line.matches("critical( +[0-9]+){4}"))
        .anyMatch(line -> line.matches("high +[1-9][0-9]*( +[0-9]+){3}"));
    String page = Files.readString(Path.of("target/report.html"));
    assertThat(page)
        .contains(
            "SG01 Remote administration is open", "user/bob", "AuthorizeSecurityGroupIngress");
    String groups =
        page.substring(
            page.indexOf("Resources of SG01"),
            page.indexOf("</table>", page.indexOf("Resources of SG01")));
    assertThat(groups.split("scope=\"row\">FAIL", -1)).hasSize((int) open + 1);
  }

  @Test
  void whatChangedIsToldWithItsAuthor() {
    assertThat(answers.get(1).command()).contains("query --in s3://snowwatch-", "CHANGED_BY");
    assertThat(answers.get(1).lines().get(0)).matches("CHANGE +RESOURCE_ID +WHO +EVENT_NAME");
    assertThat(answers.get(1).lines().stream().skip(1))
        .singleElement()
        .asString()
        .matches("CHANGED +sg-[0-9a-f]+ +bob +AuthorizeSecurityGroupIngress");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1/8]", "[6/8]"})
  @Tag("slow")
  void everythingIsStoppedWhereverItIsInterrupted(String step) throws Exception {
    assertThatAllIsStoppedAfter(step);
  }

  @Test
  void everythingIsStoppedWhenItIsInterrupted() throws Exception {
    assertThatAllIsStoppedAfter("[2/8]");
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

  /** It asks nobody but what it starts: everything else that it is told of leads to one trap. */
  @Test
  @Tag("slow")
  void itsSurroundingsAreInNobodysWayAndNobodyIsAsked(@TempDir Path home) throws Exception {
    AtomicInteger caught = new AtomicInteger();
    Thread watch;
    try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      watch = new Thread(() -> count(trap, caught));
      watch.start();

      String said = script(0, hostile(home, "http://127.0.0.1:" + trap.getLocalPort()));

      assertThat(said).contains("[8/8]");
    }
    watch.join();
    assertThat(caught).hasValue(0);
  }

  private static void count(ServerSocket trap, AtomicInteger caught) {
    while (true) {
      try {
        trap.accept().close();
        caught.incrementAndGet();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static Map<String, String> hostile(Path home, String url) throws IOException {
    Path aws = Files.createDirectories(home.resolve(".aws"));
    String profile = "region = mars-north-1\nendpoint_url = %s\ncredential_process = false\n";
    Path config =
        Files.writeString(
            aws.resolve("config"),
            "[default]\n%1$s[profile hostile]\n%1$s".formatted(profile.formatted(url)));
    Path credentials = Files.writeString(aws.resolve("credentials"), "[default]\nnonsense");
    Files.writeString(
        Files.createDirectories(home.resolve(".snowflake")).resolve("connections.toml"),
        "[default]\naccount = \"hostile\"\nhost = \"127.0.0.1\"\n");
    Path python = Files.createDirectories(home.resolve("python"));
    Files.writeString(python.resolve("sitecustomize.py"), "raise SystemExit('hostile')");
    // The build has been: this test is a part of it.
    Path maven = Files.writeString(home.resolve("mvn"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = new TreeMap<>();
    for (String proxy : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
      environment.put(proxy, url);
      environment.put(proxy.toLowerCase(Locale.ROOT), url);
    }
    for (String empty : List.of("NO_PROXY", "no_proxy")) {
      environment.put(empty, "");
    }
    for (String endpoint : List.of("", "_S3", "_EC2", "_IAM", "_STS")) {
      environment.put("AWS_ENDPOINT_URL" + endpoint, url);
    }
    String options =
        "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%s -Daws.region=mars-north-1 -Daws.profile=hostile"
            .formatted(url.replaceAll(".*:", ""));
    environment.putAll(
        Map.ofEntries(
            Map.entry("HOME", home.toString()),
            Map.entry(
                "XDG_CACHE_HOME", PythonTools.aws().folder().getParent().getParent().toString()),
            Map.entry("PATH", home + ":" + System.getenv("PATH")),
            Map.entry("AWS_PROFILE", "hostile"),
            Map.entry("AWS_DEFAULT_PROFILE", "hostile"),
            Map.entry("AWS_REGION", "mars-north-1"),
            Map.entry("AWS_DEFAULT_REGION", "mars-north-1"),
            Map.entry("AWS_CONFIG_FILE", config.toString()),
            Map.entry("AWS_SHARED_CREDENTIALS_FILE", credentials.toString()),
            Map.entry("AWS_ACCESS_KEY_ID", "HOSTILE"),
            Map.entry("AWS_SECRET_ACCESS_KEY", "hostile"),
            Map.entry("AWS_SESSION_TOKEN", "hostile"),
            Map.entry("AWS_ROLE_ARN", "arn:aws:iam::210987654321:role/hostile"),
            Map.entry("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token"),
            Map.entry("AWS_CONTAINER_CREDENTIALS_FULL_URI", url),
            Map.entry("AWS_EC2_METADATA_SERVICE_ENDPOINT", url),
            Map.entry("AWS_USE_FIPS_ENDPOINT", "true"),
            Map.entry("AWS_USE_DUALSTACK_ENDPOINT", "true"),
            Map.entry("AWS_MAX_ATTEMPTS", "1"),
            Map.entry("AWS_CA_BUNDLE", "/no/such/bundle"),
            Map.entry("SNOWFLAKE_HOME", home.resolve(".snowflake").toString()),
            Map.entry("SNOWFLAKE_ACCOUNT", "hostile"),
            Map.entry("SNOWFLAKE_HOST", "127.0.0.1"),
            Map.entry("SNOWWATCH_MOTO_ENDPOINT", url),
            Map.entry("SNOWWATCH_FAKESNOW_ENDPOINT", url),
            Map.entry("SNOWWATCH_REGIONS", "mars-*"),
            Map.entry("S3_BUCKET_NAME", "hostile"),
            Map.entry("S3_EC2_MONITORING_PATH", "hostile"),
            Map.entry("MOTO_PORT", "1"),
            Map.entry("PYTHONPATH", python.toString()),
            Map.entry("JAVA_TOOL_OPTIONS", options),
            Map.entry("JDK_JAVA_OPTIONS", options),
            Map.entry("_JAVA_OPTIONS", options),
            Map.entry("TZ", "Pacific/Kiritimati")));
    return environment;
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
