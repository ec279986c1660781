package io.snowwatch.snowflake.aws;

import io.snowwatch.SnowWatchException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for what AWS makes known to all of itself only after a while, such as a role's new trust.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency">
 *     Changes that I make are not always immediately visible</a>
 */
public final class Patience {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Lets time pass. */
  interface Pause {
    void take(Duration length) throws InterruptedException;
  }

  private final Duration limit;
  private final InstantSource clock;
  private final Pause pause;

  Patience(Duration limit, InstantSource clock, Pause pause) {
    this.limit = limit;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Waits for some time, with growing pauses of at most 15 seconds.
   *
   * @param limit how long at most
   * @return the patience
   */
  public static Patience atMost(Duration limit) {
    return new Patience(
        limit, InstantSource.system(), length -> TimeUnit.MILLISECONDS.sleep(length.toMillis()));
  }

  /**
   * Tries until it works.
   *
   * @param what what is waited for, such as {@code LIST @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE}
   * @param attempt tries once; empty if it worked, otherwise why it did not
   * @throws SnowWatchException with the last reason when the time is over or the thread is
   *     interrupted; what the attempt throws is thrown at once
   */
  public void until(String what, Supplier<Optional<String>> attempt) {
    java.time.Instant end = clock.instant().plus(limit);
    Duration next = FIRST_PAUSE;
    while (true) {
      Optional<String> problem = attempt.get();
      if (problem.isEmpty()) {
        return;
      }
      if (clock.instant().plus(next).isAfter(end)) {
        throw new SnowWatchException(
            "%s does not work after %d seconds: %s"
                .formatted(what, limit.toSeconds(), problem.get()));
      }
      try {
        pause.take(next);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SnowWatchException(
            "Interrupted while waiting for %s: %s".formatted(what, problem.get()), e);
      }
      next =
          next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
    }
  }
}
