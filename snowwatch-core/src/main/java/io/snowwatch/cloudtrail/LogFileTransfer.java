package io.snowwatch.cloudtrail;

import io.snowwatch.cloudtrail.split.LogFileKind;
import io.snowwatch.cloudtrail.split.LogFileSalvage;
import io.snowwatch.cloudtrail.split.LogFileSplitter;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.cloudtrail.split.WrittenDirectories;
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
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

  private static final String IS_DIGEST =
      "it is a digest file, which snowwatch cloudtrail verify reads";

  private static final int BUFFER_BYTES = 64 * 1024;

  private static final String LOG_FILE = ".json.gz";

  /**
   * Tells the lines of {@code x.json} from those of {@code x.json.gz}, which is what CloudTrail
   * calls its files.
   */
  private static final String OTHER_NAME = ".as-is";

  private final ObjectStore from;
  private final SourceKeys keys;
  private final ObjectStore to;
  private final LogFileDirectories directories;
  private final Options options;

  /** What may be set besides from where to where. */
  private record Options(
      Compression compression, WrittenDirectories leftOut, LogFileOrigins origins) {

    static Options standard() {
      return new Options(DEFAULT_COMPRESSION, WrittenDirectories.NONE, new LogFileOrigins());
    }
  }

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
    this(from, new SourceKeys.Below(inputDirectory), to, directories, Options.standard());
  }

  private LogFileTransfer(
      ObjectStore from,
      SourceKeys keys,
      ObjectStore to,
      LogFileDirectories directories,
      Options options) {
    this.from = from;
    this.keys = keys;
    this.to = to;
    this.directories = directories;
    this.options = options;
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
    return new LogFileTransfer(
        from, new SourceKeys.Anywhere(), to, directories, Options.standard());
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
    return with(new Options(other, options.leftOut(), options.origins()));
  }

  /**
   * The same transfer without what SnowWatch itself has written, where a whole bucket is the input.
   *
   * @param outputDirectories the directories, without slashes at their ends; what is in those of
   *     this transfer is left out whatever it is called, and a file that is called one of
   *     CloudTrail's is taken from the others
   * @return a transfer
   */
  public LogFileTransfer leavingOut(Set<String> outputDirectories) {
    return with(
        new Options(
            options.compression(), directories.among(outputDirectories), options.origins()));
  }

  /**
   * The same transfer with others that write to the same place, so that log files of two of them
   * which become one object are noticed.
   *
   * @param origins the same for all of them
   * @return a transfer
   */
  public LogFileTransfer beside(LogFileOrigins origins) {
    return with(new Options(options.compression(), options.leftOut(), origins));
  }

  /** The same to another store. */
  LogFileTransfer to(UnaryOperator<ObjectStore> other) {
    return new LogFileTransfer(from, keys, other.apply(to), directories, options);
  }

  private LogFileTransfer with(Options other) {
    return new LogFileTransfer(from, keys, to, directories, other);
  }

  /**
   * The key of the object that a log file becomes.
   *
   * @param sourceKey the log file's key
   * @return the part after the input directory, below the directory for its kind, that of events
   *     where only the content tells that it holds summaries; empty where {@link #reasonToIgnore}
   *     is not
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<String> keyFor(String sourceKey) {
    return reasonToIgnore(sourceKey).isPresent()
        ? Optional.empty()
        : Optional.of(keyByName(sourceKey));
  }

  /**
   * Why an object is not taken.
   *
   * @param sourceKey the object's key
   * @return the reason, as the end of a sentence; empty if it is a log file with events or
   *     summaries
   * @throws IllegalArgumentException if the key is not below the input directory
   */
  public Optional<String> reasonToIgnore(String sourceKey) {
    Optional<String> written = options.leftOut().holding(sourceKey);
    if (written.isPresent()) {
      return Optional.of("it is in " + written.get() + "/, which SnowWatch writes");
    }
    return LogFileKind.reasonToIgnore(rest(sourceKey));
  }

  private String keyByName(String sourceKey) {
    String rest = rest(sourceKey);
    return key(
        LogFileKind.of(rest).holdsSummaries() ? directories.summaries() : directories.events(),
        rest,
        options.compression());
  }

  private String rest(String sourceKey) {
    return sourceKey.substring(keys.head(sourceKey).length());
  }

  /** No two log files of one place have the same key, whatever they are called. */
  private static String key(String directory, String rest, Compression compression) {
    boolean usual = rest.endsWith(LOG_FILE) && !rest.endsWith(OTHER_NAME + LOG_FILE);
    String json =
        usual
            ? rest.substring(0, rest.length() - Compression.GZIP.suffix().length())
            : rest + OTHER_NAME + ".json";
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
   * @throws IllegalArgumentException if the key is not below the input directory, or another log
   *     file has become the object that this one would
   */
  public Optional<Transferred> transfer(String sourceKey) {
    return reasonToIgnore(sourceKey).isPresent() ? Optional.empty() : transferAnyway(sourceKey);
  }

  private Optional<Transferred> transferAnyway(String sourceKey) {
    String keyByName = keyByName(sourceKey);
    options.origins().add(from, keys.head(sourceKey));
    try {
      String key = keyByContent(sourceKey).orElse(keyByName);
      Optional<Transferred> transferred;
      try {
        transferred = Optional.of(split(sourceKey, key));
      } catch (MalformedLogFileException damaged) {
        // Nothing is lost by not reporting it: the quarantine tells every problem, this one first.
        transferred = salvage(sourceKey, key);
      }
      if (transferred.isPresent() && transferred.get().publication() == Publication.ALREADY_THERE) {
        requireNoOther(sourceKey, key);
      }
      return transferred;
    } catch (IOException e) {
      // What is written throws StorageException, so this is the log file's.
      throw new StorageException(
          from.location(sourceKey),
          "%s could not be read to its end: %s."
              .formatted(from.location(sourceKey), e.getMessage()),
          e);
    }
  }

  /** What is there may be another log file's. */
  private void requireNoOther(String sourceKey, String key) {
    options
        .origins()
        .other(from, keys.head(sourceKey), rest(sourceKey))
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  "%s has the same name as %s, so that both would become %s: split one of them into"
                          .formatted(from.location(sourceKey), other, to.location(key))
                      + " another place.");
            });
  }

  /** The key for summaries in a file whose own key does not tell what it is. */
  private Optional<String> keyByContent(String sourceKey) throws IOException {
    String rest = rest(sourceKey);
    if (LogFileKind.isToldBy(rest) && LogFileKind.of(rest) != LogFileKind.OTHER) {
      return Optional.empty();
    }
    try (InputStream json = open(sourceKey, LogFiles::uncompress)) {
      return LogFileKind.ofContent(json).holdsSummaries()
          ? Optional.of(key(directories.summaries(), rest, options.compression()))
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
      Optional<String> reason = reasonToIgnore(sourceKey);
      if (reason.isPresent()) {
        return new LogFileOutcome.Ignored(sourceKey, reason.get());
      }
      Optional<Transferred> transferred = transferAnyway(sourceKey);
      if (transferred.isPresent()) {
        return new LogFileOutcome.Landed(transferred.get());
      }
      return LogFileKind.isCalledCloudTrail(rest(sourceKey))
          ? refused(sourceKey, IS_DIGEST)
          : new LogFileOutcome.Ignored(sourceKey, IS_DIGEST);
    } catch (RuntimeException e) {
      return new LogFileOutcome.Failed(sourceKey, e);
    }
  }

  /**
   * Transfers one file that somebody asked for by its name, so that it is never ignored.
   *
   * @param sourceKey the file's key
   * @return what became of it: landed, whatever it is called, or failed
   */
  public LogFileOutcome attemptNamed(String sourceKey) {
    try {
      if (LogFileKind.of(rest(sourceKey)) == LogFileKind.DIGEST) {
        return refused(sourceKey, reasonToIgnore(sourceKey).orElse(IS_DIGEST));
      }
      return transferAnyway(sourceKey)
          .<LogFileOutcome>map(LogFileOutcome.Landed::new)
          .orElseGet(() -> refused(sourceKey, IS_DIGEST));
    } catch (RuntimeException e) {
      return new LogFileOutcome.Failed(sourceKey, e);
    }
  }

  private LogFileOutcome refused(String sourceKey, String reason) {
    return new LogFileOutcome.Failed(
        sourceKey,
        new IllegalArgumentException(
            "%s has no events to split: %s.".formatted(from.location(sourceKey), reason)));
  }

  /**
   * What becomes of a log file without opening it.
   *
   * @param isThere tells of the key of an object whether it is there
   * @return empty if it is to be transferred
   */
  Optional<LogFileOutcome> withoutOpening(String sourceKey, Predicate<String> isThere) {
    try {
      Optional<String> reason = reasonToIgnore(sourceKey);
      if (reason.isPresent()) {
        return Optional.of(new LogFileOutcome.Ignored(sourceKey, reason.get()));
      }
      return withoutOpeningNamed(sourceKey, isThere);
    } catch (IllegalArgumentException e) {
      return Optional.of(new LogFileOutcome.Failed(sourceKey, e));
    }
  }

  /** The same for a file that somebody asked for by its name. */
  Optional<LogFileOutcome> withoutOpeningNamed(String sourceKey, Predicate<String> isThere) {
    try {
      String key = keyByName(sourceKey);
      if (!isThere.test(key)) {
        return Optional.empty();
      }
      options.origins().add(from, keys.head(sourceKey));
      requireNoOther(sourceKey, key);
      return Optional.of(new LogFileOutcome.AlreadyThere(sourceKey, key));
    } catch (IllegalArgumentException e) {
      return Optional.of(new LogFileOutcome.Failed(sourceKey, e));
    }
  }

  private Transferred split(String sourceKey, String key) throws IOException {
    try (InputStream json = open(sourceKey, LogFiles::uncompress);
        PendingObject target = to.createIfAbsent(key);
        CompressedWriter compressed = options.compression().compress(target)) {
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
        CompressedWriter compressed = options.compression().compress(target)) {
      OutputStream lines = new BufferedOutputStream(compressed, BUFFER_BYTES);
      try (LogFileSalvage salvage =
          new LogFileSalvage(
              behind,
              lines,
              to,
              key(directories.quarantine(), rest(sourceKey), Compression.GZIP),
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
