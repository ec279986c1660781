package io.snowwatch.cloudtrail.split;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Log files by the time that CloudTrail delivered them, which stands in their names to the minute.
 *
 * <p>A file holds events of the minutes before; CloudTrail delivers most within five minutes. A
 * file whose name tells no time belongs to every range.
 *
 * @param from the earliest time, in UTC; empty for no bound
 * @param until the time before which files are taken; empty for no bound
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html">
 *     CloudTrail log file name format</a>
 */
public record LogFileRange(Optional<Instant> from, Optional<Instant> until) {

  private static final Pattern TIME = Pattern.compile("_([0-9]{8}T[0-9]{4})Z_[^/]*$");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT);

  /** Every log file. */
  public static final LogFileRange ALL = new LogFileRange(Optional.empty(), Optional.empty());

  /**
   * Checks the bounds.
   *
   * @throws io.snowwatch.ConfigurationException if nothing lies between them
   */
  public LogFileRange {
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw new io.snowwatch.ConfigurationException(
          List.of(
              "There is no time from %s until %s: set a later end."
                  .formatted(from.get(), until.get())));
    }
  }

  /**
   * A range from one time until another.
   *
   * @param from the earliest time; null for no bound
   * @param until the time before which files are taken; null for no bound
   * @return the range
   * @throws io.snowwatch.ConfigurationException if nothing lies between them
   */
  public static LogFileRange of(@Nullable Instant from, @Nullable Instant until) {
    return new LogFileRange(Optional.ofNullable(from), Optional.ofNullable(until));
  }

  /**
   * When a log file was delivered.
   *
   * @param key the log file's key
   * @return the time in its name, to the minute; empty where there is none
   */
  public static Optional<Instant> timeOf(String key) {
    Matcher matcher = TIME.matcher(key);
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(matcher.group(1), MINUTE).toInstant(ZoneOffset.UTC));
    } catch (java.time.DateTimeException e) {
      // Digits that are no time, such as a 13th month: then the name tells none.
      return Optional.empty();
    }
  }

  /**
   * Tells whether a log file belongs to the range.
   *
   * @param key the log file's key
   * @return whether its time lies in the range, or it has none
   */
  public boolean contains(String key) {
    Optional<Instant> time = timeOf(key);
    return time.isEmpty()
        || (from.filter(time.get()::isBefore).isEmpty()
            && until.filter(bound -> !time.get().isBefore(bound)).isEmpty());
  }
}
