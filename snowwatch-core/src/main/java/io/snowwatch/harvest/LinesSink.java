package io.snowwatch.harvest;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Records as lines of one stream, as they come. */
final class LinesSink implements SnapshotSink {

  private static final JsonFactory JSON = new JsonFactory();

  private final OutputStream out;

  LinesSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public Writer open(Snapshot snapshot) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    return new Writer() {
      @Override
      public void write(JsonRecord record) {
        if (snapshot.dataset().equals(HarvestRuns.DATASET)) {
          return;
        }
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line, JsonEncoding.UTF8)) {
          record.writeTo(json);
          json.writeRaw('\n');
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        print(line);
      }

      @Override
      public List<String> commit() {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }

  /** Whole lines only, whichever threads write. */
  private synchronized void print(ByteArrayOutputStream line) {
    try {
      line.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
