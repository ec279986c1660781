package io.snowwatch.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One log file, from memory into a {@link Sink}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LogFileBenchmark {

  /** How many events the log file has. */
  @Param({"5000", "50000"})
  public int events;

  /** Who reads it, one of {@link Contender}. */
  @Param({
    "SPLIT",
    "JACKSON",
    "GZIP_TO_GZIP",
    "GZIP_TO_GZIP_UNREAD",
    "GZIP_TO_FAST_GZIP",
    "GZIP_TO_ZSTD_1",
    "GZIP_TO_ZSTD_3",
    "TYPED",
    "TYPED_TREES",
    "TYPED_NAME",
    "FILTERED",
    "AWS"
  })
  public String contender = "";

  private Contender reader = Contender.SPLIT;
  private byte[] file = new byte[0];

  /** Makes the log file. */
  @Setup
  public void makeLogFile() {
    reader = Contender.valueOf(contender);
    byte[] uncompressed = SyntheticLogFile.of(events);
    file = reader.isCompressed() ? SyntheticLogFile.gzip(uncompressed) : uncompressed;
  }

  /** Reads it. */
  @Benchmark
  public long read() throws IOException {
    Sink sink = new Sink();
    reader.read(new ByteArrayInputStream(file), sink);
    return sink.bytes() + sink.sum();
  }
}
