package io.snowwatch.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command reads and writes besides its arguments.
 *
 * @param out standard output, for results
 * @param err standard error, for messages and progress
 * @param environment names and values of the environment's variables
 * @param terminal whether standard error is a terminal
 */
record Console(
    OutputStream out, PrintWriter err, Map<String, String> environment, boolean terminal) {

  /** Standard output for text; to be flushed. */
  PrintWriter text() {
    return new PrintWriter(out, false, java.nio.charset.StandardCharsets.UTF_8);
  }
}
