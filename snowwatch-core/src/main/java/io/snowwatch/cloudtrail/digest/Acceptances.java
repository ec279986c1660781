package io.snowwatch.cloudtrail.digest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was accepted by name, and how often that was needed.
 *
 * <p>Safe for use by several threads.
 */
final class Acceptances {

  // In a path as a directory, or in front of a log file's name.
  private static final Pattern ACCOUNT = Pattern.compile("(?:^|/)([0-9]{12})(?=/|_CloudTrail)");

  private final TrailVerification settings;
  private final Map<String, Uses> uses = new LinkedHashMap<>();

  private static final class Uses {
    private final List<Gap> gaps = new ArrayList<>();
    private long logFiles;
  }

  Acceptances(TrailVerification settings) {
    this.settings = settings;
    settings.acceptedAccountIds().forEach(id -> uses.put(account(id), new Uses()));
    settings.acceptedTrailNames().forEach(trail -> uses.put(trail(trail), new Uses()));
    settings.acceptedRestarts().forEach(restart -> uses.put(restart(restart), new Uses()));
    settings.acceptedPrefixes().forEach(prefix -> uses.put(prefix(prefix), new Uses()));
  }

  private static String account(String id) {
    return "account " + id;
  }

  private static String trail(String name) {
    return "trail " + name;
  }

  private static String restart(KnownRestart restart) {
    return "restart of %s from %s to %s"
        .formatted(restart.trailName(), restart.from(), restart.to());
  }

  private static String prefix(String prefix) {
    return "prefix " + prefix;
  }

  /** Accepts a gap, if one of the names says so. */
  synchronized boolean accept(Gap gap) {
    Optional<String> name = name(gap);
    name.ifPresent(
        by -> {
          List<Gap> gaps = uses(by).gaps;
          if (gaps.size() < VerificationReport.MAX_FAULTS) {
            gaps.add(gap);
          }
        });
    return name.isPresent();
  }

  private Optional<String> name(Gap gap) {
    Optional<String> restart =
        gap.cause() == Gap.Cause.CHAIN_RESTARTED
            ? settings.acceptedRestarts().stream()
                .filter(known -> known.holds(gap))
                .map(Acceptances::restart)
                .findFirst()
            : Optional.empty();
    // What was removed from a chain is no matter of a trail that did not validate.
    boolean trail =
        gap.cause().isWithoutValidation()
            && settings.acceptedTrailNames().contains(gap.chain().trailName());
    return restart.or(() -> trail ? Optional.of(trail(gap.chain().trailName())) : Optional.empty());
  }

  /**
   * Accepts a log file that no digest file names, if one of the names says so.
   *
   * @param gaps the gaps of its account and Region
   * @param time when it was delivered
   */
  synchronized boolean accept(String key, List<Gap> gaps, Optional<Instant> time) {
    Optional<String> name = name(key, gaps, time);
    name.ifPresent(by -> uses(by).logFiles++);
    return name.isPresent();
  }

  private Optional<String> name(String key, List<Gap> gaps, Optional<Instant> time) {
    for (String prefix : settings.acceptedPrefixes()) {
      if (key.startsWith(prefix)) {
        return Optional.of(prefix(prefix));
      }
    }
    Matcher matcher = ACCOUNT.matcher(key);
    String account = "";
    while (matcher.find()) {
      account = matcher.group(1);
    }
    if (settings.acceptedAccountIds().contains(account)) {
      return Optional.of(account(account));
    }
    return time.flatMap(
        at ->
            gaps.stream()
                // A name tells the time to the minute.
                .filter(gap -> !at.isBefore(gap.from().truncatedTo(ChronoUnit.MINUTES)))
                .filter(gap -> at.isBefore(gap.to()))
                .flatMap(gap -> name(gap).stream())
                .findFirst());
  }

  private Uses uses(String name) {
    return uses.computeIfAbsent(name, n -> new Uses());
  }

  /** Everything that was accepted, also what was not needed. */
  synchronized List<Accepted> report() {
    return uses.entrySet().stream()
        .map(use -> new Accepted(use.getKey(), use.getValue().logFiles, use.getValue().gaps))
        .toList();
  }
}
