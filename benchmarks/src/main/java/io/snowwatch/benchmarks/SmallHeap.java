package io.snowwatch.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file once, in a process whose heap is as small as it is told. */
final class SmallHeap {

  private static final int[] MEBIBYTES = {2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64, 128, 256};

  private SmallHeap() {}

  /** The smallest heap, in MiB, that a contender needs for a file; most of it is its classes'. */
  static int of(Contender contender, Path file) throws IOException {
    for (int mebibytes : MEBIBYTES) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + mebibytes + "m",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SmallHeap.class.getName(),
                  contender.name(),
                  file.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      try {
        if (process.waitFor() == 0) {
          return mebibytes;
        }
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        throw new IOException("The measurement was interrupted.", e);
      }
    }
    throw new IOException(contender + " needs more heap than was tried.");
  }

  public static void main(String[] arguments) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
      Contender.valueOf(arguments[0]).read(in, new Sink());
    }
  }
}
