package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an object below CloudTrail's directory is.
 *
 * <p>A key tells it: {@code …AWSLogs/<account>/<family>/<Region>/<yyyy>/<mm>/<dd>/<file>}, with the
 * organisation's id before the account for the trail of an organisation. The file's name has the
 * same family in it, which tells it where the folders are gone.
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

  private static final Pattern JSON = Pattern.compile("[^/]\\.json(\\.gz)?$");
  private static final Pattern FOLDER =
      Pattern.compile("(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?[^/]+/([^/]+)/");
  private static final Pattern NAME = Pattern.compile("_(CloudTrail(?:-[A-Za-z]+)?)_[^/]*$");

  private final String family;

  LogFileKind(String family) {
    this.family = family;
  }

  /**
   * Tells the kind by an object's key.
   *
   * @param key the key, with or without what stands before {@code AWSLogs/}
   * @return the kind; {@link #EVENTS} for a JSON file of which neither the folder nor the name
   *     tells, which is for its content to tell
   */
  public static LogFileKind of(String key) {
    if (!JSON.matcher(key).find()) {
      return OTHER;
    }
    Matcher folder = FOLDER.matcher(key);
    if (folder.find()) {
      return ofFamily(folder.group(1));
    }
    Matcher name = NAME.matcher(key);
    return name.find() ? ofFamily(name.group(1)) : EVENTS;
  }

  /**
   * Whether the folder or the name tells the kind, so that the content need not be asked.
   *
   * @param key the key, with or without what stands before {@code AWSLogs/}
   * @return whether {@link #of} goes by more than the suffix
   */
  public static boolean isToldBy(String key) {
    return !JSON.matcher(key).find() || FOLDER.matcher(key).find() || NAME.matcher(key).find();
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

  private static LogFileKind ofFamily(String family) {
    for (LogFileKind kind : values()) {
      if (kind.family.equals(family)) {
        return kind;
      }
    }
    return OTHER;
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
