package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/snowwatch with the packaged jar. */
class LauncherIT {

  @TempDir private Path folder;

  private record Finished(int status, String out, String err) {}

  private final Map<String, String> environment = new HashMap<>(Map.of("SNOWWATCH_CACHE", "off"));

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("bin/snowwatch"));
    command.addAll(List.of(args));
    return start(command);
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Finished end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Finished(process.waitFor(), out, err);
  }

  private Finished shell(String script) throws IOException, InterruptedException {
    return end(start(List.of("bash", "-c", script)));
  }

  private List<Path> archives(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Test
  void theLauncherRunsThePackagedJar() throws IOException, InterruptedException {
    Finished version = end(start("--version"));

    assertThat(version.out()).matches("snowwatch [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
    assertThat(version.err()).isEmpty();
    assertThat(version.status()).isZero();
  }

  @Test
  void firstStartsMakeOneArchiveOfClassesThatLaterStartsUse()
      throws IOException, InterruptedException {
    Path cache = folder.resolve("a cache");
    Path jar = folder.resolve("snowwatch.jar");
    Files.copy(Path.of("target/snowwatch.jar"), jar, StandardCopyOption.COPY_ATTRIBUTES);
    environment.put("SNOWWATCH_CACHE", cache.toString());
    environment.put("SNOWWATCH_JAR", jar.toString());

    Process one = start("sources");
    Process other = start("sources");
    Finished first = end(one);
    assertThat(end(other)).isEqualTo(first);
    assertThat(first.err()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(archives(cache))
        .singleElement()
        .satisfies(file -> assertThat(file.toString()).endsWith(".jsa"));

    Path archive = archives(cache).get(0);
    environment.put("SNOWWATCH_JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes"));
    assertThat(end(start("sources"))).isEqualTo(first);
    assertThat(Files.readString(folder.resolve("classes")))
        .contains("io.snowwatch.cli.SnowWatch source: shared objects file (top)");
    assertThat(archives(cache)).containsExactly(archive);

    environment.remove("SNOWWATCH_JAVA_OPTS");
    Files.delete(archive);
    Files.writeString(archive, "damaged");
    assertThat(end(start("sources"))).isEqualTo(first);

    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-11-23T15:45:57Z")));
    assertThat(end(start("sources"))).isEqualTo(first);
    assertThat(archives(cache)).hasSize(1).doesNotContain(archive);
  }

  @Test
  void anArchiveThatCannotBeMadeChangesNothing() throws IOException, InterruptedException {
    environment.put(
        "SNOWWATCH_CACHE", Files.writeString(folder.resolve("file"), "").resolve("x").toString());

    Finished sources = end(start("sources"));

    assertThat(sources.out()).startsWith("SOURCE");
    assertThat(sources.err()).isEmpty();
    assertThat(sources.status()).isZero();
  }

  @Test
  void aCollectorOfOnesOwnIsTaken() throws IOException, InterruptedException {
    environment.put("SNOWWATCH_JAVA_OPTS", "-XX:+UseParallelGC -Xmx64m");

    assertThat(end(start("--version")).status()).isZero();
  }

  @Test
  void standardOutputThatCannotBeWrittenFailsEveryCommand()
      throws IOException, InterruptedException {
    for (String command :
        List.of(
            "--version",
            "--help",
            "sources",
            "snowflake print --account-id 123456789012",
            "generate-completion")) {
      Finished full = shell("bin/snowwatch " + command + " > /dev/full");

      assertThat(full.err()).as(command).contains("Standard output could not be written");
      assertThat(full.status()).as(command).isEqualTo(ExitStatus.PART_FAILED);
    }
  }

  @Test
  void aReaderThatGoesAwayEndsTheCommandQuietly() throws IOException, InterruptedException {
    Finished closed =
        shell(
            "bin/snowwatch snowflake print --account-id 123456789012 | true;"
                + " echo ${PIPESTATUS[0]}");

    assertThat(closed.out()).isEqualTo("141\n");
    assertThat(closed.err()).isEmpty();
  }
}
