package io.snowwatch.cloudtrail.digest;

import io.snowwatch.cloudtrail.split.LogFileRange;
import io.snowwatch.cloudtrail.split.LogFileReader;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Judges log files that no digest file names. */
final class UnmentionedFiles {

  // A digest file covers an hour and comes soon after it; log files come within minutes.
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
  static final Duration DELIVERY = Duration.ofHours(2);

  private final TrailVerification settings;
  private final Findings findings;
  private final Predicate<String> isMentioned;
  private final Instant first;
  private final Instant until;
  private final Instant settled;
  private final List<Gap> gaps;

  /**
   * Judges the log files of a Region.
   *
   * @param isMentioned whether a digest file names a key
   * @param first the beginning of its first digest file
   * @param gaps its gaps
   */
  UnmentionedFiles(
      TrailVerification settings,
      Findings findings,
      Predicate<String> isMentioned,
      Instant first,
      List<Gap> gaps) {
    this.settings = settings;
    this.findings = findings;
    this.isMentioned = isMentioned;
    this.first = first;
    this.gaps = gaps;
    Instant now = settings.clock().instant();
    this.until = settings.until().orElse(Instant.MAX);
    // By then every digest file has come.
    this.settled = now.minus(DELIVERY);
  }

  /** Judges log files that lie where CloudTrail would not put them. */
  static UnmentionedFiles elsewhere(TrailVerification settings, Findings findings) {
    return new UnmentionedFiles(
        settings, findings, findings::isMentionedElsewhere, Instant.MIN, List.of());
  }

  /** Judges a file that lies anywhere: one that is not named as a log file is, by its content. */
  void judgeStray(String key) {
    try {
      if (KeyWalk.isNamedByCloudTrail(key) || holdsEvents(key)) {
        judge(key);
      }
    } catch (IOException | StorageException e) {
      findings.add(
          new CheckedFile(
              CheckedFile.Type.LOG_FILE, settings.bucket(), key, Verdict.Unreadable.because(e)));
    }
  }

  private boolean holdsEvents(String key) throws IOException {
    Optional<TrailObject> found = settings.storage().open(settings.bucket(), key);
    if (found.isEmpty()) {
      return false;
    }
    try (TrailObject object = found.get();
        InputStream json = LogFiles.uncompressDamaged(object.content())) {
      LogFileReader reader = LogFileReader.of(json);
      while (reader.next()) {
        if (reader.isEvent()) {
          return true;
        }
      }
      return false;
    }
  }

  void judge(String key) {
    if (key.endsWith("/") || isMentioned.test(key)) {
      return;
    }
    // CloudTrail gives every log file a time: what has none was never in a digest file.
    Optional<Instant> time = LogFileRange.timeOf(key);
    if (time.isPresent()) {
      Instant at = time.get();
      if (settings.since().filter(at::isBefore).isPresent() || !at.isBefore(until)) {
        return;
      }
      if (!at.isBefore(settled)) {
        findings.addRecent();
        return;
      }
      if (settings.since().isEmpty() && at.isBefore(first)) {
        if (!findings.accepts(key)) {
          findings.addOlder();
        }
        return;
      }
    }
    findings.addUnmentioned(settings.bucket(), key, gaps);
  }
}
