package io.snowwatch.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Says what is going on, step by step, in lines that need no terminal. */
final class Progress {

  private final PrintStream out;
  private final int steps;
  private int step;
  private Instant started = Instant.now();

  Progress(PrintStream out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  void begin(String what) {
    step++;
    started = Instant.now();
    out.printf(Locale.ROOT, "%n[%d/%d] %s%n", step, steps, what);
    out.flush();
  }

  void say(String line) {
    out.println("  " + line);
    out.flush();
  }

  void space() {
    out.println();
  }

  void show(Table table) {
    table.lines().forEach(out::println);
    out.flush();
  }

  void done() {
    double seconds = Duration.between(started, Instant.now()).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "  Done in %.1f s.%n", seconds);
    out.flush();
  }
}
