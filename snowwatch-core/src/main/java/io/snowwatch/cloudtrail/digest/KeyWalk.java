package io.snowwatch.cloudtrail.digest;

import io.snowwatch.cloudtrail.digest.RegionLogs.Directory;
import io.snowwatch.cloudtrail.digest.RegionLogs.RegionOfAccount;
import io.snowwatch.cloudtrail.split.LogFileKind;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Goes through all keys below a prefix, and over the directories in which CloudTrail puts the files
 * of a Region: those are for {@link RegionVerification}, and hold nearly everything.
 */
final class KeyWalk {

  private static final Pattern NAME =
      Pattern.compile("(?:^|/)([0-9]{12})_CloudTrail[^_/]*_([a-z0-9-]+)_[^/]*$");

  private final TrailVerification settings;

  KeyWalk(TrailVerification settings) {
    this.settings = settings;
  }

  /** The wanted Regions of which there is a digest or log file. */
  Collection<RegionLogs> regions() {
    Map<RegionOfAccount, RegionLogs> found = new LinkedHashMap<>();
    walk(
        directory -> {
          if (isWanted(directory.region())) {
            found.computeIfAbsent(directory.region(), RegionLogs::none).add(directory);
          }
        },
        key -> {});
    return found.values();
  }

  /** The log files that lie where CloudTrail would not put them. */
  void strayKeys(Consumer<String> action) {
    walk(
        directory -> {},
        key -> {
          LogFileKind kind = LogFileKind.of(key);
          if ((kind.holdsEvents() || kind.holdsSummaries()) && mayBeWanted(key)) {
            action.accept(key);
          }
        });
  }

  private void walk(Consumer<Directory> directories, Consumer<String> others) {
    Optional<String> from = Optional.of("");
    while (from.isPresent()) {
      from =
          walkToDirectory(from.get(), others)
              .map(
                  directory -> {
                    directories.accept(directory);
                    return directory.end();
                  });
    }
  }

  private Optional<Directory> walkToDirectory(String after, Consumer<String> others) {
    try (Stream<String> keys =
        settings.storage().keys(settings.bucket(), settings.prefix(), after)) {
      for (Iterator<String> each = keys.iterator(); each.hasNext(); ) {
        String key = each.next();
        if (settings.writtenDirectories().holding(key).isPresent()) {
          continue;
        }
        Optional<Directory> directory = Directory.of(key);
        if (directory.isPresent()) {
          return directory;
        }
        others.accept(key);
      }
    }
    return Optional.empty();
  }

  private boolean isWanted(RegionOfAccount region) {
    boolean organization =
        settings.organizationIds().isEmpty()
            || region.organizationId().filter(settings.organizationIds()::contains).isPresent();
    return organization
        && TrailVerification.isWanted(settings.accountIds(), region.accountId())
        && TrailVerification.isWanted(settings.regions(), region.region());
  }

  /** Whether the name of a log file tells of its account and Region, as CloudTrail's do. */
  static boolean isNamedByCloudTrail(String key) {
    return NAME.matcher(key).find();
  }

  /** Whether a key's name tells nothing against it. */
  private boolean mayBeWanted(String key) {
    Matcher name = NAME.matcher(key);
    return !name.find()
        || (TrailVerification.isWanted(settings.accountIds(), name.group(1))
            && TrailVerification.isWanted(settings.regions(), name.group(2)));
  }
}
