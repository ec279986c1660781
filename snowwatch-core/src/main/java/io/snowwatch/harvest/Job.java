package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a harvest that has a thread to itself while it is done, and may hang. */
abstract class Job implements Runnable {

  private @Nullable List<HarvestRun> rows;
  private Runnable whenDone = () -> {};
  private @Nullable Thread runner;
  private boolean begun;
  private boolean ended;

  /** Does the piece and completes its rows. */
  abstract void work();

  /** Tells it to come to its end soon; where it has not begun, it is at its end. */
  abstract void giveUp(GivingUp why);

  /** Ends it in the report, whatever its thread still does. */
  abstract void abandon(GivingUp why);

  /** Says what to do once there is something to report; to be said before the piece is begun. */
  final synchronized void whenDone(Runnable reaction) {
    whenDone = reaction;
  }

  final synchronized boolean isDone() {
    return rows != null;
  }

  /** What is to be reported of the piece; nothing before it is done. */
  final synchronized List<HarvestRun> rows() {
    return rows == null ? List.of() : rows;
  }

  /** Reports, unless something was reported before. */
  final void complete(List<HarvestRun> these) {
    Runnable reaction;
    synchronized (this) {
      if (rows != null) {
        return;
      }
      rows = these;
      reaction = whenDone;
    }
    reaction.run();
  }

  @Override
  public final void run() {
    synchronized (this) {
      if (ended) {
        return;
      }
      begun = true;
      runner = Thread.currentThread();
    }
    try {
      work();
    } catch (RuntimeException | Error e) {
      // Nobody would wait for its end in vain.
      try {
        abandon(new GivingUp(Failure.of(e), false));
      } finally {
        complete(List.of());
      }
      throw e;
    } finally {
      synchronized (this) {
        runner = null;
        // The thread's next piece is not the one that was interrupted.
        Thread.interrupted();
      }
    }
  }

  /** Lets the piece never begin, and returns whether it had not. */
  final synchronized boolean endUnbegun() {
    ended |= !begun;
    return ended;
  }

  final synchronized void interrupt() {
    if (runner != null) {
      runner.interrupt();
    }
  }
}
