package io.snowwatch.serverless;

import io.snowwatch.testing.OneAtATime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** osls as package-lock.json pins it, installed below target/ when it is first needed. */
final class Osls {

  private static final Path FOLDER = Path.of("target", "node");
  private static final Path PROGRAM = Path.of("node_modules", "osls", "bin", "serverless.js");
  private static final long MINUTES = 5;

  private Osls() {}

  /**
   * Runs a command on this module's serverless.yml.
   *
   * @param environment whom to call and as whom; nothing of the caller's own AWS settings is used
   * @return what it printed
   * @throws IllegalStateException with all its output if it fails
   */
  static String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    install();
    List<String> command =
        new ArrayList<>(List.of("node", FOLDER.resolve(PROGRAM).toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    return run(Path.of(""), command, environment);
  }

  /** Runs one hook of the plugin as osls does, with its clients of AWS. */
  static String hook(String name, URI endpoint, List<String> parameters)
      throws IOException, InterruptedException {
    install();
    Path driver = FOLDER.resolve("hook.js");
    Files.writeString(
        driver,
        """
        const Settings = require('../../settings/plugin.js');
        const [name, endpoint, ...param] = process.argv.slice(2);
        const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' };
        const provider = {
          naming: { getStackName: () => 'snowwatch-prod' },
          getRegion: () => 'us-east-1',
          getAccountId: async () => '123456789012',
          getAwsSdkV3Config: async () => ({ region: 'us-east-1', endpoint, credentials, forcePathStyle: true }),
        };
        new Settings({ getProvider: () => provider }, { param }).hooks[name]().catch((error) => {
          console.error(error.message);
          process.exit(1);
        });
        """);
    List<String> command =
        new ArrayList<>(
            List.of("node", driver.toAbsolutePath().toString(), name, endpoint.toString()));
    command.addAll(parameters);
    return run(Path.of(""), command, Map.of());
  }

  /** A file for SNOWWATCH_SETTINGS. */
  static Path settings(String content) throws IOException {
    Path file =
        Path.of("target", "settings-%08x.yml".formatted(content.hashCode())).toAbsolutePath();
    return Files.writeString(file, content);
  }

  private static void install() throws IOException, InterruptedException {
    OneAtATime.work(FOLDER.resolveSibling("node.lock"), Osls::installOnce);
  }

  private static void installOnce() throws IOException, InterruptedException {
    Path complete = FOLDER.resolve("complete");
    byte[] lock = Files.readAllBytes(Path.of("package-lock.json"));
    if (Files.exists(complete) && Arrays.equals(Files.readAllBytes(complete), lock)) {
      return;
    }
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve("package-lock.json"), lock);
    for (String file : List.of("package.json", ".npmrc")) {
      Files.write(FOLDER.resolve(file), Files.readAllBytes(Path.of(file)));
    }
    run(FOLDER, List.of("npm", "ci", "--prefer-offline"), Map.of());
    Files.write(complete, lock);
  }

  static String run(Path folder, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("snowwatch-", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(AWS|SLS|SERVERLESS)_.*"));
    builder.environment().put("SLS_NOTIFICATIONS_MODE", "off");
    // Not those with which somebody deploys from here.
    builder.environment().put("SNOWWATCH_SETTINGS", settings("").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(
            "%s %s:\n%s"
                .formatted(
                    String.join(" ", command),
                    ended ? "ended with status " + process.exitValue() : "did not end",
                    printed));
      }
      return printed;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
