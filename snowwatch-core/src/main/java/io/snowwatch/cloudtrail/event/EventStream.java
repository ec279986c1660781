package io.snowwatch.cloudtrail.event;

import io.snowwatch.cloudtrail.split.LogFileReader;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The events of a log file, typed and one at a time: the events that splitting finds in it, in
 * whatever shape the file is.
 *
 * <p>A stream reads as far as it is consumed and holds one event: memory does not grow with the
 * file. Log files are compressed with gzip or not; both are read. A stream keeps its file open, so
 * close it, best by try-with-resources. It is not safe for use by several threads, and a parallel
 * stream gains nothing.
 *
 * <p>Nothing in a file ends its stream. An event that cannot be typed is passed over, as is damage,
 * and the stream goes on behind it. A {@link PassedOver.Listener} is told of each, to count or
 * collect them, or to fail ({@link PassedOver#failing}). Without a listener, a stream that passed
 * something over logs how much and what came first, as a warning, when it ends or is closed. Where
 * reading fails, {@link StorageException} is thrown.
 */
public final class EventStream {

  /** What a problem begins with; a listener is told the offset apart. */
  private static final Pattern WHERE = Pattern.compile("^At byte [0-9]+[^:]*: ");

  private static final Logger LOG = System.getLogger(EventStream.class.getName());

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
    Warning warning = new Warning(file.toString());
    return of(file, filter, warning).onClose(warning::log);
  }

  /**
   * The events of a log file on disk.
   *
   * @param file the log file
   * @param filter which events are wanted
   * @param listener is told what is passed over
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if the file cannot be opened
   */
  public static Stream<CloudTrailEvent> of(
      Path file, EventFilter filter, PassedOver.Listener listener) {
    try {
      return of(Files.newInputStream(file), filter, listener, file.toString());
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
    Warning warning = new Warning(store.location(key));
    return of(store, key, filter, warning).onClose(warning::log);
  }

  /**
   * The events of an object.
   *
   * @param store where the log file is
   * @param key the log file's key
   * @param filter which events are wanted
   * @param listener is told what is passed over
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if the object cannot be opened
   */
  public static Stream<CloudTrailEvent> of(
      ObjectStore store, String key, EventFilter filter, PassedOver.Listener listener) {
    return of(store.open(key), filter, listener, store.location(key));
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
    Warning warning = new Warning("The log file");
    return of(file, filter, warning).onClose(warning::log);
  }

  /**
   * The events of a log file's bytes.
   *
   * @param file the log file; closed with the stream
   * @param filter which events are wanted
   * @param listener is told what is passed over
   * @return the wanted events in the file's order; to be closed
   * @throws StorageException if reading fails
   */
  public static Stream<CloudTrailEvent> of(
      InputStream file, EventFilter filter, PassedOver.Listener listener) {
    return of(file, filter, listener, "The log file");
  }

  private static Stream<CloudTrailEvent> of(
      InputStream file, EventFilter filter, PassedOver.Listener listener, String location) {
    try {
      InputStream json = LogFiles.uncompressDamaged(file);
      return StreamSupport.stream(new Events(json, filter, listener, location), false)
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

  /** What a stream without a listener passed over. */
  private static final class Warning implements PassedOver.Listener {

    private final String location;
    private @Nullable PassedOver first;
    private long count;

    Warning(String location) {
      this.location = location;
    }

    @Override
    public void onPassedOver(PassedOver what) {
      if (first == null) {
        first = what;
      }
      count++;
    }

    /** Tells of the stream that ended, once. */
    void log() {
      if (first != null) {
        LOG.log(
            Level.WARNING,
            "{0}: {1} stretches were passed over that are no typed events. The first: {2}",
            location,
            count,
            first);
        first = null;
      }
    }
  }

  private static final class Events extends Spliterators.AbstractSpliterator<CloudTrailEvent> {

    private final LogFileReader reader;
    private final EventFilter filter;
    private final PassedOver.Listener listener;
    private final String location;
    private final int[] room = EventFields.newRoom();

    Events(InputStream json, EventFilter filter, PassedOver.Listener listener, String location) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
      this.reader = LogFileReader.of(json);
      this.filter = filter;
      this.listener = listener;
      this.location = location;
    }

    @Override
    public boolean tryAdvance(Consumer<? super CloudTrailEvent> action) {
      CloudTrailEvent event = next();
      if (event == null) {
        return false;
      }
      action.accept(event);
      return true;
    }

    private @Nullable CloudTrailEvent next() {
      try {
        while (reader.next()) {
          if (!reader.isEvent()) {
            String problem = WHERE.matcher(reader.problem()).replaceFirst("");
            listener.onPassedOver(passedOver(problem, null));
            continue;
          }
          EventFields fields = ReadEvent.fields(reader.bytes(), reader.start(), room);
          if (filter.accepts(fields)) {
            EventFields own = fields.copy();
            try {
              return ReadEvent.of(own);
            } catch (IllegalArgumentException e) {
              listener.onPassedOver(passedOver(String.valueOf(e.getMessage()), own.raw()));
            }
          }
        }
      } catch (IOException e) {
        throw unreadable(location, e);
      }
      if (listener instanceof Warning warning) {
        warning.log();
      }
      return null;
    }

    private PassedOver passedOver(String reason, @Nullable String json) {
      return new PassedOver(reader.offset(), reader.end() - reader.offset(), reason, json);
    }
  }
}
