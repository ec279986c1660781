package io.snowwatch.storage;

import io.snowwatch.json.JsonLines;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as compressed JSON lines into one object or, when that grows large, several; none
 * of them appears before {@link #commit}.
 *
 * <p>Memory is constant whatever the number of records. Not safe for use by several threads.
 */
public final class JsonLinesWriter implements AutoCloseable {

  /**
   * The compressed bytes after which a further object is begun: within the 100 to 250 MB that
   * Snowflake recommends.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/user-guide/data-load-considerations-prepare">Preparing
   *     your data files</a>
   */
  public static final long DEFAULT_ROLL_OVER_BYTES = 128L * 1024 * 1024;

  private final ObjectStore store;
  private final IntFunction<String> keyOfPart;
  private final long rollOverBytes;
  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private @Nullable OpenPart open;
  private long records;
  private long finishedBytes;

  private record Part(String key, PendingObject object) {}

  /**
   * Begins to write; nothing is created before the first record.
   *
   * @param store where the objects go
   * @param keyOfPart the key of each object, by its number from 1
   * @param rollOverBytes the compressed bytes after which a further object is begun, at least 1
   */
  public JsonLinesWriter(ObjectStore store, IntFunction<String> keyOfPart, long rollOverBytes) {
    if (rollOverBytes < 1) {
      throw new IllegalArgumentException(
          "A roll-over at " + rollOverBytes + " bytes is too early: use 1 or more.");
    }
    this.store = store;
    this.keyOfPart = keyOfPart;
    this.rollOverBytes = rollOverBytes;
  }

  /**
   * Writes one record as one line.
   *
   * @param line the record
   * @throws StorageException if the store fails
   */
  public void write(JsonRecord line) {
    try {
      OpenPart part = open;
      if (part == null) {
        String key = keyOfPart.apply(parts.size() + 1);
        part = new OpenPart(store.create(key));
        parts.add(new Part(key, part.object));
        open = part;
      }
      part.write(line);
      records++;
      if (part.compressedBytes() >= rollOverBytes) {
        part.finish();
        finishedBytes += part.compressedBytes();
        open = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How many records were written.
   *
   * @return 0 or more
   */
  public long recordCount() {
    return records;
  }

  /**
   * How much has left the compressor, for all objects together.
   *
   * @return bytes, 0 or more
   */
  public long compressedBytes() {
    return finishedBytes + (open == null ? 0 : open.compressedBytes());
  }

  /**
   * Publishes the objects. Without a record there are none.
   *
   * @return their keys
   * @throws StorageException if one could not be published; those before it then are, and the
   *     others are aborted by {@link #close}
   */
  public List<String> commit() {
    try {
      if (open != null) {
        open.finish();
        open = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    parts.forEach(part -> part.object().commit());
    return parts.stream().map(Part::key).toList();
  }

  /**
   * Aborts what was not committed.
   *
   * @throws StorageException if something may have been left behind
   */
  @Override
  public void close() {
    if (open != null) {
      open.discard();
      open = null;
    }
    forEachObject(PendingObject::close);
  }

  /**
   * Aborts what was not committed in the place of a thread that hangs, as {@link
   * PendingObject#abandon} does; the only method for another thread.
   *
   * @throws StorageException if something may have been left behind
   */
  public void abandon() {
    forEachObject(PendingObject::abandon);
  }

  private void forEachObject(Consumer<PendingObject> action) {
    RuntimeException failure = null;
    for (Part part : parts) {
      try {
        action.accept(part.object());
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** One object with its compressor and its JSON generator. */
  private static final class OpenPart {

    private final PendingObject object;
    private final CountingObject counter;
    private final GzipWriter gzip;
    private final JsonLines lines;

    OpenPart(PendingObject object) throws IOException {
      this.object = object;
      this.counter = new CountingObject(object);
      this.gzip = new GzipWriter(counter);
      this.lines = new JsonLines(gzip);
    }

    void write(JsonRecord line) throws IOException {
      lines.write(line);
    }

    /** What has left the compressor, which lags behind by its window. */
    long compressedBytes() {
      return counter.bytes;
    }

    void finish() throws IOException {
      lines.flush();
      gzip.finish();
      gzip.close();
    }

    void discard() {
      gzip.close();
    }
  }

  /** Counts what passes on to an object; whoever opened the object publishes or closes it. */
  private static final class CountingObject extends PendingObject {

    private final PendingObject object;
    private long bytes;

    CountingObject(PendingObject object) {
      this.object = object;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      object.write(buffer, offset, length);
      bytes += length;
    }

    @Override
    public Publication commit() {
      return object.commit();
    }

    @Override
    public void abandon() {
      object.abandon();
    }

    @Override
    public void close() {
      object.close();
    }
  }
}
