package io.snowwatch.benchmarks;

import com.amazonaws.services.cloudtrail.processinglibrary.model.CloudTrailLog;
import com.amazonaws.services.cloudtrail.processinglibrary.serializer.DefaultEventSerializer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.snowwatch.cloudtrail.CloudTrailEvent;
import io.snowwatch.cloudtrail.EventFilter;
import io.snowwatch.cloudtrail.EventStream;
import io.snowwatch.cloudtrail.LogFileSplitter;
import io.snowwatch.cloudtrail.LogFiles;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
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

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder().configure(StreamWriteFeature.AUTO_CLOSE_TARGET, false).build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How many events the log file has. */
  @Param({"5000", "50000"})
  public int events;

  private byte[] file = new byte[0];
  private byte[] compressed = new byte[0];

  /** Makes the log file. */
  @Setup
  public void makeLogFile() {
    file = SyntheticLogFile.of(events);
    compressed = SyntheticLogFile.gzip(file);
  }

  /** SnowWatch's splitter, uncompressed. */
  @Benchmark
  public long split() throws IOException {
    Sink sink = new Sink();
    LogFileSplitter.split(new ByteArrayInputStream(file), sink);
    return sink.bytes();
  }

  /** Jackson's streaming copy, uncompressed. */
  @Benchmark
  public long splitByJackson() throws IOException {
    Sink sink = new Sink();
    try (JsonParser parser = JSON.createParser(new ByteArrayInputStream(file));
        JsonGenerator generator = JSON.createGenerator(sink)) {
      generator.setRootValueSeparator(null);
      while (parser.nextToken() != JsonToken.START_ARRAY) {
        // The member's name comes first.
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        generator.copyCurrentStructure(parser);
        generator.writeRaw('\n');
      }
    }
    return sink.bytes();
  }

  /** SnowWatch's whole way, gzip to gzip. */
  @Benchmark
  public long gzipToGzip() throws IOException {
    Sink sink = new Sink();
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(compressed));
        OutputStream out =
            new BufferedOutputStream(new GZIPOutputStream(sink, BUFFER_BYTES), BUFFER_BYTES)) {
      LogFileSplitter.split(in, out);
    }
    return sink.bytes();
  }

  /** The same without looking at the bytes: what no way from gzip to gzip can beat. */
  @Benchmark
  public long gzipToGzipUnread() throws IOException {
    Sink sink = new Sink();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER_BYTES);
        OutputStream out = new GZIPOutputStream(sink, BUFFER_BYTES)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
    return sink.bytes();
  }

  /** Gzip in a faster level. */
  @Benchmark
  public long gzipToGzipFast() throws IOException {
    Sink sink = new Sink();
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(compressed));
        OutputStream out = new BufferedOutputStream(new FastGzip(sink), BUFFER_BYTES)) {
      LogFileSplitter.split(in, out);
    }
    return sink.bytes();
  }

  /** SnowWatch's whole way, gzip to Zstandard. */
  @Benchmark
  public long gzipToZstd1() throws IOException {
    return gzipToZstd(1);
  }

  /** SnowWatch's whole way, gzip to Zstandard in its default level. */
  @Benchmark
  public long gzipToZstd3() throws IOException {
    return gzipToZstd(3);
  }

  private long gzipToZstd(int level) throws IOException {
    Sink sink = new Sink();
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(compressed));
        OutputStream out =
            new BufferedOutputStream(new ZstdOutputStreamNoFinalizer(sink, level), BUFFER_BYTES)) {
      LogFileSplitter.split(in, out);
    }
    return sink.bytes();
  }

  /** SnowWatch's typed events, uncompressed. */
  @Benchmark
  public long typedEvents() {
    try (Stream<CloudTrailEvent> all =
        EventStream.of(new ByteArrayInputStream(file), EventFilter.all())) {
      return all.mapToInt(event -> event.eventName().orElse("").length()).sum();
    }
  }

  /** The typed events of AWS's CloudTrail Processing Library, uncompressed. */
  @Benchmark
  public long typedEventsByAws() throws IOException {
    long length = 0;
    try (DefaultEventSerializer events =
        new DefaultEventSerializer(
            new CloudTrailLog("bucket", "key"),
            MAPPER.getFactory().createParser(new ByteArrayInputStream(file)))) {
      while (events.hasNextEvent()) {
        length += events.getNextEvent().getEventData().getEventName().length();
      }
    }
    return length;
  }

  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
