package io.snowwatch.snowflake.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and counts for people. */
final class Words {

  private Words() {}

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A time and how long ago it was. */
  static String ago(Instant time, Instant now) {
    return "%s, %s ago".formatted(time(time), length(Duration.between(time, now)));
  }

  static String length(Duration length) {
    long minutes = Math.max(0, length.toMinutes());
    if (minutes < 120) {
      return minutes + (minutes == 1 ? " minute" : " minutes");
    }
    long hours = minutes / 60;
    return hours < 48 ? hours + " hours" : hours / 24 + " days";
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
