package io.snowwatch.cloudtrail.digest;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the key of a digest file tells.
 *
 * @param chain the chain
 * @param endTime the end of the time that it covers
 * @param key the key
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html">
 *     CloudTrail digest file structure</a>
 */
record DigestKey(DigestChain chain, Instant endTime, String key) {

  // …/[o-…/]<account>/CloudTrail-Digest/<region>/<yyyy>/<mm>/<dd>/
  //     <account>_CloudTrail-Digest_<region>_<trail>_<home region>_<end>[_backfill].json.gz
  private static final Pattern KEY =
      Pattern.compile(
          "(?:^|.*/)AWSLogs/(?:(o-[a-z0-9]+)/)?([0-9]{12})/CloudTrail-Digest/([a-z0-9-]+)/"
              + "[0-9]{4}/[0-9]{2}/[0-9]{2}/"
              + "\\2_CloudTrail-Digest_\\3_(.+)_([a-z0-9-]+)_([0-9]{8}T[0-9]{6}Z)(_backfill)?"
              + "\\.json\\.gz");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  static Optional<DigestKey> parse(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant end = LocalDateTime.parse(matcher.group(6), TIME).toInstant(ZoneOffset.UTC);
      DigestChain chain =
          new DigestChain(
              Optional.ofNullable(matcher.group(1)),
              matcher.group(2),
              matcher.group(3),
              matcher.group(4),
              matcher.group(5),
              matcher.group(7) == null ? DigestChain.Kind.HOURLY : DigestChain.Kind.BACKFILL);
      return Optional.of(new DigestKey(chain, end, key));
    } catch (DateTimeParseException noTime) {
      return Optional.empty();
    }
  }
}
