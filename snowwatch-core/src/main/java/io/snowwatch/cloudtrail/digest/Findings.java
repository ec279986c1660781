package io.snowwatch.cloudtrail.digest;

import io.snowwatch.cloudtrail.split.LogFileRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Collects what is found, and runs what is done several at once: account-Regions on threads that
 * wait for the files, and files on others, so that no more of them are read at once than asked for.
 *
 * <p>Safe for use by several threads.
 */
final class Findings implements AutoCloseable {

  private final VerificationListener listener;
  private final ExecutorService regions;
  private final ExecutorService files;
  private final List<CheckedFile> faults = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long digests;
  private long validDigests;
  private long logFiles;
  private long validLogFiles;
  private long older;
  private long recent;
  private final Acceptances acceptances;
  private final Set<String> mentionedElsewhere = ConcurrentHashMap.newKeySet();

  Findings(TrailVerification verification) {
    this.acceptances = new Acceptances(verification);
    this.listener = verification.listener();
    this.regions = pool("snowwatch-verify-region", verification.concurrency());
    this.files = pool("snowwatch-verify-file", verification.concurrency());
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A digest file names a log file where CloudTrail would not put it. */
  void mentionElsewhere(String key) {
    mentionedElsewhere.add(key);
  }

  boolean isMentionedElsewhere(String key) {
    return mentionedElsewhere.contains(key);
  }

  /** Verifies account-Regions, several at once. */
  void verifyRegions(List<Callable<Void>> work) {
    runAll(regions, work);
  }

  /** Reads files, several at once, and returns the results in order. */
  <T> List<T> readFiles(List<Callable<T>> work) {
    return runAll(files, work);
  }

  private static <T> List<T> runAll(ExecutorService pool, List<Callable<T>> work) {
    List<Future<T>> futures = work.stream().map(pool::submit).toList();
    try {
      List<T> results = new ArrayList<>(work.size());
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The verification was interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  synchronized void add(CheckedFile file) {
    if (file.type() == CheckedFile.Type.DIGEST) {
      digests++;
      validDigests += file.isValid() ? 1 : 0;
    } else {
      logFiles++;
      validLogFiles += file.isValid() ? 1 : 0;
    }
    if (!file.isValid() && faults.size() < VerificationReport.MAX_FAULTS) {
      faults.add(file);
    }
    listener.onFile(file);
  }

  synchronized void add(Gap gap) {
    if (!acceptances.accept(gap)) {
      gaps.add(gap);
      listener.onGap(gap);
    }
  }

  /** A log file that no digest file names, and the gaps of its account and Region. */
  synchronized void addUnmentioned(String bucket, String key, List<Gap> around) {
    if (!acceptances.accept(key, around, LogFileRange.timeOf(key))) {
      add(new CheckedFile(CheckedFile.Type.LOG_FILE, bucket, key, new Verdict.Unmentioned()));
    }
  }

  /** Whether a log file was accepted that is older than every digest file. */
  synchronized boolean accepts(String key) {
    return acceptances.accept(key, List.of(), Optional.empty());
  }

  /** A log file that is older than every digest file. */
  synchronized void addOlder() {
    older++;
  }

  /** A log file whose digest file may be still to come. */
  synchronized void addRecent() {
    recent++;
  }

  synchronized VerificationReport report() {
    return new VerificationReport(
        new VerificationReport.Tally(digests, validDigests),
        new VerificationReport.Tally(logFiles, validLogFiles),
        faults,
        gaps,
        new VerificationReport.NotCovered(older, recent),
        acceptances.report());
  }

  @Override
  public void close() {
    regions.shutdownNow();
    files.shutdownNow();
  }
}
