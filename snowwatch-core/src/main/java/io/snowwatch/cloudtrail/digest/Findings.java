package io.snowwatch.cloudtrail.digest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Collects what is found, and runs what is done several at once. */
final class Findings implements AutoCloseable {

  private final VerificationListener listener;
  private final ExecutorService pool;
  private final List<CheckedFile> faults = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long digests;
  private long validDigests;
  private long logFiles;
  private long validLogFiles;

  Findings(TrailVerification verification) {
    this.listener = verification.listener();
    this.pool =
        Executors.newFixedThreadPool(
            verification.concurrency(),
            work -> {
              Thread thread = new Thread(work, "snowwatch-verify");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs all, several at once, and returns their results in order. */
  <T> List<T> runAll(List<Callable<T>> work) {
    try {
      List<T> results = new ArrayList<>(work.size());
      for (Future<T> future : pool.invokeAll(work)) {
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

  void add(CheckedFile file) {
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

  void add(Gap gap) {
    gaps.add(gap);
    listener.onGap(gap);
  }

  VerificationReport report() {
    return new VerificationReport(
        new VerificationReport.Tally(digests, validDigests),
        new VerificationReport.Tally(logFiles, validLogFiles),
        faults,
        gaps);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
