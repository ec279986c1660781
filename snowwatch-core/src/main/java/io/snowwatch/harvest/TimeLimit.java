package io.snowwatch.harvest;

import java.time.Duration;

/**
 * A point in time after which nobody waits, by the clock that never jumps.
 *
 * @param nanos as {@link System#nanoTime} counts
 */
record TimeLimit(long nanos) {

  // Far enough, and short of what an addition to nanoTime bears.
  private static final Duration LONGEST = Duration.ofDays(365);

  static TimeLimit in(Duration duration) {
    if (duration.isNegative()) {
      return new TimeLimit(System.nanoTime());
    }
    Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    return new TimeLimit(System.nanoTime() + bounded.toNanos());
  }

  static TimeLimit never() {
    return in(LONGEST);
  }

  /** What is left, negative when it is over. */
  Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }

  boolean isOver() {
    return nanos - System.nanoTime() <= 0;
  }
}
