package io.snowwatch.cloudtrail;

import java.util.regex.Pattern;

/**
 * What an object below CloudTrail's directory is, as its key tells.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html">
 *     Finding your CloudTrail log files</a>
 */
public enum LogFileKind {
  /** Events: {@code …/CloudTrail/<region>/<yyyy>/<mm>/<dd>/<name>.json.gz}. */
  EVENTS,
  /** Hashes of log files, for validation. */
  DIGEST,
  /** Insights events, which have a shape of their own. */
  INSIGHT,
  /** Anything else, such as a folder's marker. */
  OTHER;

  private static final Pattern DIGESTS = Pattern.compile("(^|/)CloudTrail-Digest/");
  private static final Pattern INSIGHTS = Pattern.compile("(^|/)CloudTrail-Insight/");
  private static final Pattern JSON = Pattern.compile("[^/]\\.json(\\.gz)?$");

  /**
   * Tells the kind.
   *
   * @param key the key, with or without what stands before {@code AWSLogs/}
   * @return the kind
   */
  public static LogFileKind of(String key) {
    if (!JSON.matcher(key).find()) {
      return OTHER;
    }
    if (DIGESTS.matcher(key).find()) {
      return DIGEST;
    }
    return INSIGHTS.matcher(key).find() ? INSIGHT : EVENTS;
  }
}
