package io.snowwatch.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Keying;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeConnection;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.FakeSnowflake;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Shows the whole product on one machine: an estate in Moto, the five functions harvesting it, the
 * generated SQL in fakesnow, and answers.
 *
 * <p>Needs neither AWS nor Snowflake. Everything that it starts is stopped, also when it fails or
 * is interrupted.
 */
public final class Quickstart {

  private static final String ACCOUNT_ID = MotoServer.ACCOUNT_ID;

  private static final Path PAGE = Path.of("examples/target/report.html");

  private static final int LINE = 76;

  // A logger that nobody holds is forgotten, with its level.
  private static final Logger DRIVER = Logger.getLogger("net.snowflake");

  private final Estate estate;
  private final Progress progress;
  private final Catalog catalog = Sources.catalog();
  private final BucketLayout layout = BucketLayout.of(catalog);
  private final SnowflakeSettings settings =
      SnowflakeSettings.builder().accountId(ACCOUNT_ID).build();
  private final SnowflakePlan plan = SnowflakePlan.of(catalog, settings);

  private final Path page;

  /**
   * @param page the file for the report
   */
  Quickstart(Estate estate, PrintStream out, Path page) {
    this.estate = estate;
    this.progress = new Progress(out, 8);
    this.page = page;
  }

  /**
   * Runs the quickstart; the exit status is 1 if anything of it fails.
   *
   * @param args none
   */
  public static void main(String... args) {
    Instant start = Instant.now();
    try {
      new Quickstart(Estate.sample(), System.out, PAGE).run();
    } catch (IOException | SQLException | RuntimeException e) {
      System.out.flush();
      System.err.println();
      System.err.println("quickstart: " + (e.getMessage() == null ? e : e.getMessage()));
      if (Boolean.getBoolean("snowwatch.verbose")) {
        e.printStackTrace();
      } else {
        System.err.println("            ./quickstart --verbose shows where that comes from.");
      }
      System.exit(1);
    }
    System.out.printf(
        Locale.ROOT,
        "%nThat was the whole of it, in %d seconds; Moto and fakesnow are stopped.%n",
        Duration.between(start, Instant.now()).toSeconds());
    nextSteps().forEach(System.out::println);
  }

  /**
   * Runs all steps.
   *
   * @return what the commands said in the end
   */
  List<Answers.Said> run() throws IOException, SQLException {
    DRIVER.setLevel(Level.OFF);
    progress.begin("Start Moto (AWS) and fakesnow (Snowflake) on this machine");
    try (LocalStack stack = LocalStack.start()) {
      progress.done();
      Map<String, String> before = setProperties(stack.moto().endpoint());
      try (AwsAccount account = AwsAccount.create(stack.moto().settings(ACCOUNT_ID));
          Connection connection = stack.snowflake().connect()) {
        return run(account, new Warehouse(connection, plan), stack.snowflake());
      } finally {
        before.forEach(Quickstart::restore);
      }
    }
  }

  private List<Answers.Said> run(AwsAccount account, Warehouse warehouse, FakeSnowflake server)
      throws IOException, SQLException {
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    List<String> logFiles = createEstate(account, s3);
    invokeFunctions(logFiles);
    change(account, s3);
    // The answers need one core, and Snowflake's side mostly another process.
    CompletableFuture<List<Answers.Said>> answers =
        CompletableFuture.supplyAsync(new Answers(settings.bucket(), page)::call);
    List<Landed> objects = Landed.all(new S3ObjectStore(s3, new S3Location(settings.bucket(), "")));
    showBucket(objects);
    setUp(warehouse, server);
    load(warehouse, objects);
    return show(answers);
  }

  /**
   * What Lambda gives a function by its environment, the AWS SDK takes from system properties too.
   *
   * @return what the properties were before, empty for those that were not set
   */
  private static Map<String, String> setProperties(URI endpoint) {
    Map<String, String> before = new HashMap<>();
    Map.of(
            "aws.accessKeyId", "moto",
            "aws.secretAccessKey", "moto",
            "aws.region", "us-east-1",
            "aws.endpointUrl", endpoint.toString())
        .forEach(
            (name, value) -> {
              before.put(name, System.getProperty(name, ""));
              System.setProperty(name, value);
            });
    return before;
  }

  private static void restore(String property, String before) {
    if (before.isEmpty()) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
  }

  /** Returns the keys of the log files. */
  private List<String> createEstate(AwsAccount account, S3Client s3) {
    progress.begin("Create a small estate in account " + ACCOUNT_ID);
    EstateCreation.create(account, estate);
    s3.createBucket(request -> request.bucket(settings.bucket()));
    String prefix = layout.inputDirectory(logFileSource()) + "/";
    List<String> keys = new ArrayList<>();
    new Trail(ACCOUNT_ID, Instant.now())
        .logFiles(estate.deeds())
        .forEach(
            (name, bytes) -> {
              keys.add(prefix + name);
              s3.putObject(
                  request -> request.bucket(settings.bucket()).key(prefix + name),
                  RequestBody.fromBytes(bytes));
            });
    progress.say(
        "%d instances, %d security groups, %d load balancers in %d Regions,"
            .formatted(
                estate.hosts().stream().mapToInt(Estate.Hosts::count).sum(),
                estate.groups().size(),
                estate.loadBalancers().size(),
                estate.regions().size()));
    progress.say(
        "%d users, %d roles, %d CloudTrail log files."
            .formatted(estate.people().size(), estate.roles().size(), keys.size()));
    progress.done();
    return keys;
  }

  private Source logFileSource() {
    return catalog.sources().stream()
        .filter(source -> source.trigger() == Trigger.OBJECT_CREATED)
        .findFirst()
        .orElseThrow();
  }

  private void invokeFunctions(List<String> logFiles) throws IOException {
    List<Source> sources =
        catalog.sources().stream().filter(source -> source.function().isPresent()).toList();
    progress.begin("Invoke the %d Lambda functions".formatted(sources.size()));
    Functions functions = new Functions(ACCOUNT_ID, settings.bucket(), estate.regions());
    List<List<String>> rows = new ArrayList<>();
    for (Source source : sources) {
      JsonNode summary = functions.invoke(source, logFiles);
      rows.add(
          List.of(
              source.function().orElseThrow(),
              source.trigger() == Trigger.SCHEDULE ? "schedule" : "objects in S3",
              summary.path("message").asText(),
              number(summary.path("records").asLong()),
              number(summary.path("durationMillis").asLong())));
    }
    progress.show(
        new Table(List.of("FUNCTION", "TRIGGER", "OUTCOME", "RECORDS", "MILLISECONDS"), rows));
    progress.done();
  }

  private void showBucket(List<Landed> objects) {
    progress.begin("Look into the bucket " + settings.bucket());
    List<List<String>> rows = new ArrayList<>();
    for (DatasetPlan dataset : plan.datasets()) {
      rows.add(row(dataset.dataset().name(), dataset.directory(), objects));
    }
    rows.add(row("(log files)", layout.inputDirectory(logFileSource()), objects));
    progress.show(new Table(List.of("DATASET", "DIRECTORY", "OBJECTS", "RECORDS", "BYTES"), rows));
    progress.say("An object, for example:");
    plan.datasets().stream()
        .filter(dataset -> dataset.dataset().keying() == Keying.SNAPSHOT)
        .flatMap(dataset -> objects.stream().filter(o -> o.isIn(dataset.directory())))
        .map(Landed::key)
        .limit(1)
        .flatMap(key -> fold(key, "/"))
        .forEach(progress::say);
    progress.done();
  }

  private static List<String> row(String name, String directory, List<Landed> objects) {
    List<Landed> own = objects.stream().filter(object -> object.isIn(directory)).toList();
    return List.of(
        name,
        directory + "/",
        number(own.size()),
        number(own.stream().mapToLong(object -> object.lines().size()).sum()),
        number(own.stream().mapToLong(Landed::bytes).sum()));
  }

  /** A long text in lines that end where it may be cut. */
  private static Stream<String> fold(String text, String where) {
    if (text.length() <= LINE) {
      return Stream.of(text);
    }
    int end = text.lastIndexOf(where, LINE - 1) + 1;
    return end == 0
        ? Stream.of(text)
        : Stream.concat(Stream.of(text.substring(0, end)), fold(text.substring(end), where));
  }

  private void setUp(Warehouse warehouse, FakeSnowflake server) {
    progress.begin("Set up Snowflake: snowwatch snowflake apply");
    try (SnowflakeClient client = SnowflakeConnection.fromEnvironment(server.variables()).open()) {
      Map<String, Integer> counts = new TreeMap<>();
      warehouse
          .apply(client)
          .done()
          .forEach(
              change ->
                  counts.merge(
                      change.action().name().toLowerCase(Locale.ROOT)
                          + " "
                          + change.object().replaceFirst(" .*", ""),
                      1,
                      Integer::sum));
      progress.show(
          new Table(
              List.of("CHANGE", "OBJECTS"),
              counts.entrySet().stream()
                  .map(count -> List.of(count.getKey(), number(count.getValue())))
                  .toList()));
      progress.say(
          "%d changes when it is run again.".formatted(warehouse.apply(client).done().size()));
    }
    progress.say("Roles, grants, the stage and the pipes are left out: fakesnow knows none.");
    progress.done();
  }

  private void load(Warehouse warehouse, List<Landed> objects) throws SQLException {
    progress.begin("Load the objects with the pipes' own SELECT lists");
    warehouse.stage(
        objects.stream()
            .filter(o -> plan.datasets().stream().anyMatch(d -> o.isIn(d.directory())))
            .toList());
    List<List<String>> rows = new ArrayList<>();
    for (DatasetPlan dataset : plan.datasets()) {
      rows.add(List.of(dataset.table().sql(), number(warehouse.load(dataset))));
    }
    progress.show(new Table(List.of("LANDING TABLE", "ROWS"), rows));
    progress.done();
  }

  /** Somebody changes something, CloudTrail tells of it, and the next harvest finds it. */
  private void change(AwsAccount account, S3Client s3) throws IOException {
    progress.begin("Somebody opens port 22 to the world, and the functions run again");
    Estate.Deed deed = Estate.change();
    // CloudTrail tells whole seconds: the next one is after the first harvest for sure.
    Instant time = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    while (Instant.now().isBefore(time)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), time).toNanos());
    }
    String group = EstateCreation.open(account, deed.region(), "bastion", 22);
    String prefix = layout.inputDirectory(logFileSource()) + "/";
    List<String> keys = new ArrayList<>();
    new Trail(ACCOUNT_ID, time)
        .logFile(deed, time, "groupId", group)
        .forEach(
            (name, bytes) -> {
              keys.add(prefix + name);
              s3.putObject(
                  request -> request.bucket(settings.bucket()).key(prefix + name),
                  RequestBody.fromBytes(bytes));
            });
    Functions functions = new Functions(ACCOUNT_ID, settings.bucket(), estate.regions());
    for (String name : List.of("security_groups", logFileSource().name())) {
      functions.invoke(
          catalog.sources().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow(),
          keys);
    }
    progress.say("%s by %s,".formatted(deed.action(), deed.who()));
    progress.say("in the group %s of %s.".formatted(group, deed.region()));
    progress.done();
  }

  private List<Answers.Said> show(CompletableFuture<List<Answers.Said>> answers) {
    progress.begin("Ask what is wrong, what changed, and who did it");
    List<Answers.Said> said = answers.join();
    for (Answers.Said each : said) {
      progress.space();
      fold("$ " + each.command(), " ").forEach(progress::say);
      each.lines().forEach(progress::say);
    }
    progress.space();
    progress.done();
    return said;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static List<String> nextSteps() {
    return """

        What to try next:
          The report, in a browser:
            examples/target/report.html
          SnowWatch in your own program, in ten lines:
            examples/README.md
          Your own account, read with your own credentials, into a folder:
            mvn -q -DskipTests -pl snowwatch-cli -am package
            snowwatch-cli/bin/snowwatch harvest --to harvested
            snowwatch-cli/bin/snowwatch check --in harvested
          Your own Snowflake account: what would be done, and doing it
            snowwatch-cli/bin/snowwatch snowflake plan --account-id <12 digits>
            snowwatch-cli/bin/snowwatch snowflake apply --account-id <12 digits>
          Everything deployed to your own AWS account:
            README.md"""
        .lines()
        .toList();
  }
}
