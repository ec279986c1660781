package io.snowwatch.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and writes their table into {@code docs/benchmarks.md}. */
public final class Benchmarks {

  private static final Path PAGE = Path.of("docs", "benchmarks.md");
  private static final String BEGIN = "<!-- begin: figures -->\n";
  private static final String END = "<!-- end: figures -->";

  /** A row of the table: a benchmark and the one that it is compared with. */
  private record Row(String benchmark, String title, String reference) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("split", "split, uncompressed", "splitByJackson"),
          new Row("splitByJackson", "Jackson's streaming copy, uncompressed", ""),
          new Row("gzipToGzip", "gzip → split → gzip", "gzipToGzipUnread"),
          new Row("gzipToGzipUnread", "gzip → gzip, bytes not looked at", ""),
          new Row("gzipToGzipFast", "gzip → split → gzip, level 1", "gzipToGzip"),
          new Row("gzipToZstd1", "gzip → split → Zstandard, level 1", "gzipToGzip"),
          new Row("gzipToZstd3", "gzip → split → Zstandard, level 3", "gzipToGzip"),
          new Row("split", "split, uncompressed", "typedEventsByAws"),
          new Row("typedEvents", "typed events, uncompressed", "typedEventsByAws"),
          new Row("typedEventsByAws", "CloudTrail Processing Library, uncompressed", ""));

  private Benchmarks() {}

  /**
   * Runs the benchmarks.
   *
   * @param arguments {@code full}, or anything else for a short run with rougher figures; then, if
   *     given, a pattern of the benchmarks to run, whose figures are printed only
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    boolean full = arguments.length > 0 && arguments[0].equals("full");
    boolean all = arguments.length < 2;
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(
                        LogFileBenchmark.class.getSimpleName() + (all ? "" : "." + arguments[1]))
                    .forks(full ? 3 : 1)
                    .warmupIterations(full ? 5 : 3)
                    .measurementIterations(full ? 10 : 3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementTime(TimeValue.seconds(full ? 2 : 1))
                    .jvmArgsAppend("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    if (all) {
      String page = Files.readString(PAGE);
      int from = page.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          PAGE,
          page.substring(0, from) + figures(results, full) + page.substring(page.indexOf(END)));
    }
  }

  private static String figures(Collection<RunResult> results, boolean full) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %d processors; JDK %s (%s); %s run.%n"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("java.vm.name"),
                full ? "full" : "short"));
    for (int events : new int[] {5_000, 50_000}) {
      byte[] file = SyntheticLogFile.of(events);
      byte[] compressed = SyntheticLogFile.gzip(file);
      Map<String, RunResult> byName = new HashMap<>();
      for (RunResult result : results) {
        if (result.getParams().getParam("events").equals(String.valueOf(events))) {
          String name = result.getParams().getBenchmark();
          byName.put(name.substring(name.lastIndexOf('.') + 1), result);
        }
      }
      text.append(
          "%n%,d events of %,d bytes, %.1f:1 in gzip:%n%n"
              .formatted(events, file.length / events, (double) file.length / compressed.length));
      text.append("| | MB/s | times | of | bytes allocated per event | output |\n");
      text.append("|---|---:|---:|---|---:|---:|\n");
      for (Row row : ROWS) {
        RunResult result = Objects.requireNonNull(byName.get(row.benchmark()));
        double micros = result.getPrimaryResult().getScore();
        String times = "";
        String of = "";
        if (!row.reference().isEmpty()) {
          RunResult reference = Objects.requireNonNull(byName.get(row.reference()));
          times =
              String.format(Locale.ROOT, "%.2f", reference.getPrimaryResult().getScore() / micros);
          of =
              ROWS.stream()
                  .filter(r -> r.benchmark().equals(row.reference()))
                  .findFirst()
                  .orElseThrow()
                  .title();
        }
        double allocated =
            Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %,.0f | %s | %s | %,.1f | %s |%n",
                row.title(),
                file.length / micros,
                times,
                of,
                allocated / events,
                output(row.benchmark(), events)));
      }
    }
    return text.append("\n").toString();
  }

  private static String output(String benchmark, int events) {
    LogFileBenchmark run = new LogFileBenchmark();
    run.events = events;
    run.makeLogFile();
    try {
      return switch (benchmark) {
        case "gzipToGzip" -> megabytes(run.gzipToGzip());
        case "gzipToGzipUnread" -> megabytes(run.gzipToGzipUnread());
        case "gzipToGzipFast" -> megabytes(run.gzipToGzipFast());
        case "gzipToZstd1" -> megabytes(run.gzipToZstd1());
        case "gzipToZstd3" -> megabytes(run.gzipToZstd3());
        default -> "";
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
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
