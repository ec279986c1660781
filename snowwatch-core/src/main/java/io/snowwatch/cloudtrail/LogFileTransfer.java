package io.snowwatch.cloudtrail;

import io.snowwatch.cloudtrail.split.LogFileKind;
import io.snowwatch.cloudtrail.split.LogFileSalvage;
import io.snowwatch.cloudtrail.split.LogFileSplitter;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.storage.CompressedWriter;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.Publication;
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
 * <p>Of a damaged file every good event lands, and each bad stretch goes to the quarantine: an
 * object of JSON lines with the members {@code SourceKey}, {@code SourceLocation}, {@code Offset}
 * and {@code Length} in bytes of the uncompressed file, {@code Reason}, and {@code Data} in base64.
 * It is published before the events are, so that events without it were never damaged.
 *
 * <p>Events and network-activity events go to one directory, for they have the same members.
 * Insights and aggregated records, which have others, go to a directory of their own. Digest files
 * and whatever is no log file are left alone.
 *
 * <p>Memory is constant whatever the size of file or event. Safe for use by several threads.
 */
public final class LogFileTransfer {

  /**
   * How lines are compressed unless set otherwise. It is a part of their keys, so whoever writes to
   * the same directory should agree.
   */
  public static final Compression DEFAULT_COMPRESSION = Compression.ZSTD;

  private static final int BUFFER_BYTES = 64 * 1024;

  private static final String LOGS = "AWSLogs/";

  private final ObjectStore from;

  /** Null where log files may be anywhere. */
  private final @Nullable String inputDirectory;

  private final ObjectStore to;
  private final LogFileDirectories directories;
  private final Compression compression;

  /**
   * What became of a log file.
   *
   * @param sourceKey the log file
   * @param key the object with its events
   * @param events how many events there are, 0 or more
   * @param publication whether the object is new; one that is there already has the same events
   * @param quarantined what of the log file is no event; empty if it is not damaged
   */
  public record Transferred(
      String sourceKey,
      String key,
      long events,
      Publication publication,
      Optional<Quarantined> quarantined) {}

  /**
   * A transfer between two directories.
   *
   * @param from where the log files are
   * @param inputDirectory the directory that CloudTrail writes to, without a slash at its end;
   *     empty for the store itself
   * @param to where the lines go
   * @param directories the directories for the lines
   */
  public LogFileTransfer(
      ObjectStore from, String inputDirectory, ObjectStore to, LogFileDirectories directories) {
    this(from, inputDirectory, to, directories, DEFAULT_COMPRESSION);
  }

  private LogFileTransfer(
      ObjectStore from,
      @Nullable String inputDirectory,
      ObjectStore to,
      LogFileDirectories directories,
      Compression compression) {
    this.from = from;
    this.inputDirectory = inputDirectory;
    this.to = to;
    this.directories = directories;
    this.compression = compression;
  }

  /**
   * A transfer of log files that are anywhere in a store: what stands before {@code AWSLogs/} in
   * their keys is left out.
   *
   * @param from where the log files are
   * @param to where the lines go
   * @param directories the directories for the lines
   * @return the transfer
   */
  public static LogFileTransfer fromAnywhere(
      ObjectStore from, ObjectStore to, LogFileDirectories directories) {
    return new LogFileTransfer(from, null, to, directories, DEFAULT_COMPRESSION);
  }

  /**
   * The same transfer with the lines compressed in another way. The compression is a part of their
   * keys, so that log files which are transferred in both ways land twice, unless by {@link
   * LogFileBackfill}, which recognises both.
   *
   * @param other how the lines are compressed, {@link #DEFAULT_COMPRESSION} unless set otherwise;
   *     the quarantine stays in gzip
   * @return a transfer
   */
  public LogFileTransfer compressedWith(Compression other) {
    return new LogFileTransfer(from, inputDirectory, to, directories, other);
  }

  /**
   * The key of the object that a log file becomes.
   *
   * @param sourceKey the log file's key
   * @return the part after the input directory, below the directory for its kind, that of events
   *     where only the content tells that it holds summaries; empty where the key is no log file's
   *     with events or summaries: a digest file, a folder's marker, or something foreign
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<String> keyFor(String sourceKey) {
    String rest = afterInputDirectory(sourceKey);
    LogFileKind kind = LogFileKind.of(rest);
    if (kind.holdsEvents()) {
      return Optional.of(key(directories.events(), rest, compression));
    }
    return kind.holdsSummaries()
        ? Optional.of(key(directories.summaries(), rest, compression))
        : Optional.empty();
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

  private static String key(String directory, String rest, Compression compression) {
    String gzip = Compression.GZIP.suffix();
    String json = rest.endsWith(gzip) ? rest.substring(0, rest.length() - gzip.length()) : rest;
    return directory + "/" + json + compression.suffix();
  }

  /**
   * Transfers one log file, if it is one with events or summaries.
   *
   * @param sourceKey the log file's key
   * @return what became of it; empty where {@link #keyFor} is, and for a digest file under another
   *     kind's key
   * @throws StorageException if it cannot be read or written; no object with its events appears
   *     then
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<Transferred> transfer(String sourceKey) {
    Optional<String> keyByName = keyFor(sourceKey);
    if (keyByName.isEmpty()) {
      return Optional.empty();
    }
    try {
      String key = keyByContent(sourceKey).orElse(keyByName.get());
      try {
        return Optional.of(split(sourceKey, key));
      } catch (MalformedLogFileException damaged) {
        // Nothing is lost by not reporting it: the quarantine tells every problem, this one first.
        return salvage(sourceKey, key);
      }
    } catch (IOException e) {
      // What is written throws StorageException, so this is the log file's.
      throw new StorageException(
          from.location(sourceKey),
          "%s could not be read to its end: %s."
              .formatted(from.location(sourceKey), e.getMessage()),
          e);
    }
  }

  /** The key for summaries in a file whose own key does not tell what it is. */
  private Optional<String> keyByContent(String sourceKey) throws IOException {
    String rest = afterInputDirectory(sourceKey);
    if (LogFileKind.isToldBy(rest)) {
      return Optional.empty();
    }
    try (InputStream json = open(sourceKey, LogFiles::uncompress)) {
      return LogFileKind.ofContent(json).holdsSummaries()
          ? Optional.of(key(directories.summaries(), rest, compression))
          : Optional.empty();
    }
  }

  /**
   * Transfers one log file, if it is one with events or summaries.
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

  private Transferred split(String sourceKey, String key) throws IOException {
    try (InputStream json = open(sourceKey, LogFiles::uncompress);
        PendingObject target = to.createIfAbsent(key);
        CompressedWriter compressed = compression.compress(target)) {
      OutputStream lines = new BufferedOutputStream(compressed, BUFFER_BYTES);
      long events = LogFileSplitter.split(json, lines);
      lines.flush();
      compressed.finish();
      return new Transferred(sourceKey, key, events, target.commit(), Optional.empty());
    }
  }

  private Optional<Transferred> salvage(String sourceKey, String key) throws IOException {
    try (InputStream ahead = open(sourceKey, LogFiles::uncompressDamaged);
        InputStream behind = open(sourceKey, LogFiles::uncompressDamaged);
        PendingObject target = to.createIfAbsent(key);
        CompressedWriter compressed = compression.compress(target)) {
      OutputStream lines = new BufferedOutputStream(compressed, BUFFER_BYTES);
      try (LogFileSalvage salvage =
          new LogFileSalvage(
              behind,
              lines,
              to,
              key(directories.quarantine(), afterInputDirectory(sourceKey), Compression.GZIP),
              sourceKey,
              from.location(sourceKey))) {
        if (salvage.copy(ahead) == LogFileKind.DIGEST) {
          return Optional.empty();
        }
        lines.flush();
        compressed.finish();
        Optional<Quarantined> quarantined = salvage.commit();
        return Optional.of(
            new Transferred(sourceKey, key, salvage.events(), target.commit(), quarantined));
      }
    }
  }

  /** {@link LogFiles#uncompress}, or its sibling for damaged files. */
  private interface Uncompression {
    InputStream of(InputStream object) throws IOException;
  }

  private InputStream open(String sourceKey, Uncompression uncompression) throws IOException {
    InputStream object = from.open(sourceKey);
    try {
      return uncompression.of(object);
    } catch (IOException | RuntimeException e) {
      object.close();
      throw e;
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
