package io.snowwatch.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command reads and writes besides its arguments.
 *
 * @param out standard output, for results
 * @param err standard error, for messages and progress
 * @param environment names and values of the environment's variables
 * @param terminal whether standard error is a terminal
 * @param interruption tells of signals
 */
record Console(
    StandardOutput out,
    PrintWriter err,
    Map<String, String> environment,
    boolean terminal,
    Interruption interruption) {

  /** A console whose command no signal reaches. */
  Console(OutputStream out, PrintWriter err, Map<String, String> environment, boolean terminal) {
    this(
        new StandardOutput(out),
        err,
        environment,
        terminal,
        new Interruption(status -> {}, status -> {}));
  }

  /** Standard output for text; to be flushed. */
  PrintWriter text() {
    return new PrintWriter(out, false, StandardCharsets.UTF_8);
  }
}
