package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/snowwatch with the packaged jar. */
class LauncherIT {

  @TempDir private Path folder;

  private final LaunchedCommand command = new LaunchedCommand();

  private List<Path> archives(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Test
  void theLauncherRunsThePackagedJar() throws IOException, InterruptedException {
    LaunchedCommand.Finished version = command.run("--version");

    assertThat(version.out()).matches("snowwatch [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
    assertThat(version.err()).isEmpty();
    assertThat(version.status()).isZero();
  }

  @Test
  @Tag("slow")
  void firstStartsMakeOneArchiveOfClassesThatLaterStartsUse()
      throws IOException, InterruptedException {
    Path cache = folder.resolve("a cache");
    Path jar = folder.resolve("snowwatch.jar");
    Files.copy(Path.of("target/snowwatch.jar"), jar, StandardCopyOption.COPY_ATTRIBUTES);
    command.with("SNOWWATCH_CACHE", cache.toString());
    command.with("SNOWWATCH_JAR", jar.toString());

    Process one = command.start("sources");
    Process other = command.start("sources");
    LaunchedCommand.Finished first = LaunchedCommand.end(one);
    assertThat(LaunchedCommand.end(other)).isEqualTo(first);
    assertThat(first.err()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(archives(cache))
        .singleElement()
        .satisfies(file -> assertThat(file.toString()).endsWith(".jsa"));

    Path archive = archives(cache).get(0);
    command.with("SNOWWATCH_JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("classes"));
    assertThat(command.run("sources")).isEqualTo(first);
    assertThat(Files.readString(folder.resolve("classes")))
        .contains("io.snowwatch.cli.SnowWatch source: shared objects file (top)");
    assertThat(archives(cache)).containsExactly(archive);

    command.with("SNOWWATCH_JAVA_OPTS", "");
    Files.delete(archive);
    Files.writeString(archive, "damaged");
    assertThat(command.run("sources")).isEqualTo(first);

    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-11-23T15:45:57Z")));
    assertThat(command.run("sources")).isEqualTo(first);
    assertThat(archives(cache)).hasSize(1).doesNotContain(archive);
  }

  @Test
  void theDistributionRunsWhereverItLies() throws IOException, InterruptedException {
    Path built;
    try (Stream<Path> target = Files.list(Path.of("target"))) {
      built =
          target
              .filter(file -> file.getFileName().toString().matches("snowwatch-[0-9].*(?<!zip)"))
              .findFirst()
              .orElseThrow();
    }
    assertThat(Path.of(built + ".zip")).exists();
    Path moved = folder.resolve("a place");
    Files.createSymbolicLink(moved, built.resolve("snowwatch").toAbsolutePath());

    LaunchedCommand.Finished sources =
        command.shell("cd / && '" + moved.resolve("bin/snowwatch") + "' sources");

    assertThat(sources.err()).isEmpty();
    assertThat(sources.out()).startsWith("SOURCE");
    assertThat(sources.status()).isZero();
  }

  @Test
  void anArchiveThatCannotBeMadeChangesNothing() throws IOException, InterruptedException {
    command.with(
        "SNOWWATCH_CACHE", Files.writeString(folder.resolve("file"), "").resolve("x").toString());

    LaunchedCommand.Finished sources = command.run("sources");

    assertThat(sources.out()).startsWith("SOURCE");
    assertThat(sources.err()).isEmpty();
    assertThat(sources.status()).isZero();
  }

  @Test
  void aCollectorOfOnesOwnIsTaken() throws IOException, InterruptedException {
    command.with("SNOWWATCH_JAVA_OPTS", "-XX:+UseParallelGC -Xmx64m");

    assertThat(command.run("--version").status()).isZero();
  }

  @Test
  void standardOutputThatCannotBeWrittenFailsEveryCommand()
      throws IOException, InterruptedException {
    for (String arguments :
        List.of(
            "--version",
            "--help",
            "sources",
            "sources --output json",
            "snowflake print --account-id 123456789012",
            "generate-completion")) {
      LaunchedCommand.Finished full = command.shell("bin/snowwatch " + arguments + " > /dev/full");

      assertThat(full.err()).as(arguments).contains("Standard output could not be written");
      assertThat(full.status()).as(arguments).isEqualTo(ExitStatus.PART_FAILED);
    }
  }

  @Test
  void aReaderThatGoesAwayEndsTheCommandQuietly() throws IOException, InterruptedException {
    LaunchedCommand.Finished closed =
        command.shell(
            "bin/snowwatch snowflake print --account-id 123456789012 | true;"
                + " echo ${PIPESTATUS[0]}");

    assertThat(closed.out()).isEqualTo("141\n");
    assertThat(closed.err()).isEmpty();
  }
}
