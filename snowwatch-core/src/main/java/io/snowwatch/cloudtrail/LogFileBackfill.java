package io.snowwatch.cloudtrail;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.ValueStyle;
import io.snowwatch.cloudtrail.split.LogFileRange;
import io.snowwatch.storage.AbandonableStore;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.PendingObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.immutables.value.Value;

/**
 * Transfers every log file below a prefix, several at once.
 *
 * <p>What has been transferred before is found by listing the objects with events, and not opened:
 * an interrupted backfill goes on where it stopped, and one that runs beside the function that
 * takes new files does no harm. Memory is constant whatever the number of log files, but for the
 * names of one folder's.
 *
 * <p>A log file that fails does not stop the others. A backfill may be run several times. Safe for
 * use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class LogFileBackfill {

  private static final int MAX_CONCURRENCY = 256;

  /** How long an interrupted run waits for what is under way. */
  static final int GRACE_SECONDS = 3;

  /** How long it waits for those that are interrupted. */
  private static final int WAKING_SECONDS = 1;

  /** How long it waits for the removal of what hangs. */
  private static final int ABORT_SECONDS = 5;

  LogFileBackfill() {}

  /**
   * Starts with no transfer.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * From where to where.
   *
   * @return the transfer
   */
  public abstract LogFileTransfer transfer();

  /**
   * What the log files' keys begin with, CloudTrail's directory included.
   *
   * @return for example {@code cloudtrail/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/}; empty,
   *     unless set otherwise, for everything in the store
   */
  @Value.Default
  public String prefix() {
    return "";
  }

  /**
   * Single files instead of all with the prefix. They are taken whatever they are called, and none
   * of them is ignored.
   *
   * @return the files' keys; none unless set, and then the prefix tells
   */
  public abstract List<String> keys();

  /** A key that is asked for in full is named, whichever way. */
  private boolean isNamed(String key) {
    return !keys().isEmpty() || (key.equals(prefix()) && !key.endsWith("/"));
  }

  /**
   * Which log files are taken.
   *
   * @return all of them unless set otherwise
   */
  @Value.Default
  public LogFileRange range() {
    return LogFileRange.ALL;
  }

  /**
   * How many log files are transferred at once.
   *
   * @return 1 to 256, 8 unless set otherwise; each may hold an upload part (5 MiB)
   */
  @Value.Default
  public int concurrency() {
    return 8;
  }

  /**
   * When to begin no further log file.
   *
   * @return the time, or empty to take as long as it takes
   */
  public abstract Optional<Instant> deadline();

  /**
   * Who is told how the backfill goes on.
   *
   * @return nobody unless set otherwise
   */
  @Value.Default
  public BackfillListener listener() {
    return BackfillListener.NONE;
  }

  /**
   * Tells whether the deadline has come.
   *
   * @return the system's clock unless set otherwise
   */
  @Value.Default
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Value.Check
  void check() {
    if (concurrency() < 1 || concurrency() > MAX_CONCURRENCY) {
      throw new ConfigurationException(
          List.of(
              "Concurrency %d is out of range: use 1 to %d."
                  .formatted(concurrency(), MAX_CONCURRENCY)));
    }
  }

  /**
   * Transfers the log files. An interrupted thread begins no further one, waits for those that are
   * under way, and stays interrupted. What takes longer than {@value #GRACE_SECONDS} seconds then
   * is given up, and what was written of it removed, whatever its calls do; that too has its time.
   *
   * @return what was done
   * @throws io.snowwatch.storage.StorageException if the log files cannot be listed; what was begun
   *     is finished first
   */
  public final BackfillReport run() {
    return new Run().run();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "snowwatch-log-files");
    thread.setDaemon(true);
    return thread;
  }

  /** One run's threads and counts. */
  private final class Run {

    private final ExecutorService threads =
        Executors.newFixedThreadPool(concurrency(), LogFileBackfill::daemon);

    private final AbandonableStore to;
    private final LogFileTransfer transfer;
    private volatile boolean givenUp;

    /** Keeps the queue short: as many wait as are being transferred. */
    private final Semaphore places = new Semaphore(2 * concurrency());

    private final LogFileTally tally = new LogFileTally();
    private final List<LogFileOutcome.Failed> failures = new ArrayList<>();
    private String folder = "";
    private Set<String> done = Set.of();

    Run() {
      AbandonableStore[] known = new AbandonableStore[1];
      transfer = transfer().to(store -> known[0] = new AbandonableStore(store));
      to = known[0];
    }

    BackfillReport run() {
      boolean unfinished;
      try {
        unfinished = !submitAll();
      } finally {
        finish();
      }
      unfinished |= givenUp;
      synchronized (this) {
        LogFileTally.Counts counts = tally.counts();
        return new BackfillReport(
            counts.landed(),
            counts.damaged(),
            counts.alreadyThere(),
            counts.ignored(),
            counts.failed(),
            counts.events(),
            failures,
            unfinished);
      }
    }

    /** Tells whether all of them were submitted in time. */
    private boolean submitAll() {
      try (Stream<String> keys =
          keys().isEmpty() ? transfer().sourceKeys(prefix()) : keys().stream()) {
        Iterator<String> iterator = keys.filter(range()::contains).iterator();
        while (iterator.hasNext()) {
          if (Thread.currentThread().isInterrupted()
              || deadline().filter(time -> !clock().instant().isBefore(time)).isPresent()) {
            return false;
          }
          String sourceKey = iterator.next();
          listener().found(1);
          if (!submit(sourceKey)) {
            return false;
          }
        }
        return true;
      }
    }

    private boolean submit(String sourceKey) {
      Optional<LogFileOutcome> known = withoutOpening(sourceKey);
      if (known.isPresent()) {
        count(known.get());
        return true;
      }
      try {
        places.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      threads.execute(
          () -> {
            try {
              LogFileOutcome outcome =
                  isNamed(sourceKey)
                      ? transfer.attemptNamed(sourceKey)
                      : transfer.attempt(sourceKey);
              if (!(givenUp && outcome instanceof LogFileOutcome.Failed)) {
                count(outcome);
              }
            } finally {
              places.release();
            }
          });
      return true;
    }

    private Optional<LogFileOutcome> withoutOpening(String sourceKey) {
      return isNamed(sourceKey)
          ? transfer().withoutOpeningNamed(sourceKey, this::isDone)
          : transfer().withoutOpening(sourceKey, this::isDone);
    }

    /** Log files come folder by folder, so each folder of events is listed once. */
    private boolean isDone(String key) {
      String keyFolder = key.substring(0, key.lastIndexOf('/') + 1);
      if (!keyFolder.equals(folder)) {
        try (Stream<String> keys = transfer().keys(keyFolder)) {
          done =
              keys.map(Compression::withoutSuffix).collect(Collectors.toCollection(HashSet::new));
          folder = keyFolder;
        }
      }
      // What has landed compressed in another way has landed.
      return done.contains(Compression.withoutSuffix(key));
    }

    private void count(LogFileOutcome outcome) {
      tally.finished(outcome);
      if (outcome instanceof LogFileOutcome.Failed failure) {
        synchronized (this) {
          if (failures.size() < BackfillReport.MAX_FAILURES) {
            failures.add(failure);
          }
        }
      }
      listener().finished(outcome);
    }

    private void finish() {
      threads.shutdown();
      try {
        while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
          // However long it takes.
        }
      } catch (InterruptedException e) {
        giveUp();
        Thread.currentThread().interrupt();
      }
    }

    /** The thread is interrupted no more, and is not meant to be again. */
    private void giveUp() {
      if (endsIn(threads, GRACE_SECONDS)) {
        return;
      }
      givenUp = true;
      threads.shutdownNow();
      // A thread that waits for bytes is not woken by that.
      if (endsIn(threads, WAKING_SECONDS)) {
        return;
      }
      List<PendingObject> left = to.unfinished();
      if (!left.isEmpty()) {
        ExecutorService aborts = Executors.newFixedThreadPool(left.size(), LogFileBackfill::daemon);
        left.forEach(object -> aborts.execute(object::abandon));
        aborts.shutdown();
        endsIn(aborts, ABORT_SECONDS);
      }
    }

    private static boolean endsIn(ExecutorService pool, int seconds) {
      try {
        return pool.awaitTermination(seconds, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        // Once more is no reason to leave more behind.
        return pool.isTerminated();
      }
    }
  }

  /** Builds a {@link LogFileBackfill}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableLogFileBackfill.Builder {
    Builder() {}
  }
}
