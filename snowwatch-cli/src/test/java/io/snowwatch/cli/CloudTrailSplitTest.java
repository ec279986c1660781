package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.storage.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snowwatch cloudtrail split} of files and folders. */
class CloudTrailSplitTest {

  private static final String NAME = "000011112222_CloudTrail_eu-north-1_20260102T0305Z_%s.json";

  @TempDir private Path folder;
  private final RecordedConsole console = new RecordedConsole();

  private static String event(int id) {
    return "{\"eventVersion\":\"1.11\",\"eventID\":\"%d\"}".formatted(id);
  }

  private Path put(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path putRecords(String name, int id) throws IOException {
    return put(name, "{\"Records\":[" + event(id) + "]}");
  }

  private int split(Path to, Path... logs) {
    List<String> arguments = new ArrayList<>(List.of("cloudtrail", "split", "--to", to.toString()));
    Stream.of(logs).map(Path::toString).forEach(arguments::add);
    return console.run(arguments.toArray(String[]::new));
  }

  private List<String> lines(Path to) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(to.resolve("cloudtrail_monitoring"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try (InputStream in = Compression.uncompress(Files.newInputStream(file))) {
          lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
      }
    }
    return lines;
  }

  @Test
  void filesThatDifferInTheirSuffixBothLand() throws IOException {
    putRecords("logs/same-key.json", 1);
    putRecords("logs/same-key.json.gz", 2);
    Path out = folder.resolve("out");

    assertThat(split(out, folder.resolve("logs"))).as(console.err()).isZero();

    assertThat(lines(out)).containsExactlyInAnyOrder(event(1), event(2));
  }

  @Test
  void twoFilesOfOneNameAreAFailureWithBothNames() throws IOException {
    Path a = putRecords("a/events.json.gz", 1);
    Path b = putRecords("b/events.json.gz", 2);
    Path out = folder.resolve("out");

    assertThat(split(out, a, b)).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.err()).contains("FAILED ", a.toString(), b.toString());
    assertThat(lines(out)).containsExactly(event(1));
  }

  @Test
  void eventsOnLinesLandWithAndWithoutPrefixes() throws IOException {
    Path lines = put("ndjson.json", event(1) + "\n" + event(2) + "\n");
    Path prefixed = put("prefixed.json", "2026-01-02T03:04:05.000Z " + event(3) + "\n");

    assertThat(split(Path.of("-"), lines)).as(console.err()).isZero();
    assertThat(console.lines()).containsExactly(event(1), event(2));

    assertThat(split(Path.of("-"), prefixed)).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.lines()).containsExactly(event(1), event(2), event(3));
    assertThat(console.err()).contains("DAMAGED ");
  }

  @Test
  void whatIsLeftOutIsNamedWithItsReasonOnRequest() throws IOException {
    Path logs = folder.resolve("logs");
    putRecords("logs/" + NAME.formatted("a"), 1);
    putRecords("logs/cloudtrail_monitoring/" + NAME.formatted("b"), 2);
    put("logs/README.txt", "no log file");
    put("logs/000011112222_Config_eu-north-1_ConfigHistory_x.json.gz", "{}");

    assertThat(console.run("cloudtrail", "split", "-t", "-", "--list-ignored", logs.toString()))
        .isZero();

    assertThat(console.lines()).containsExactly(event(1));
    assertThat(console.err())
        .contains("3 other files ignored")
        .contains("README.txt: its name ends in neither .json nor .json.gz.")
        .contains("_x.json.gz: its name is that of a log file of Config.")
        .contains("it is in cloudtrail_monitoring/, which SnowWatch writes.");
  }

  @Test
  void aFileThatIsNamedIsSplitOrFails() throws IOException {
    assertThat(split(Path.of("-"), putRecords("export.txt", 1))).isZero();
    assertThat(console.lines()).containsExactly(event(1));

    Path digest = put("000011112222_CloudTrail-Digest_eu-north-1_x.json.gz", "{}");
    assertThat(split(Path.of("-"), digest)).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.err()).contains("x.json.gz has no events to split: it is a digest file");
  }

  @Test
  void rangesAndConcurrencyHoldAlikeForEveryInputAndTarget() throws IOException {
    Path file = putRecords("logs/" + NAME.formatted("a"), 1);
    for (Path logs : List.of(file, file.getParent())) {
      for (Path to : List.of(Path.of("-"), folder.resolve("out"))) {
        String[] split = {"cloudtrail", "split", "-t", to.toString(), logs.toString()};
        assertThat(run(split, "--since", "2026-01-02T03:06:00Z")).isEqualTo(ExitStatus.PART_FAILED);
        assertThat(run(split, "--until", "2026-01-02T03:05:00Z")).isEqualTo(ExitStatus.PART_FAILED);
        assertThat(run(split, "--since", "2026-01-02T00:00:00Z", "--until", "2026-01-01T00:00:00Z"))
            .isEqualTo(ExitStatus.BAD_USAGE);
        for (String concurrency : List.of("0", "-1", "257")) {
          assertThat(run(split, "--concurrency", concurrency)).isEqualTo(ExitStatus.BAD_USAGE);
        }
        assertThat(folder.resolve("out")).doesNotExist();
      }
    }
    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .contains("there is nothing there, or nothing of that time.")
        .contains("Concurrency 257 is out of range: use 1 to 256.");
  }

  private int run(String[] arguments, String... more) {
    return console.run(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void standardOutputHasTheFilesInTheirOrder() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 10; i < 40; i++) {
      putRecords("logs/" + NAME.formatted(i), i);
      expected.add(event(i));
    }

    assertThat(split(Path.of("-"), folder.resolve("logs"))).isZero();

    assertThat(console.lines()).isEqualTo(expected);
  }

  @Test
  void whatCannotBePrintedEndsTheCommand() throws IOException {
    for (int i = 10; i < 40; i++) {
      putRecords("logs/" + NAME.formatted(i), i);
    }
    for (Map.Entry<String, Integer> failure :
        Map.of(
                "No space left on device", ExitStatus.PART_FAILED,
                "Broken pipe", ExitStatus.OUTPUT_CLOSED)
            .entrySet()) {
      AtomicInteger writes = new AtomicInteger();
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              writes.incrementAndGet();
              throw new IOException(failure.getKey());
            }
          };
      StringWriter err = new StringWriter();

      int status =
          SnowWatch.run(
              new Console(full, new PrintWriter(err, true), Map.of(), false),
              "cloudtrail",
              "split",
              "-t",
              "-",
              folder.resolve("logs").toString());

      assertThat(status).as(err.toString()).isEqualTo(failure.getValue());
      assertThat(err.toString()).doesNotContain("FAILED ");
      assertThat(writes.get()).isLessThan(10);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
