package io.snowwatch.cloudtrail.digest;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the files of an account's Region are: in one directory for each family of files, and in
 * several where trails with several prefixes deliver.
 *
 * @param region whose files they are
 * @param digestDirectories the directories of digest files, a slash at the end of each
 * @param logDirectories the directories of log files, of every family
 */
record RegionLogs(
    RegionOfAccount region,
    NavigableSet<String> digestDirectories,
    NavigableSet<String> logDirectories) {

  private static final String DIGESTS = "CloudTrail-Digest";

  // …/AWSLogs/[o-…/]<account>/<family>/<region>/
  private static final Pattern DIRECTORY =
      Pattern.compile(
          "(?:|.*?/)AWSLogs/(?:(o-[a-z0-9]+)/)?([0-9]{12})/(CloudTrail(?:-[A-Za-z]+)?)/([^/]+)/");

  /**
   * A Region of an account.
   *
   * @param organizationId the organization, where an organization's trail delivers
   */
  record RegionOfAccount(Optional<String> organizationId, String accountId, String region) {}

  /**
   * A directory in which CloudTrail puts the files of one family.
   *
   * @param path up to and with the slash behind the Region
   */
  record Directory(RegionOfAccount region, boolean holdsDigests, String path) {

    /** The directory that a key is in; empty for one that CloudTrail would not use. */
    static Optional<Directory> of(String key) {
      Matcher matcher = DIRECTORY.matcher(key);
      return matcher.lookingAt()
          ? Optional.of(
              new Directory(
                  new RegionOfAccount(
                      Optional.ofNullable(matcher.group(1)), matcher.group(2), matcher.group(4)),
                  matcher.group(3).equals(DIGESTS),
                  matcher.group()))
          : Optional.empty();
    }

    /** What sorts behind every key of the directory and before every other one. */
    String end() {
      return path.substring(0, path.length() - 1) + (char) ('/' + 1);
    }
  }

  static RegionLogs none(RegionOfAccount region) {
    return new RegionLogs(region, new TreeSet<>(), new TreeSet<>());
  }

  void add(Directory directory) {
    (directory.holdsDigests() ? digestDirectories : logDirectories).add(directory.path());
  }

  boolean isLogDirectoryOf(String key) {
    return Directory.of(key).map(Directory::path).filter(logDirectories::contains).isPresent();
  }
}
