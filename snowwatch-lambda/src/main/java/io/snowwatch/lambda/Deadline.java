package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;

/** When a function has to come to its end. */
final class Deadline {

  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private Deadline() {}

  /** The time from which a fifth is left, or half a minute, to abort uploads and to report. */
  static Instant of(Context context) {
    long left = context.getRemainingTimeInMillis();
    return Instant.now().plusMillis(left - Math.min(left / 5, LONGEST_REST.toMillis()));
  }
}
