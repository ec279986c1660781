package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The events of a log file, typed and one at a time.
 *
 * <p>A stream reads as far as it is consumed and holds one event: memory does not grow with the
 * file. Log files are compressed with gzip or not; both are read. A stream keeps its file open, so
 * close it, best by try-with-resources. It is not safe for use by several threads, and a parallel
 * stream gains nothing.
 *
 * <p>A damaged file's events are delivered up to the damage; then {@link MalformedLogFileException}
 * tells where it is. Where reading fails for another reason, {@link StorageException} is thrown.
 */
public final class EventStream {

  private static final ObjectReader JSON =
      JsonMapper.builder(
              new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(ObjectNode.class);

  private EventStream() {}

  /**
   * The events of a log file on disk.
   *
   * @param file the log file
   * @param filter which events are wanted
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if the file cannot be opened
   */
  public static Stream<CloudTrailEvent> of(Path file, EventFilter filter) {
    try {
      return of(Files.newInputStream(file), filter, file.toString());
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * The events of an object.
   *
   * @param store where the log file is
   * @param key the log file's key
   * @param filter which events are wanted
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if the object cannot be opened
   */
  public static Stream<CloudTrailEvent> of(ObjectStore store, String key, EventFilter filter) {
    return of(store.open(key), filter, store.location(key));
  }

  /**
   * The events of a log file's bytes.
   *
   * @param file the log file; closed with the stream
   * @param filter which events are wanted
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if reading fails
   */
  public static Stream<CloudTrailEvent> of(InputStream file, EventFilter filter) {
    return of(file, filter, "The log file");
  }

  private static Stream<CloudTrailEvent> of(InputStream file, EventFilter filter, String location) {
    try {
      InputStream json = LogFiles.uncompress(file);
      return StreamSupport.stream(new Events(json, filter, location), false)
          .onClose(() -> close(json, location));
    } catch (IOException | RuntimeException e) {
      try {
        file.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e instanceof IOException unreadable
          ? unreadable(location, unreadable)
          : (RuntimeException) e;
    }
  }

  private static void close(InputStream in, String location) {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(location, e);
    }
  }

  private static StorageException unreadable(String location, IOException e) {
    return new StorageException(location, "%s could not be read: %s".formatted(location, e), e);
  }

  private static MalformedLogFileException malformed(long offset, String problem, Exception cause) {
    MalformedLogFileException malformed = new MalformedLogFileException(offset, problem);
    malformed.initCause(cause);
    return malformed;
  }

  private static final class Events extends Spliterators.AbstractSpliterator<CloudTrailEvent> {

    private final EventCutter cutter;
    private final EventFilter filter;
    private final String location;

    Events(InputStream json, EventFilter filter, String location) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
      this.cutter = new EventCutter(json);
      this.filter = filter;
      this.location = location;
    }

    @Override
    public boolean tryAdvance(Consumer<? super CloudTrailEvent> action) {
      try {
        while (cutter.next()) {
          if (filter.accepts(cutter.bytes(), cutter.length())) {
            action.accept(parse());
            return true;
          }
        }
        return false;
      } catch (JsonProcessingException e) {
        throw malformed(
            cutter.offset(), "the event is no JSON: " + e.getOriginalMessage() + ".", e);
      } catch (IOException e) {
        throw unreadable(location, e);
      }
    }

    private CloudTrailEvent parse() throws IOException {
      ObjectNode tree = JSON.readValue(cutter.bytes(), 0, cutter.length());
      String text = new String(cutter.bytes(), 0, cutter.length(), StandardCharsets.UTF_8);
      try {
        return CloudTrailEvent.read(new EventFields(tree), text);
      } catch (IllegalArgumentException e) {
        throw malformed(cutter.offset(), e.getMessage() + ".", e);
      }
    }
  }
}
