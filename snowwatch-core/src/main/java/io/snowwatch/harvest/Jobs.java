package io.snowwatch.harvest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The jobs of one run, which may start further ones; waits for them no longer than it may. */
final class Jobs {

  private final ExecutorService pool;
  private final List<Job> all = new ArrayList<>();
  private int unfinished;
  private @Nullable GivingUp givenUp;
  private boolean cancelled;

  Jobs(ExecutorService pool) {
    this.pool = pool;
  }

  /** Starts a job as soon as a thread is free; gives it up if the run is given up. */
  void start(Job job) {
    GivingUp why;
    job.whenDone(this::ended);
    synchronized (this) {
      all.add(job);
      unfinished++;
      why = givenUp;
    }
    if (why == null) {
      pool.execute(job);
    } else {
      job.giveUp(why);
    }
  }

  private synchronized void ended() {
    unfinished--;
    notifyAll();
  }

  /** Ends the next wait, or the one that goes on. */
  synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Gives up whatever is not done, and what will be started. */
  void giveUp(GivingUp why) {
    synchronized (this) {
      givenUp = why;
    }
    snapshot().forEach(job -> job.giveUp(why));
  }

  void abandon(GivingUp why) {
    snapshot().forEach(job -> job.abandon(why));
  }

  private synchronized List<Job> snapshot() {
    return List.copyOf(all);
  }

  /** The rows of the jobs that are done. */
  List<HarvestRun> rows() {
    return snapshot().stream().flatMap(job -> job.rows().stream()).toList();
  }

  /**
   * Waits for every job.
   *
   * @return whether all are done; false after a cancellation, or when the time is over
   * @throws InterruptedException if this thread is interrupted
   */
  synchronized boolean awaitUnlessCancelled(TimeLimit limit) throws InterruptedException {
    while (unfinished > 0 && !cancelled && !limit.isOver()) {
      await(limit);
    }
    return unfinished == 0;
  }

  /** Waits for every job, or until the time is over. */
  synchronized void awaitThoughCancelled(TimeLimit limit) throws InterruptedException {
    while (unfinished > 0 && !limit.isOver()) {
      await(limit);
    }
  }

  // Every caller is a loop that knows what it waits for.
  @SuppressWarnings("WaitNotInLoop")
  private synchronized void await(TimeLimit limit) throws InterruptedException {
    Duration left = limit.left();
    // Rounded up, for zero would mean for ever.
    TimeUnit.MILLISECONDS.timedWait(this, left.toMillis() + 1);
  }
}
