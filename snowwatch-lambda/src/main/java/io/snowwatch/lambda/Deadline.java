package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;

/** When a function has to come to its end. */
final class Deadline {

  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  /** The most that is kept of the rest to log and to answer. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  /** Tried even where no time is left at all: Lambda ends the function anyway. */
  private static final Duration LEAST_REST = Duration.ofSeconds(2);

  private Deadline() {}

  /** How long after {@link #of} everything has to be done but for the log line and the answer. */
  static Duration restOf(Context context) {
    long rest = restMillis(context);
    return Duration.ofMillis(
        Math.max(LEAST_REST.toMillis(), rest - Math.min(rest / 5, LONGEST_ANSWER.toMillis())));
  }

  private static long restMillis(Context context) {
    return Math.min(context.getRemainingTimeInMillis() / 5, LONGEST_REST.toMillis());
  }

  /** The time from which a fifth is left, or half a minute, to abort uploads and to report. */
  static Instant of(Context context) {
    return Instant.now().plusMillis(context.getRemainingTimeInMillis() - restMillis(context));
  }
}
