package io.snowwatch.cloudtrail;

import io.snowwatch.storage.GzipWriter;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.Publication;
import io.snowwatch.storage.SnapshotKey;
import io.snowwatch.storage.StorageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes an object of JSON lines of each log file: one for one, the key and the bytes pure functions
 * of the log file's. An object that is there already stays, so that doing it again, or twice at the
 * same time, costs no second object.
 *
 * <p>Safe for use by several threads.
 */
public final class LogFileTransfer {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String GZIP_SUFFIX = ".gz";

  private static final String LOGS = "AWSLogs/";

  private final ObjectStore from;

  /** Null where log files may be anywhere. */
  private final @Nullable String inputDirectory;

  private final ObjectStore to;
  private final String outputDirectory;

  /**
   * What became of a log file.
   *
   * @param sourceKey the log file
   * @param key the object with its events
   * @param events how many events there are, 0 or more
   * @param publication whether the object is new; one that is there already has the same events
   */
  public record Transferred(String sourceKey, String key, long events, Publication publication) {}

  /**
   * A transfer between two directories.
   *
   * @param from where the log files are
   * @param inputDirectory the directory that CloudTrail writes to, without a slash at its end;
   *     empty for the store itself
   * @param to where the lines go
   * @param outputDirectory the directory for the lines, without a slash at its end
   */
  public LogFileTransfer(
      ObjectStore from, String inputDirectory, ObjectStore to, String outputDirectory) {
    this.from = from;
    this.inputDirectory = inputDirectory;
    this.to = to;
    this.outputDirectory = outputDirectory;
  }

  private LogFileTransfer(ObjectStore from, ObjectStore to, String outputDirectory) {
    this.from = from;
    this.inputDirectory = null;
    this.to = to;
    this.outputDirectory = outputDirectory;
  }

  /**
   * A transfer of log files that are anywhere in a store: what stands before {@code AWSLogs/} in
   * their keys is left out.
   *
   * @param from where the log files are
   * @param to where the lines go
   * @param outputDirectory the directory for the lines, without a slash at its end
   * @return the transfer
   */
  public static LogFileTransfer fromAnywhere(
      ObjectStore from, ObjectStore to, String outputDirectory) {
    return new LogFileTransfer(from, to, outputDirectory);
  }

  /**
   * The key of the object that a log file becomes.
   *
   * @param sourceKey the log file's key
   * @return the part after the input directory, below the output directory; empty where the key is
   *     no log file with events: a digest or Insights file, a folder's marker, or something foreign
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<String> keyFor(String sourceKey) {
    String rest = afterInputDirectory(sourceKey);
    if (LogFileKind.of(rest) != LogFileKind.EVENTS) {
      return Optional.empty();
    }
    String key = outputDirectory + "/" + rest;
    return Optional.of(key.endsWith(SnapshotKey.SUFFIX) ? key : key + GZIP_SUFFIX);
  }

  private String afterInputDirectory(String sourceKey) {
    if (inputDirectory == null) {
      int logs = ("/" + sourceKey).indexOf("/" + LOGS);
      return logs < 0 ? sourceKey : sourceKey.substring(logs);
    }
    String prefix = inputDirectory.isEmpty() ? "" : inputDirectory + "/";
    if (!sourceKey.startsWith(prefix)) {
      throw new IllegalArgumentException(
          "'%s' is not below %s: only log files there are taken.".formatted(sourceKey, prefix));
    }
    return sourceKey.substring(prefix.length());
  }

  /**
   * Transfers one log file, if it is one with events.
   *
   * @param sourceKey the log file's key
   * @return what became of it; empty where {@link #keyFor} is
   * @throws MalformedLogFileException if the file is damaged; no object appears then
   * @throws StorageException if it cannot be read or written; no object appears then
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<Transferred> transfer(String sourceKey) {
    return keyFor(sourceKey).map(key -> transfer(sourceKey, key));
  }

  /**
   * Transfers one log file, if it is one with events.
   *
   * @param sourceKey the log file's key
   * @return what became of it, failures included
   */
  public LogFileOutcome attempt(String sourceKey) {
    try {
      return transfer(sourceKey)
          .<LogFileOutcome>map(LogFileOutcome.Landed::new)
          .orElseGet(() -> new LogFileOutcome.Ignored(sourceKey));
    } catch (RuntimeException e) {
      return new LogFileOutcome.Failed(sourceKey, e);
    }
  }

  private Transferred transfer(String sourceKey, String key) {
    try (InputStream object = from.open(sourceKey);
        InputStream json = LogFiles.uncompress(object);
        PendingObject target = to.createIfAbsent(key);
        GzipWriter gzip = new GzipWriter(target)) {
      OutputStream lines = new BufferedOutputStream(gzip, BUFFER_BYTES);
      long events = LogFileSplitter.split(json, lines);
      lines.flush();
      gzip.finish();
      return new Transferred(sourceKey, key, events, target.commit());
    } catch (IOException e) {
      // What is written throws StorageException, so this is the log file's.
      throw new StorageException(
          from.location(sourceKey),
          "%s could not be read to its end, or is no gzip file: %s."
              .formatted(from.location(sourceKey), e.getMessage()),
          e);
    }
  }

  /** The keys of the objects whose keys begin with a prefix, where the log files are. */
  Stream<String> sourceKeys(String prefix) {
    return from.list(prefix);
  }

  /** The keys of the objects whose keys begin with a prefix, where the lines go. */
  Stream<String> keys(String prefix) {
    return to.list(prefix);
  }
}
