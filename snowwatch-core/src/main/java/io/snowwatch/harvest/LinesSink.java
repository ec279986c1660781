package io.snowwatch.harvest;

import io.snowwatch.json.JsonLines;
import io.snowwatch.json.JsonRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Records as lines of one stream, as they come. */
final class LinesSink implements SnapshotSink {

  private final OutputStream out;

  LinesSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public Writer open(Snapshot snapshot) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    JsonLines lines = begin(line);
    return new Writer() {
      @Override
      public void write(JsonRecord record) {
        if (snapshot.dataset().equals(HarvestRuns.DATASET)) {
          return;
        }
        line.reset();
        try {
          lines.write(record);
          lines.flush();
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

  private static JsonLines begin(ByteArrayOutputStream line) {
    try {
      return new JsonLines(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
