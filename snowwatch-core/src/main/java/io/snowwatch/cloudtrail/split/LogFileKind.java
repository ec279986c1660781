package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an object below CloudTrail's directory is.
 *
 * <p>A key tells it: {@code …AWSLogs/<account>/<family>/<Region>/<yyyy>/<mm>/<dd>/<file>}, with the
 * organisation's id before the account for the trail of an organisation. The file's name has the
 * same family in it and goes before the folders, which may be others in a copy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html">
 *     Finding your CloudTrail log files</a>
 */
public enum LogFileKind {
  /** Management and data events. */
  EVENTS("CloudTrail"),
  /** Network-activity events, which have the same members as other events. */
  NETWORK_ACTIVITY("CloudTrail-NetworkActivity"),
  /**
   * Insights: unusual rates of calls or errors.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html">
   *     Insights record contents</a>
   */
  INSIGHT("CloudTrail-Insight"),
  /**
   * Counts of data events over five minutes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html">
   *     Aggregated record contents</a>
   */
  AGGREGATED("CloudTrail-Aggregated"),
  /**
   * Hashes of log files, for validation.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html">
   *     Digest file structure</a>
   */
  DIGEST("CloudTrail-Digest"),
  /** Anything else: a folder's marker, another service's log file, something foreign. */
  OTHER("");

  /** What CloudTrail's own files are called: {@code <account>_<family>_…}. */
  private static final Pattern NAME = Pattern.compile("_(CloudTrail(?:-[A-Za-z]+)?)_");

  /** What other services' files are called: {@code <account>_<service>_<Region>_…}. */
  private static final Pattern NAME_OF_ANOTHER =
      Pattern.compile("[0-9]{12}_([A-Za-z][A-Za-z0-9-]*)_[a-z]{2}-[a-z-]+-[0-9]+_.*");

  private static final Pattern FOLDER =
      Pattern.compile("(?:^|.*/)AWSLogs/(?:.*/)?(CloudTrail(?:-[A-Za-z]+)?)/.*");
  private static final Pattern FOLDER_OF_ANOTHER =
      Pattern.compile("(?:^|.*/)AWSLogs/(?:.*/)?[0-9]{12}/([^/]+)/.*");
  private static final Pattern JSON =
      Pattern.compile(".+\\.json(?:\\.gz)?", Pattern.CASE_INSENSITIVE);

  private static final String IS_DIGEST =
      "it is a digest file, which snowwatch cloudtrail verify reads";

  private final String family;

  LogFileKind(String family) {
    this.family = family;
  }

  /**
   * What a key tells.
   *
   * @param kind the kind
   * @param isCertain whether the name or a folder tells it; otherwise the content is to be asked
   * @param reason why the object is not taken, as the end of a sentence; empty if it is
   */
  private record Told(LogFileKind kind, boolean isCertain, String reason) {

    static Told ofFamily(String family) {
      for (LogFileKind kind : values()) {
        if (kind.family.equals(family)) {
          return new Told(kind, true, kind == DIGEST ? IS_DIGEST : "");
        }
      }
      // CloudTrail has a new one. Whatever it holds, it is not passed over.
      return new Told(EVENTS, false, "");
    }

    static Told other(String reason) {
      return new Told(OTHER, true, reason);
    }
  }

  private static Told tell(String key) {
    String file = key.substring(key.lastIndexOf('/') + 1);
    String folders = key.substring(0, key.length() - file.length());
    if (file.isEmpty() || file.endsWith("_$folder$")) {
      return Told.other("it marks a folder");
    }
    Matcher name = NAME.matcher(file);
    if (name.find()) {
      return Told.ofFamily(name.group(1));
    }
    if (file.startsWith(".")) {
      return Told.other("it is a hidden file");
    }
    Matcher other = NAME_OF_ANOTHER.matcher(file);
    if (other.matches()) {
      return Told.other("its name is that of a log file of " + other.group(1));
    }
    Matcher folder = FOLDER.matcher(folders);
    if (folder.matches()) {
      return Told.ofFamily(folder.group(1));
    }
    Matcher another = FOLDER_OF_ANOTHER.matcher(folders);
    if (another.matches()) {
      return Told.other("it is in a folder of log files of " + another.group(1));
    }
    return JSON.matcher(file).matches()
        ? new Told(EVENTS, false, "")
        : Told.other("its name ends in neither .json nor .json.gz");
  }

  /**
   * Tells the kind by an object's key: by the fields of its name, {@code
   * <account>_<family>_<Region>_<time>_<id>}, else by the folders that it is in. What stands before
   * does not matter.
   *
   * @param key the key, with or without what stands before {@code AWSLogs/}
   * @return the kind; {@link #EVENTS} for a JSON file of which neither the name nor a folder tells,
   *     and for one of CloudTrail's whose kind is not known here, which is for its content to tell
   */
  public static LogFileKind of(String key) {
    return tell(key).kind();
  }

  /**
   * Why an object is not taken.
   *
   * @param key the key
   * @return the reason, as the end of a sentence; empty if the key is that of a file with events or
   *     summaries
   */
  public static Optional<String> reasonToIgnore(String key) {
    return Optional.of(tell(key).reason()).filter(reason -> !reason.isEmpty());
  }

  /**
   * Whether an object is called a file of CloudTrail's, by its name or folder.
   *
   * @param key the key
   * @return whether it is; false for a JSON file of which neither tells
   */
  public static boolean isCalledCloudTrail(String key) {
    int name = key.lastIndexOf('/') + 1;
    return name < key.length()
        && (NAME.matcher(key.substring(name)).find()
            || FOLDER.matcher(key.substring(0, name)).matches());
  }

  /**
   * Whether the folder or the name tells the kind, so that the content need not be asked.
   *
   * @param key the key, with or without what stands before {@code AWSLogs/}
   * @return whether {@link #of} goes by more than the suffix
   */
  public static boolean isToldBy(String key) {
    return tell(key).isCertain();
  }

  /**
   * Tells the kind by the first event.
   *
   * @param json the uncompressed file, read as far as needed and not closed
   * @return {@link #INSIGHT} or {@link #AGGREGATED} where the event says so; {@link #DIGEST} for a
   *     digest file; {@link #EVENTS} otherwise, also where there is no event to be found
   * @throws IOException if reading fails
   */
  public static LogFileKind ofContent(InputStream json) throws IOException {
    LogFileSurvey survey = new LogFileSurvey(json, LogFileSurvey.Keeping.CATEGORY);
    LogFileSurvey.Finding found = survey.next();
    while (found instanceof LogFileSurvey.Bad) {
      // Damage is reported when the file is read for its events.
      found = survey.next();
    }
    if (found == null) {
      return survey.isDigest() ? DIGEST : EVENTS;
    }
    return Stream.of(INSIGHT, AGGREGATED)
        .filter(kind -> kind.family.equals("CloudTrail-" + survey.category()))
        .findFirst()
        .orElse(EVENTS);
  }

  /**
   * Whether the records are events: one for each call or connection.
   *
   * @return true for {@link #EVENTS} and {@link #NETWORK_ACTIVITY}
   */
  public boolean holdsEvents() {
    return this == EVENTS || this == NETWORK_ACTIVITY;
  }

  /**
   * Whether the records are summaries that CloudTrail makes of many events.
   *
   * @return true for {@link #INSIGHT} and {@link #AGGREGATED}
   */
  public boolean holdsSummaries() {
    return this == INSIGHT || this == AGGREGATED;
  }
}
