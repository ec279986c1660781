package io.snowwatch.benchmarks;

import com.amazonaws.services.cloudtrail.processinglibrary.model.CloudTrailLog;
import com.amazonaws.services.cloudtrail.processinglibrary.serializer.DefaultEventSerializer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.snowwatch.cloudtrail.event.CloudTrailEvent;
import io.snowwatch.cloudtrail.event.EventFilter;
import io.snowwatch.cloudtrail.event.EventStream;
import io.snowwatch.cloudtrail.split.LogFileSplitter;
import io.snowwatch.cloudtrail.split.LogFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Somebody who reads log files, in the order of the table. */
enum Contender {
  SPLIT("split", false) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      LogFileSplitter.split(file, sink);
    }
  },

  JACKSON("Jackson's streaming copy to lines", false) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      try (JsonParser parser = JSON.createParser(file);
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
    }
  },

  GZIP_TO_GZIP("gzip → split → gzip", true) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      splitInto(new GZIPOutputStream(sink, BUFFER_BYTES), file);
    }
  },

  GZIP_TO_GZIP_UNREAD("gzip → gzip, the bytes not looked at", true) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (InputStream in = new GZIPInputStream(file, BUFFER_BYTES);
          OutputStream out = new GZIPOutputStream(sink, BUFFER_BYTES)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
        }
      }
    }
  },

  GZIP_TO_FAST_GZIP("gzip → split → gzip, level 1", true) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      splitInto(new FastGzip(sink), file);
    }
  },

  GZIP_TO_ZSTD_1("gzip → split → Zstandard, level 1", true) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      splitInto(new ZstdOutputStreamNoFinalizer(sink, 1), file);
    }
  },

  GZIP_TO_ZSTD_3("gzip → split → Zstandard, level 3", true) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      splitInto(new ZstdOutputStreamNoFinalizer(sink, 3), file);
    }
  },

  TYPED("typed events, the library's fields read", false) {
    @Override
    void read(InputStream file, Sink sink) {
      try (Stream<CloudTrailEvent> events = EventStream.of(file, EventFilter.all())) {
        events.forEach(event -> sink.take(FieldReader.read(event)));
      }
    }
  },

  TYPED_TREES("typed events, the library's fields read and trees made", false) {
    @Override
    void read(InputStream file, Sink sink) {
      try (Stream<CloudTrailEvent> events = EventStream.of(file, EventFilter.all())) {
        events.forEach(event -> sink.take(FieldReader.read(event) + FieldReader.readTrees(event)));
      }
    }
  },

  TYPED_NAME("typed events, the name read", false) {
    @Override
    void read(InputStream file, Sink sink) {
      try (Stream<CloudTrailEvent> events = EventStream.of(file, EventFilter.all())) {
        events.forEach(event -> sink.take((long) event.eventName().orElse("").length()));
      }
    }
  },

  FILTERED("typed events, all but one of ten filtered out", false) {
    @Override
    void read(InputStream file, Sink sink) {
      EventFilter filter = EventFilter.builder().addEventNames("Decrypt").build();
      try (Stream<CloudTrailEvent> events = EventStream.of(file, filter)) {
        events.forEach(event -> sink.take(FieldReader.read(event)));
      }
    }
  },

  AWS("CloudTrail Processing Library, its fields read", false) {
    @Override
    void read(InputStream file, Sink sink) throws IOException {
      try (DefaultEventSerializer events =
          new DefaultEventSerializer(
              new CloudTrailLog("bucket", "key"), MAPPER.getFactory().createParser(file))) {
        while (events.hasNextEvent()) {
          sink.take(FieldReader.read(events.getNextEvent().getEventData()));
        }
      }
    }
  };

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFactory JSON = MAPPER.getFactory();

  private final String title;
  private final boolean compressed;

  Contender(String title, boolean compressed) {
    this.title = title;
    this.compressed = compressed;
  }

  /** Reads a log file to its end. */
  abstract void read(InputStream file, Sink sink) throws IOException;

  /** What it does, for people. */
  String title() {
    return title;
  }

  /** Whether it reads gzip. */
  boolean isCompressed() {
    return compressed;
  }

  /** Whom it is compared with. */
  List<Contender> references() {
    return switch (this) {
      case SPLIT -> List.of(JACKSON, AWS);
      case GZIP_TO_GZIP -> List.of(GZIP_TO_GZIP_UNREAD);
      case GZIP_TO_FAST_GZIP, GZIP_TO_ZSTD_1, GZIP_TO_ZSTD_3 -> List.of(GZIP_TO_GZIP);
      case TYPED, TYPED_TREES, TYPED_NAME, FILTERED -> List.of(AWS);
      default -> List.of();
    };
  }

  private static void splitInto(OutputStream compressor, InputStream file) throws IOException {
    try (InputStream in = LogFiles.uncompress(file);
        OutputStream out = new BufferedOutputStream(compressor, BUFFER_BYTES)) {
      LogFileSplitter.split(in, out);
    }
  }

  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
