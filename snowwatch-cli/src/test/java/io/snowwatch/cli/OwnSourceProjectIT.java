package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project of somebody who has SnowWatch's artifacts in a Maven repository, and nothing else of
 * it: examples/own-source is built against a repository of its own, and its jar is given to the
 * command.
 */
@Tag("slow")
class OwnSourceProjectIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String VERSION = System.getProperty("snowwatch.version");

  @TempDir private Path folder;

  @Test
  void aProjectBesideTheBuildHasAllThatFollowsFromItsOneClass()
      throws IOException, InterruptedException {
    Path repository = Files.createDirectory(folder.resolve("repository"));
    borrow(Path.of(System.getProperty("maven.localRepository")), repository);
    install(repository, "snowwatch-parent", ROOT, "");
    for (String module : List.of("bom", "aws-services")) {
      install(repository, "snowwatch-" + module, ROOT.resolve("snowwatch-" + module), "");
    }
    for (String module :
        List.of("core", "testing", "answers", "local", "snowflake", "lambda", "serverless")) {
      install(repository, "snowwatch-" + module, ROOT.resolve("snowwatch-" + module), "target");
    }
    Path project = folder.resolve("own-source");
    copy(ROOT.resolve("examples/own-source"), project);

    String log =
        run(
            project,
            Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
            "-B",
            "-ntp",
            "-o",
            "-Dmaven.repo.local=" + repository,
            "-Dsnowwatch.version=" + VERSION,
            "package");

    assertThat(log).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]");
    Path jar = project.resolve("target/internet-gateways-1.0.jar");
    LaunchedCommand.Finished sources =
        new LaunchedCommand().run("sources", "--plugins", jar.toString());
    assertThat(sources.err()).isEmpty();
    assertThat(sources.out()).contains("internet_gateways", "INTERNET_GATEWAY_MONITORING");
  }

  /** Links what the build has fetched, other than SnowWatch itself. */
  private static void borrow(Path from, Path to) throws IOException {
    link(from, to, "io");
    link(from.resolve("io"), Files.createDirectory(to.resolve("io")), "snowwatch");
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.filter(c -> !c.endsWith(except)).toList()) {
        Files.createSymbolicLink(to.resolve(child.getFileName()), child);
      }
    }
  }

  /** As {@code mvn install} does. */
  private static void install(Path repository, String artifact, Path module, String jars)
      throws IOException {
    Path to =
        Files.createDirectories(
            repository.resolve("io/snowwatch").resolve(artifact).resolve(VERSION));
    Files.copy(module.resolve("pom.xml"), to.resolve("%s-%s.pom".formatted(artifact, VERSION)));
    if (!jars.isEmpty()) {
      String jar = "%s-%s.jar".formatted(artifact, VERSION);
      assertThat(module.resolve(jars).resolve(jar))
          .as("a jar that mvn -DskipTests package makes")
          .exists();
      Files.copy(module.resolve(jars).resolve(jar), to.resolve(jar));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.startsWith(from.resolve("target"))).toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(log).isZero();
    return log;
  }
}
