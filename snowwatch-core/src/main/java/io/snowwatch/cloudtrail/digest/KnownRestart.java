package io.snowwatch.cloudtrail.digest;

import io.snowwatch.ConfigurationException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in which somebody turned a trail's logging or validation off and on again, so that its
 * chains of digest files begin anew.
 *
 * @param trailName the trail
 * @param from not later than the end of the last digest file before it, in any account and Region
 * @param to not earlier than the beginning of the first one after it
 */
public record KnownRestart(String trailName, Instant from, Instant to) {

  private static final Pattern TEXT = Pattern.compile("(.+)@([^/]+)/([^/]+)");

  /**
   * Checks the times.
   *
   * @throws ConfigurationException if the time ends before it begins
   */
  public KnownRestart {
    if (!from.isBefore(to)) {
      throw new ConfigurationException(
          List.of(
              "The restart of %s ends at %s, before it begins at %s: exchange them."
                  .formatted(trailName, to, from)));
    }
  }

  /**
   * Reads a restart from text.
   *
   * @param text such as {@code my-trail@2026-11-21T03:00:00Z/2026-11-21T09:00:00Z}
   * @return the restart
   * @throws ConfigurationException if the text is none
   */
  public static KnownRestart parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    try {
      if (matcher.matches()) {
        return new KnownRestart(
            matcher.group(1), Instant.parse(matcher.group(2)), Instant.parse(matcher.group(3)));
      }
    } catch (DateTimeParseException noTime) {
      // The message below says what a time looks like.
    }
    throw new ConfigurationException(
        List.of(
            "'%s' is no restart: write TRAIL@FROM/TO, such as my-trail@2026-11-21T03:00:00Z/2026-11-21T09:00:00Z."
                .formatted(text)));
  }

  boolean holds(Gap gap) {
    return gap.chain().trailName().equals(trailName)
        && !gap.from().isBefore(from)
        && !gap.to().isAfter(to);
  }
}
