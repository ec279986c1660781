package io.snowwatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A signal that asks a command to end before its work is done.
 *
 * <p>Work that leaves things behind, such as uploads, says how it is given up: the first signal
 * does that, and the command ends when its work has. Where nothing is to be given up, it ends at
 * once, and a second signal ends it in any case.
 *
 * <p>Safe for use by several threads.
 */
final class Interruption {

  /** What the exit status of a process that a signal ended is counted from. */
  static final int SIGNALS = 128;

  private final IntConsumer exit;
  private final IntConsumer halt;
  private final List<Work> works = new ArrayList<>();
  private int status;

  /**
   * @param exit ends the process with a status
   * @param halt does so without waiting for anything
   */
  Interruption(IntConsumer exit, IntConsumer halt) {
    this.exit = exit;
    this.halt = halt;
  }

  /** Work that can be given up, until it is closed. */
  interface Work extends AutoCloseable {

    /** Asks the work to end; returns at once. */
    void giveUp();

    @Override
    void close();
  }

  /**
   * Work begins.
   *
   * @param giveUp called by the first signal; returns at once
   * @return to be closed when the work has ended
   */
  Work work(Runnable giveUp) {
    Work work =
        new Work() {
          @Override
          public void giveUp() {
            giveUp.run();
          }

          @Override
          public void close() {
            end(this);
          }
        };
    boolean late;
    synchronized (this) {
      works.add(work);
      late = status != 0;
    }
    if (late) {
      work.giveUp();
    }
    return work;
  }

  private synchronized void end(Work work) {
    works.remove(work);
  }

  /** A signal came. */
  void signal(int number) {
    boolean second;
    List<Work> toGiveUp;
    synchronized (this) {
      second = status != 0;
      status = second ? status : SIGNALS + number;
      toGiveUp = List.copyOf(works);
    }
    if (second) {
      halt.accept(SIGNALS + number);
    } else if (toGiveUp.isEmpty()) {
      exit.accept(SIGNALS + number);
    } else {
      toGiveUp.forEach(Work::giveUp);
    }
  }

  /** The exit status that a signal asked for; 0 without one. */
  synchronized int status() {
    return status;
  }
}
