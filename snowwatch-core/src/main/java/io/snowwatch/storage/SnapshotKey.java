package io.snowwatch.storage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The key of an object with (a part of) a snapshot: rendered here, and parsed by the patterns here.
 *
 * <p>The last segment is the snapshot's UTC time without a zone, which is all that SnowWatch 1.0's
 * keys consisted of, so the same pattern reads the time of old and new objects. The segments before
 * it make the key unique.
 *
 * @param directory the dataset's directory, without a slash at its end
 * @param accountId the AWS account, 12 digits
 * @param regionName the Region, or a word for a service without Regions
 * @param runId the run that wrote the object
 * @param part the number of the object within the snapshot, from 1
 * @param time the snapshot's time; keys carry microseconds
 */
public record SnapshotKey(
    String directory, String accountId, String regionName, String runId, int part, Instant time) {

  /**
   * A regular expression for the snapshot's time in a key; group 1 is the time, to which a {@code
   * Z} is to be appended. It holds for the keys of SnowWatch 1.0 too.
   */
  public static final String TIME_PATTERN = "/([^/]*)\\.json";

  /** A regular expression for the run in a key; group 1 is the run. 1.0's keys do not match. */
  public static final String RUN_ID_PATTERN = "/run=([^/]+)/";

  /** A regular expression for the account, the Region and the run in a key: groups 1 to 3. */
  public static final String SCOPE_PATTERN = "/account=([^/]+)/region=([^/]+)" + RUN_ID_PATTERN;

  /** The end of the keys of compressed JSON-lines objects. */
  public static final String SUFFIX = ".json.gz";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * @throws IllegalArgumentException if a part would break the key's shape
   */
  public SnapshotKey {
    requireSegment("directory", directory.replace('/', '_'));
    requireSegment("account id", accountId);
    requireSegment("region name", regionName);
    requireSegment("run id", runId);
    if (part < 1) {
      throw new IllegalArgumentException("Part " + part + " is below 1: parts count from 1.");
    }
  }

  /**
   * Renders the key.
   *
   * @return for example {@code
   *     ec2_monitoring/account=123456789012/region=eu-west-1/run=0190…/part=0001/2026-11-23T15:45:57.349636.json.gz}
   */
  public String render() {
    return "%s/account=%s/region=%s/run=%s/part=%04d/%s%s"
        .formatted(directory, accountId, regionName, runId, part, TIME.format(time), SUFFIX);
  }

  private static void requireSegment(String what, String value) {
    if (!value.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "'%s' cannot be the %s of an object key: use letters, digits, underscores and dashes."
              .formatted(value, what));
    }
  }
}
