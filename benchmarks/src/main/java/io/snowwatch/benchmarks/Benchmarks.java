package io.snowwatch.benchmarks;

import io.snowwatch.benchmarks.harvest.HarvestBenchmark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and writes their table into {@code docs/benchmarks.md}. */
public final class Benchmarks {

  private static final Path PAGE = Path.of("docs", "benchmarks.md");
  private static final int HARVEST_ROUNDS = 3;

  private Benchmarks() {}

  /**
   * Runs the benchmarks.
   *
   * @param arguments {@code harvest} for those of a harvest; else those of log files: {@code full},
   *     or anything else for a short run with rougher figures
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    if (arguments.length > 0 && arguments[0].equals("harvest")) {
      write("harvest", machine() + ". " + HarvestBenchmark.table(HARVEST_ROUNDS));
      return;
    }
    boolean full = arguments.length > 0 && arguments[0].equals("full");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(LogFileBenchmark.class.getSimpleName())
                    .forks(full ? 3 : 1)
                    .warmupIterations(full ? 5 : 3)
                    .measurementIterations(full ? 10 : 3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementTime(TimeValue.seconds(full ? 2 : 1))
                    .jvmArgsAppend("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                    .addProfiler(GCProfiler.class)
                    .addProfiler(ProcessorTime.class)
                    .build())
            .run();
    write("figures", figures(results, full));
  }

  private static void write(String what, String figures) throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- begin: " + what + " -->\n";
    int from = page.indexOf(begin) + begin.length();
    Files.writeString(
        PAGE,
        page.substring(0, from)
            + figures
            + page.substring(page.indexOf("<!-- end: " + what + " -->")));
  }

  private static String machine() {
    return "%s, %d processors; JDK %s"
        .formatted(processor(), Runtime.getRuntime().availableProcessors(), Runtime.version());
  }

  private static String figures(Collection<RunResult> results, boolean full) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("%s, serial collector; %s run.\n".formatted(machine(), full ? "full" : "short"));
    for (int events : new int[] {5_000, 50_000}) {
      byte[] file = SyntheticLogFile.of(events);
      byte[] compressed = SyntheticLogFile.gzip(file);
      text.append(
          String.format(
              Locale.ROOT,
              "\n%,d events of %,d bytes, %.1f:1 in gzip:\n\n",
              events,
              file.length / events,
              (double) file.length / compressed.length));
      text.append(
          "| | MB/s | times the rate | of | allocated per event, bytes | least heap, MiB"
              + " | output, MB |\n|---|---:|---:|---|---:|---:|---:|\n");
      for (Contender contender : Contender.values()) {
        text.append(row(contender, events, file, compressed, results));
      }
    }
    return text.append("\n").toString();
  }

  private static String row(
      Contender contender, int events, byte[] file, byte[] compressed, Collection<RunResult> all)
      throws IOException {
    RunResult result = find(all, contender, events);
    double micros = measured(result, ProcessorTime.NAME);
    double allocated = measured(result, "gc.alloc.rate.norm");
    String times =
        contender.references().stream()
            .map(other -> measured(find(all, other, events), ProcessorTime.NAME) / micros)
            .map(quotient -> String.format(Locale.ROOT, "%.2f", quotient))
            .collect(Collectors.joining("<br>"));
    String references =
        contender.references().stream().map(Contender::title).collect(Collectors.joining("<br>"));
    byte[] input = contender.isCompressed() ? compressed : file;
    Sink sink = new Sink();
    contender.read(new ByteArrayInputStream(input), sink);
    Path onDisk = Files.createTempFile("snowwatch-benchmark", ".json");
    try {
      Files.write(onDisk, input);
      return String.format(
          Locale.ROOT,
          "| %s | %,.0f | %s | %s | %,.1f | %d | %s |\n",
          contender.title(),
          file.length / micros,
          times,
          references,
          allocated / events,
          SmallHeap.of(contender, onDisk),
          contender.isCompressed() ? String.format(Locale.ROOT, "%.2f", sink.bytes() / 1e6) : "");
    } finally {
      Files.delete(onDisk);
    }
  }

  private static double measured(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name)).getScore();
  }

  private static RunResult find(Collection<RunResult> all, Contender contender, int events) {
    return all.stream()
        .filter(r -> r.getParams().getParam("contender").equals(contender.name()))
        .filter(r -> r.getParams().getParam("events").equals(String.valueOf(events)))
        .findFirst()
        .orElseThrow();
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
