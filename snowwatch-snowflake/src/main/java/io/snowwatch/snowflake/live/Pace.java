package io.snowwatch.snowflake.live;

import java.time.Duration;

/** Lets time pass; a test lets none. */
@FunctionalInterface
public interface Pace {

  /** Sleeps. */
  Pace REAL =
      duration -> {
        try {
          Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new SnowflakeUnreachableException(
              "It was interrupted while it waited. Run it again: it goes on where it stopped.",
              java.util.Optional.of(e));
        }
      };

  /**
   * Waits.
   *
   * @param duration how long
   */
  void pause(Duration duration);
}
