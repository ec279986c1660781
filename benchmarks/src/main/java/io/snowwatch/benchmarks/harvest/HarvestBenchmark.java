package io.snowwatch.benchmarks.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.testing.PythonTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Lets the command, and a script with boto3 that makes the same calls, collect the same estates
 * into a folder, in turns and as whole processes, and compares what they wrote.
 */
public final class HarvestBenchmark {

  private static final Duration LATENCY = Duration.ofMillis(100);
  private static final int DETAIL_CALLS = 16;
  private static final int THREADS = 16;

  private final Path work;
  private final Path script;
  private final String python;
  private final Path launcher;
  private final int rounds;

  private HarvestBenchmark(Path work, int rounds) throws IOException {
    this.work = work;
    this.rounds = rounds;
    this.script = work.resolve("harvest.py");
    try (InputStream in = HarvestBenchmark.class.getResourceAsStream("harvest.py")) {
      Files.write(script, in.readAllBytes());
    }
    this.python = PythonTools.aws().program("python");
    this.launcher = Path.of("snowwatch-cli", "bin", "snowwatch").toAbsolutePath();
  }

  /**
   * Measures.
   *
   * @param rounds how often each contender has its turn
   * @return the table, as Markdown
   * @throws IOException if a contender fails, or the contenders differ
   */
  public static String table(int rounds) throws IOException {
    Path work = Files.createTempDirectory("snowwatch-benchmark");
    try {
      return new HarvestBenchmark(work, rounds).table();
    } finally {
      delete(work);
    }
  }

  private String table() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("%d ms a call; median of %d rounds.\n".formatted(LATENCY.toMillis(), rounds));
    for (Estate estate : List.of(Estate.SMALL, Estate.LARGE)) {
      try (SlowAws aws = SlowAws.start(estate, LATENCY)) {
        text.append(table(estate, aws));
      }
    }
    return text.append('\n').toString();
  }

  private String table(Estate estate, SlowAws aws) throws IOException {
    String endpoint = aws.endpoint().toString();
    List<String> start = List.of(launcher.toString(), "--version");
    Contender snowwatch =
        new Contender(
            "`snowwatch harvest`",
            List.of(launcher.toString(), "harvest", "--quiet", "--endpoint-url", endpoint, "--to"));
    List<Contender> contenders =
        List.of(
            snowwatch,
            new Contender(
                "boto3, %d threads".formatted(THREADS),
                List.of(python, script.toString(), endpoint, String.valueOf(THREADS))),
            new Contender(
                "boto3, one call after the other",
                List.of(python, script.toString(), endpoint, "1")));
    List<Run> starts = new ArrayList<>();
    List<Run> inProcess = new ArrayList<>();
    // The first start makes what later ones start from.
    run(snowwatch.command(), aws);
    run(start, aws);
    inProcess(aws);
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        contender.runs().add(run(contender.command(), aws));
      }
      starts.add(run(start, aws));
      inProcess.add(inProcess(aws));
    }
    List<Run> ours = snowwatch.runs();
    for (Contender contender : contenders) {
      requireEqual(ours.get(0), contender.runs().get(0));
    }
    double chain = estate.chain(DETAIL_CALLS) * LATENCY.toMillis() / 1000.0;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "\n%s: %,d calls, %,d records; the longest chain is %d calls, %.1f s:\n\n",
            estate.title(),
            estate.calls(),
            ours.get(0).records().values().stream().mapToLong(Map::size).sum(),
            estate.chain(DETAIL_CALLS),
            chain));
    text.append(
        """
        | | wall, s | times as long as SnowWatch | times the chain | processor, s |
        |---|---:|---:|---:|---:|
        """);
    double wall = median(ours, Run::wallSeconds);
    for (Contender contender : contenders) {
      text.append(row(contender.title(), contender.runs(), wall, chain));
    }
    text.append(row("the harvest alone, in a Java that has warmed up", inProcess, wall, chain));
    text.append(row("`snowwatch --version`, for Java's start", starts, wall, 0));
    return text.toString();
  }

  private static String row(String name, List<Run> runs, double ours, double chain) {
    double wall = median(runs, Run::wallSeconds);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.1f | %s | %s |\n",
        name,
        wall,
        wall / ours,
        figure(wall / chain),
        figure(median(runs, Run::processorSeconds)));
  }

  private static String figure(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
    return runs.stream().mapToDouble(of).sorted().skip((runs.size() - 1) / 2).findFirst().orElse(0);
  }

  /**
   * A whole process that collects the estate.
   *
   * @param title what the table calls it
   * @param command what is run, but for the folder
   * @param runs how it went
   */
  private record Contender(String title, List<String> command, List<Run> runs) {

    Contender(String title, List<String> command) {
      this(title, command, new ArrayList<>());
    }
  }

  /**
   * What one run took and wrote.
   *
   * @param wallSeconds the time that passed
   * @param processorSeconds of the process and its children
   * @param records by directory, how often each record
   * @param calls by action, how many
   */
  private record Run(
      double wallSeconds,
      double processorSeconds,
      Map<String, Map<JsonNode, Integer>> records,
      Map<String, Integer> calls) {}

  /** Runs a command, with a fresh folder as its last argument unless it only tells its version. */
  private Run run(List<String> command, SlowAws aws) throws IOException {
    Path folder = Files.createTempDirectory(work, "harvest-");
    // The shell knows the processor time of what it ran.
    List<String> timed =
        new ArrayList<>(List.of("sh", "-c", "\"$@\" >&2; s=$?; times; exit $s", "sh"));
    timed.addAll(command);
    if (!command.contains("--version")) {
      timed.add(folder.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(timed).redirectError(work.resolve("err").toFile());
    builder.environment().put("AWS_ACCESS_KEY_ID", "benchmark");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "benchmark");
    builder.environment().put("AWS_REGION", "us-east-1");
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    builder.environment().put("SNOWWATCH_CACHE", work.resolve("cache").toString());
    aws.takeCalls();
    long begin = System.nanoTime();
    Process process = builder.start();
    String times = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    double wall = (System.nanoTime() - begin) / 1e9;
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + Files.readString(work.resolve("err")));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("The measurement was interrupted.", e);
    }
    System.err.printf(Locale.ROOT, "%s: %.2f s%n", command, wall);
    Run run = new Run(wall, childrensSeconds(times), records(folder), aws.takeCalls());
    delete(folder);
    return run;
  }

  /** The second line of what {@code times} prints is that of the children: user and system. */
  private static double childrensSeconds(String times) {
    double seconds = 0;
    for (String part : times.strip().lines().skip(1).findFirst().orElseThrow().split(" ", -1)) {
      int minutes = part.indexOf('m');
      seconds +=
          60 * Double.parseDouble(part.substring(0, minutes))
              + Double.parseDouble(part.substring(minutes + 1, part.length() - 1));
    }
    return seconds;
  }

  /** The same harvest in this process, which has run it before. */
  private Run inProcess(SlowAws aws) throws IOException {
    Path folder = Files.createTempDirectory(work, "harvest-");
    aws.takeCalls();
    long begin = System.nanoTime();
    try (AwsAccount account =
        AwsAccount.create(
            AwsSettings.builder()
                .endpointOverride(aws.endpoint())
                .homeRegion(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("benchmark", "benchmark")))
                .build())) {
      HarvestReport report =
          Harvest.builder()
              .addAccounts(account)
              .sources(Sources.inventory())
              .sink(
                  SnapshotSink.of(
                      new FolderObjectStore(folder), BucketLayout.of(Sources.catalog())))
              .build()
              .run();
      report.orThrow();
    }
    double wall = (System.nanoTime() - begin) / 1e9;
    System.err.printf(Locale.ROOT, "in process: %.2f s%n", wall);
    Run run = new Run(wall, Double.NaN, records(folder), aws.takeCalls());
    delete(folder);
    return run;
  }

  /** What lies in the folder, but for the harvest's records of itself. */
  private static Map<String, Map<JsonNode, Integer>> records(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Map<JsonNode, Integer>> records = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(".json.gz")).toList();
    }
    for (Path file : files) {
      String directory = folder.relativize(file).toString().replaceAll("/account=.*", "");
      if (directory.equals("harvest_monitoring")) {
        continue;
      }
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          records
              .computeIfAbsent(directory, name -> new LinkedHashMap<>())
              .merge(json.readTree(line), 1, Integer::sum);
        }
      }
    }
    return records;
  }

  private static void requireEqual(Run ours, Run theirs) throws IOException {
    if (!ours.calls().equals(theirs.calls())) {
      throw new IOException("The calls differ: " + ours.calls() + " and " + theirs.calls());
    }
    if (!ours.records().equals(theirs.records())) {
      ours.records()
          .forEach(
              (directory, records) ->
                  System.err.printf(
                      "%s: only SnowWatch %s, only boto3 %s%n",
                      directory,
                      only(records, theirs.records().getOrDefault(directory, Map.of())),
                      only(theirs.records().getOrDefault(directory, Map.of()), records)));
      throw new IOException("The records differ.");
    }
  }

  private static String only(Map<JsonNode, Integer> those, Map<JsonNode, Integer> others) {
    return those.keySet().stream()
        .filter(record -> !others.containsKey(record))
        .limit(1)
        .map(JsonNode::toString)
        .collect(Collectors.joining());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
