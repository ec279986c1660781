package io.snowwatch.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Programs written in Python, in virtual environments that are created when they are first needed.
 *
 * <p>What an environment holds is pinned in the resource {@code <name>.txt} beside this class. It
 * lives in the user's cache folder under a name that changes with the pins, so it is made once per
 * machine.
 *
 * @param folder the virtual environment
 */
public record PythonTools(Path folder) {

  private static final String COMPLETE = "snowwatch-complete";

  /** Moto, boto3 and cfn-lint. */
  public static PythonTools aws() {
    return environment("aws");
  }

  /** The AWS CLI, which has a verifier of CloudTrail's digest files. */
  public static PythonTools awsCli() {
    return environment("awscli");
  }

  /** checkov. */
  public static PythonTools checkov() {
    return environment("checkov");
  }

  /** fakesnow. */
  public static PythonTools snowflake() {
    return environment("snowflake");
  }

  /** sqlglot and sqlfluff. */
  public static PythonTools sql() {
    return environment("sql");
  }

  private static synchronized PythonTools environment(String name) {
    try {
      byte[] requirements;
      try (InputStream in = PythonTools.class.getResourceAsStream(name + ".txt")) {
        requirements = in.readAllBytes();
      }
      String python = python();
      String version = run(List.of(python, "-c", "import sys; print(sys.version)"), Map.of());
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(requirements);
      hash.update((python + version).getBytes(StandardCharsets.UTF_8));
      String id = HexFormat.of().formatHex(hash.digest()).substring(0, 12);
      Path cache = cache();
      Path folder = cache.resolve("python-" + name + "-" + id);
      // Several builds on one machine must not create the same environment at once.
      OneAtATime.work(
          cache.resolve(folder.getFileName() + ".lock"),
          () -> {
            if (!Files.exists(folder.resolve(COMPLETE))) {
              create(python, folder, requirements);
            }
          });
      return new PythonTools(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void create(String python, Path folder, byte[] requirements) throws IOException {
    System.err.println("Creating the Python environment " + folder + " (once per machine)");
    run(List.of(python, "-m", "venv", "--clear", folder.toString()), Map.of());
    Path list = folder.resolve("requirements.txt");
    Files.write(list, requirements);
    run(
        List.of(
            folder.resolve("bin/python").toString(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            list.toString()),
        Map.of());
    Files.createFile(folder.resolve(COMPLETE));
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg == null || xdg.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "snowwatch")
        : Path.of(xdg, "snowwatch");
  }

  private static String python() {
    String given = System.getenv("SNOWWATCH_PYTHON");
    return given == null || given.isBlank() ? "python3" : given;
  }

  /** The path of a program of this environment. */
  public String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  /**
   * Runs a program of this environment to its end.
   *
   * @return what it printed on standard output
   * @throws IllegalStateException with all its output if its exit status is not 0
   */
  public String run(String program, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(program(program));
    command.addAll(arguments);
    return run(command, environment);
  }

  private static String run(List<String> command, Map<String, String> environment) {
    try {
      Path errors = Files.createTempFile("snowwatch-", ".stderr");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
          throw new IllegalStateException(
              "%s ended with status %d:\n%s\n%s"
                  .formatted(String.join(" ", command), status, output, Files.readString(errors)));
        }
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be run: install Python 3.10 or newer with venv, or set SNOWWATCH_PYTHON."
              .formatted(command.get(0)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
