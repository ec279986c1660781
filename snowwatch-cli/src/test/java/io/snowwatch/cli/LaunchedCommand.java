package io.snowwatch.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs bin/snowwatch with the packaged jar, in an environment without settings for AWS. */
final class LaunchedCommand {

  /** How it ended. */
  record Finished(int status, String out, String err) {}

  /** Where a build runs in the background, its processes would inherit that Ctrl-C is ignored. */
  private static final List<String> HEEDING_INTERRUPTS =
      List.of(
          "python3",
          "-c",
          "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])");

  private final Map<String, String> environment = new TreeMap<>();

  LaunchedCommand() {
    // One archive of classes for the whole build: there are many starts.
    environment.put("SNOWWATCH_CACHE", Path.of("target/launched").toAbsolutePath().toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  LaunchedCommand with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("bin/snowwatch"));
    command.addAll(List.of(args));
    return process(command);
  }

  private Process process(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(HEEDING_INTERRUPTS);
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().keySet().removeIf(n -> n.startsWith("AWS_") || n.matches("(?i).*_proxy"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  Finished run(String... args) throws IOException, InterruptedException {
    return end(start(args));
  }

  Finished shell(String script) throws IOException, InterruptedException {
    return end(process(List.of("bash", "-c", script)));
  }

  static Finished end(Process process) throws IOException, InterruptedException {
    StringBuilder err = new StringBuilder();
    Thread reader =
        new Thread(
            () -> {
              try {
                err.append(
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    reader.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    reader.join();
    return new Finished(process.waitFor(), out, err.toString());
  }
}
