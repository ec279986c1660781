package io.snowwatch.cloudtrail.split;

import com.fasterxml.jackson.core.Base64Variants;
import io.snowwatch.json.JsonLines;
import io.snowwatch.storage.CompressedWriter;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies the good events of a log file as lines, and the bad stretches between them into the
 * quarantine. {@link LogFileSurvey} tells one from the other.
 *
 * <p>The survey reads the file ahead of it by a stream of its own, so that an event's fate is known
 * before its first byte is written, however long it is; memory is constant.
 *
 * <p>Closing aborts a quarantine object that was not committed. Not safe for use by several
 * threads.
 */
public final class LogFileSalvage implements AutoCloseable {

  /**
   * The bytes of a bad stretch that one line holds at most; a longer one has several lines. In
   * base64 they are below the 16 MB that a Snowflake {@code VARIANT} could hold from the first.
   */
  public static final int MAX_LINE_DATA_BYTES = 6 * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final OutputStream lines;
  private final ObjectStore to;
  private final String quarantineKey;
  private final String sourceKey;
  private final String sourceLocation;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long position;
  private final JsonScanner texts =
      new JsonScanner(InputStream.nullInputStream(), OutputStream.nullOutputStream());

  private long events;
  private long stretches;
  private long badBytes;
  private String firstProblem = "";
  private @Nullable PendingObject object;
  private @Nullable CompressedWriter gzip;
  private @Nullable JsonLines quarantine;

  /**
   * Begins to copy; a quarantine object is created with the first bad stretch.
   *
   * @param in the uncompressed file, from its beginning; not closed
   * @param lines takes the events; not closed
   * @param to the store of the quarantine
   * @param quarantineKey the key of its object
   * @param sourceKey the log file's key, for the quarantine
   * @param sourceLocation where the log file is, for the quarantine
   */
  public LogFileSalvage(
      InputStream in,
      OutputStream lines,
      ObjectStore to,
      String quarantineKey,
      String sourceKey,
      String sourceLocation) {
    this.in = in;
    this.lines = lines;
    this.to = to;
    this.quarantineKey = quarantineKey;
    this.sourceKey = sourceKey;
    this.sourceLocation = sourceLocation;
  }

  /**
   * Copies the file.
   *
   * @param ahead the same uncompressed file as the one that is copied, from its beginning; not
   *     closed
   * @return {@link LogFileKind#DIGEST} for a digest file, of which nothing is to be kept; {@link
   *     LogFileKind#EVENTS} for anything else
   * @throws IOException if reading or writing fails
   */
  public LogFileKind copy(InputStream ahead) throws IOException {
    LogFileSurvey survey = new LogFileSurvey(ahead, LogFileSurvey.Keeping.NOTHING);
    for (LogFileSurvey.Finding found = survey.next(); found != null; found = survey.next()) {
      if (found instanceof LogFileSurvey.Event event) {
        copyEvent(event.from(), event.to());
      } else if (found instanceof LogFileSurvey.TextEvent event) {
        copyText(event);
      } else if (found instanceof LogFileSurvey.Bad bad) {
        quarantine(bad.from(), bad.to(), bad.problem());
      }
    }
    return survey.isDigest() ? LogFileKind.DIGEST : LogFileKind.EVENTS;
  }

  /**
   * How many events were copied.
   *
   * @return 0 or more
   */
  public long events() {
    return events;
  }

  private void copyEvent(long from, long to) throws IOException {
    skipTo(from);
    while (position < to) {
      copy(buffer, read(buffer, 0, (int) Math.min(buffer.length, to - position)));
    }
    lines.write('\n');
    events++;
  }

  /** Copies a piece of an event, but for line breaks. */
  private void copy(byte[] piece, int length) throws IOException {
    // A string has no line break in it, so that every one is between tokens.
    int begin = 0;
    for (int i = 0; i < length; i++) {
      if (piece[i] == '\n' || piece[i] == '\r') {
        lines.write(piece, begin, i - begin);
        begin = i + 1;
      }
    }
    lines.write(piece, begin, length - begin);
  }

  private void copyText(LogFileSurvey.TextEvent event) throws IOException {
    skipTo(event.from());
    texts.reset(new Rest(event.to()));
    InputStream text = texts.text();
    long at = 0;
    int read;
    while ((read = text.read(buffer, 0, buffer.length)) > 0) {
      int from = (int) Math.max(0, Math.min(read, event.textFrom() - at));
      int to = (int) Math.max(from, Math.min(read, event.textTo() - at));
      if (from > 0) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
      }
      copy(buffer, to - from);
      at += read;
    }
    lines.write('\n');
    events++;
  }

  private void quarantine(long from, long to, String problem) throws IOException {
    skipTo(from);
    stretches++;
    badBytes += to - from;
    if (firstProblem.isEmpty()) {
      firstProblem = problem;
    }
    do {
      line((int) Math.min(MAX_LINE_DATA_BYTES, to - position), problem);
    } while (position < to);
  }

  private void line(int length, String problem) throws IOException {
    long offset = position;
    quarantine()
        .write(
            json -> {
              json.writeStartObject();
              json.writeStringField("SourceKey", sourceKey);
              json.writeStringField("SourceLocation", sourceLocation);
              json.writeNumberField("Offset", offset);
              json.writeNumberField("Length", length);
              json.writeStringField("Reason", problem);
              json.writeFieldName("Data");
              json.writeBinary(
                  Base64Variants.MIME_NO_LINEFEEDS, new Rest(position + length), length);
              json.writeEndObject();
            });
  }

  private JsonLines quarantine() throws IOException {
    if (quarantine == null) {
      PendingObject pending = to.createIfAbsent(quarantineKey);
      object = pending;
      gzip = Compression.GZIP.compress(pending);
      quarantine = new JsonLines(gzip);
    }
    return quarantine;
  }

  /**
   * Publishes the quarantine, if there were bad stretches.
   *
   * @return what is there; empty if there were none
   * @throws IOException if writing fails
   */
  public Optional<Quarantined> commit() throws IOException {
    if (object == null || gzip == null || quarantine == null) {
      return Optional.empty();
    }
    quarantine.flush();
    gzip.finish();
    object.commit();
    return Optional.of(new Quarantined(quarantineKey, stretches, badBytes, firstProblem));
  }

  @Override
  public void close() {
    if (gzip != null) {
      gzip.close();
    }
    if (object != null) {
      object.close();
    }
  }

  private void skipTo(long offset) throws IOException {
    while (position < offset) {
      read(buffer, 0, (int) Math.min(buffer.length, offset - position));
    }
  }

  private int read(byte[] target, int from, int length) throws IOException {
    int read = in.read(target, from, length);
    if (read < 0) {
      throw new EOFException("it was longer when it was read before");
    }
    position += read;
    return read;
  }

  /** The bytes from the position up to another. */
  private final class Rest extends InputStream {

    private final long end;

    Rest(long end) {
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int rest = (int) Math.min(length, end - position);
      return rest == 0 ? -1 : LogFileSalvage.this.read(target, from, rest);
    }
  }
}
