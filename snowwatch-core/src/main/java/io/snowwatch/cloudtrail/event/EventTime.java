package io.snowwatch.cloudtrail.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times in the forms that log files have had, and those that tools give them which export events:
 * dates and times of ISO 8601, extended and basic, with a space in the middle, with fractions, with
 * offsets or none, which is UTC; seconds, milliseconds, microseconds and nanoseconds since 1970;
 * and the form of HTTP.
 */
final class EventTime {

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})(?:-(\\d\\d)-(\\d\\d)|/(\\d\\d)/(\\d\\d)|(\\d\\d)(\\d\\d))"
              + "(?:[Tt ]\\s*(\\d\\d):?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d+))?)?)?"
              + "\\s*(Z|z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)?");

  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE]\\+?\\d\\d?)?");

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final int NANO_DIGITS = 9;

  /** A number of seconds below this is a time before the year 5138. */
  private static final BigDecimal SECONDS_BELOW = BigDecimal.valueOf(100_000_000_000L);

  private static final int USUAL_LENGTH = "2026-01-02T03:04:05Z".length();

  private EventTime() {}

  /** The time in the text of a JSON string or number; empty if it is none. */
  static Optional<Instant> parse(String text) {
    Instant usual = usual(text);
    if (usual != null) {
      return Optional.of(usual);
    }
    String trimmed = text.strip();
    try {
      if (NUMBER.matcher(trimmed).matches() && !isBasicDate(trimmed)) {
        return Optional.of(sinceEpoch(new BigDecimal(trimmed)));
      }
      Matcher matcher = DATE_TIME.matcher(trimmed);
      return Optional.of(
          matcher.matches()
              ? dateTime(matcher)
              : DateTimeFormatter.RFC_1123_DATE_TIME
                  .withLocale(Locale.ROOT)
                  .parse(trimmed, Instant::from));
    } catch (DateTimeException | ArithmeticException noTime) {
      return Optional.empty();
    }
  }

  /** {@code 2026-01-02T03:04:05Z}, which nearly every time is; null for anything else. */
  private static @Nullable Instant usual(String text) {
    if (text.length() != USUAL_LENGTH
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || text.charAt(19) != 'Z') {
      return null;
    }
    int year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
    int month = twoDigits(text, 5);
    int day = twoDigits(text, 8);
    int hour = twoDigits(text, 11);
    int minute = twoDigits(text, 14);
    int second = twoDigits(text, 17);
    boolean valid =
        year >= 0
            && twoDigits(text, 2) >= 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= 28
            && hour >= 0
            && hour < 24
            && minute >= 0
            && minute < 60
            && second >= 0
            && second < 60;
    // What is left, such as the last days of a month, is looked at more closely.
    return valid
        ? Instant.ofEpochSecond(
            LocalDate.of(year, month, day).toEpochDay() * 86_400
                + hour * 3600L
                + minute * 60L
                + second)
        : null;
  }

  private static int twoDigits(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10_000;
  }

  private static boolean isBasicDate(String digits) {
    return digits.length() == "20260102".length() && digits.startsWith("20");
  }

  private static Instant sinceEpoch(BigDecimal number) {
    BigDecimal seconds = number;
    while (seconds.abs().compareTo(SECONDS_BELOW) >= 0) {
      seconds = seconds.divide(THOUSAND);
    }
    BigInteger whole = seconds.toBigInteger();
    long nanos = seconds.subtract(new BigDecimal(whole)).movePointRight(NANO_DIGITS).longValue();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  private static Instant dateTime(Matcher matcher) {
    LocalDate date =
        LocalDate.of(number(matcher, 1), first(matcher, 2, 4, 6), first(matcher, 3, 5, 7));
    int second = number(matcher, 10);
    // A leap second is the last one of its minute to Java.
    LocalTime time =
        LocalTime.of(
            number(matcher, 8),
            number(matcher, 9),
            second == 60 ? 59 : second,
            nanos(matcher.group(11)));
    return LocalDateTime.of(date, time).toInstant(offset(matcher.group(12)));
  }

  private static int first(Matcher matcher, int... groups) {
    for (int group : groups) {
      if (matcher.group(group) != null) {
        return number(matcher, group);
      }
    }
    return 0;
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    String nanos = (fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
    return Integer.parseInt(nanos);
  }

  private static ZoneOffset offset(@Nullable String zone) {
    return zone == null || Character.isLetter(zone.charAt(0))
        ? ZoneOffset.UTC
        : ZoneOffset.of(zone);
  }
}
