package io.snowwatch.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The archive of loaded classes (application class data sharing) that makes starts quicker.
 *
 * <p>The launcher names the archive that is missing; a second Java makes it in a rehearsal of the
 * commands after the first command's work is done. It is a convenience: where it cannot be made,
 * nothing is said and nothing fails. Processes that make it at the same time each make their own,
 * and the last one's stays.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html">Class Data
 *     Sharing</a>
 */
final class ClassArchive {

  private static final String PROPERTY = "snowwatch.archive";
  private static final int SECONDS_AT_MOST = 120;

  private final Path archive;
  private final String prefix;

  private ClassArchive(Path archive) {
    this.archive = archive.toAbsolutePath();
    String name = String.valueOf(archive.getFileName());
    this.prefix = name.substring(0, name.lastIndexOf('.', name.length() - ".jsa".length() - 1) + 1);
  }

  /** Makes the archive that the launcher asks for. */
  static void makeIfMissing() {
    @Nullable String wanted = System.getProperty(PROPERTY);
    if (wanted != null) {
      try {
        new ClassArchive(Path.of(wanted)).make();
      } catch (IOException e) {
        // A folder that cannot be written to, a full disk: later starts are as quick as this one.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void make() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(archive.getParent());
    Path scratch = Files.createTempDirectory(folder, "classes-");
    try {
      Path made = scratch.resolve("made");
      if (rehearse(scratch, made)) {
        removeOthers(folder);
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
      } else {
        // It would fail at every start.
        Files.write(folder.resolve(archive.getFileName() + ".failed"), new byte[0]);
      }
    } finally {
      Scratch.delete(scratch);
    }
  }

  private static boolean rehearse(Path scratch, Path made)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:ArchiveClassesAtExit=" + made,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Xlog:disable",
                "-Duser.home=" + scratch,
                "-Djava.io.tmpdir=" + scratch,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                Rehearsal.class.getName(),
                scratch.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    Process process = builder.start();
    Thread stop = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      process.getOutputStream().close();
      return process.waitFor(SECONDS_AT_MOST, TimeUnit.SECONDS)
          && process.exitValue() == 0
          && Files.size(made) > 0;
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  /** Archives of the same jar and Java as they were before. */
  private void removeOthers(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path old : files) {
        Files.deleteIfExists(old);
      }
    }
  }
}
