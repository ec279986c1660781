package io.snowwatch.harvest;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks a harvest to end early.
 *
 * <p>Safe for use by several threads, a signal's handler among them: asking never waits.
 */
public final class Cancellation {

  private final List<Runnable> reactions = new ArrayList<>();
  private boolean requested;

  /** A cancellation that nobody has asked for yet. */
  public Cancellation() {}

  /**
   * Asks to end; asking again does nothing. {@link Harvest#run(Cancellation)} says what becomes.
   */
  public void cancel() {
    List<Runnable> waiting;
    synchronized (this) {
      requested = true;
      waiting = List.copyOf(reactions);
      reactions.clear();
    }
    waiting.forEach(Runnable::run);
  }

  /**
   * Whether somebody has asked.
   *
   * @return true after {@link #cancel}
   */
  public synchronized boolean isRequested() {
    return requested;
  }

  /** Runs something once somebody asks, at once if somebody has. */
  void whenRequested(Runnable reaction) {
    synchronized (this) {
      if (!requested) {
        reactions.add(reaction);
        return;
      }
    }
    reaction.run();
  }
}
