package io.snowwatch.snowflake.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often a schedule calls. */
final class Rate {

  private static final Pattern RATE = Pattern.compile("rate\\(([0-9]{1,6}) (minute|hour|day)s?\\)");

  /** What is too long where nothing is known of the schedule. */
  static final Duration USUAL = Duration.ofHours(2);

  /** Longer than a day: what cron expressions usually say. */
  private static final Duration OF_CRON = Duration.ofHours(50);

  private Rate() {}

  /** After which time without a success something is wrong. */
  static Duration limit(String expression) {
    return period(expression)
        .map(period -> period.multipliedBy(3))
        .map(three -> three.compareTo(USUAL) < 0 ? USUAL : three)
        .orElse(OF_CRON);
  }

  private static Optional<Duration> period(String expression) {
    Matcher rate = RATE.matcher(expression);
    if (!rate.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(rate.group(1));
    return Optional.of(
        switch (rate.group(2)) {
          case "minute" -> Duration.ofMinutes(number);
          case "hour" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }
}
