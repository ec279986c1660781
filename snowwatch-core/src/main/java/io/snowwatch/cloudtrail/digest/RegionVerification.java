package io.snowwatch.cloudtrail.digest;

import io.snowwatch.cloudtrail.digest.FileVerifier.VerifiedDigest;
import io.snowwatch.cloudtrail.digest.TrailVerification.RegionLogs;
import io.snowwatch.cloudtrail.split.LogFileRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies the digest and log files of one account and Region, of all trails together. */
final class RegionVerification {

  // A digest file covers an hour and comes soon after it; log files come within minutes.
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DELIVERY = Duration.ofHours(2);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
  private static final Duration ONE_DAY = Duration.ofDays(1);

  private final TrailVerification settings;
  private final RegionLogs logs;
  private final Findings findings;
  private final FileVerifier files;
  private final Instant since;
  private final Instant until;
  private final Instant settled;
  private final Set<String> mentioned = new HashSet<>();
  private @Nullable Instant firstStart;

  RegionVerification(TrailVerification settings, RegionLogs logs, Findings findings) {
    this.settings = settings;
    this.logs = logs;
    this.findings = findings;
    this.files = new FileVerifier(settings.storage(), settings.publicKeys());
    Instant now = settings.clock().instant();
    this.since = settings.since().orElse(Instant.EPOCH);
    this.until = settings.until().filter(end -> end.isBefore(now)).orElse(now);
    // By then every digest file has come.
    this.settled = now.minus(DELIVERY);
  }

  void run() {
    Map<DigestChain, List<DigestKey>> chains = new LinkedHashMap<>();
    try (Stream<String> keys = keysOfDays(logs.digests(), until.plus(HOUR))) {
      keys.map(DigestKey::parse)
          .flatMap(Optional::stream)
          .filter(key -> key.endTime().isAfter(since))
          .filter(key -> key.endTime().isBefore(until.plus(HOUR)))
          .filter(key -> isWanted(key.chain()))
          .forEach(key -> chains.computeIfAbsent(key.chain(), c -> new ArrayList<>()).add(key));
    }
    chains.forEach(this::verifyChain);
    findUnmentioned();
  }

  private static boolean isWanted(Set<String> wanted, String name) {
    return TrailVerification.isWanted(wanted, name);
  }

  private boolean isWanted(DigestChain chain) {
    return isWanted(settings.trailNames(), chain.trailName());
  }

  /** The keys below a directory of days that may belong to the time range. */
  private Stream<String> keysOfDays(String directory, Instant to) {
    String after = since.equals(Instant.EPOCH) ? "" : directory + DAY.format(since);
    String end = directory + DAY.format(to.plus(ONE_DAY));
    return settings
        .storage()
        .keys(settings.bucket(), directory, after)
        .takeWhile(key -> key.compareTo(end) < 0);
  }

  private void verifyChain(DigestChain chain, List<DigestKey> keys) {
    keys.sort(Comparator.comparing(DigestKey::endTime).thenComparing(DigestKey::key));
    List<VerifiedDigest> digests = new ArrayList<>();
    int batch = settings.concurrency();
    for (int from = 0; from < keys.size(); from += batch) {
      List<Callable<VerifiedDigest>> reads = new ArrayList<>();
      for (DigestKey key : keys.subList(from, Math.min(keys.size(), from + batch))) {
        reads.add(() -> files.digest(settings.bucket(), key.key(), logs.digests()));
      }
      List<VerifiedDigest> read =
          findings.readFiles(reads).stream().filter(this::isInTime).toList();
      verifyLogFiles(read);
      read.forEach(digest -> digests.add(digest.withoutLogFiles()));
    }
    new ChainLinks(chain, digests).check();
  }

  /**
   * A digest file that begins after the time range was taken for one within by its key. Only a
   * valid one is believed.
   */
  private boolean isInTime(VerifiedDigest digest) {
    Digest contents = digest.digest();
    if (contents != null && digest.isValid() && !contents.start().isBefore(until)) {
      contents.logFiles().forEach(this::mention);
      return false;
    }
    return true;
  }

  private void mention(Digest.LogFile file) {
    // Only this bucket is searched for what nobody mentions.
    if (file.bucket().equals(settings.bucket())) {
      mentioned.add(file.key());
    }
  }

  /** Verifies the log files that digest files name. */
  private void verifyLogFiles(List<VerifiedDigest> digests) {
    List<Callable<CheckedFile>> checks = new ArrayList<>();
    for (VerifiedDigest digest : digests) {
      Digest contents = digest.digest();
      if (contents != null) {
        if (firstStart == null || contents.start().isBefore(firstStart)) {
          firstStart = contents.start();
        }
        for (Digest.LogFile file : contents.logFiles()) {
          mention(file);
          checks.add(() -> files.logFile(file, digest));
        }
      }
    }
    findings.readFiles(checks).forEach(findings::add);
  }

  /** The chain's order, each digest file against the one before it. */
  private final class ChainLinks {

    private final DigestChain chain;
    private final List<VerifiedDigest> listed;

    ChainLinks(DigestChain chain, List<VerifiedDigest> listed) {
      this.chain = chain;
      this.listed = listed;
    }

    void check() {
      if (listed.isEmpty()) {
        return;
      }
      checkEnd();
      for (int i = listed.size() - 1; i >= 0; i--) {
        checkLink(listed.get(i), i == 0 ? null : listed.get(i - 1));
      }
    }

    private void checkEnd() {
      Digest last = listed.get(listed.size() - 1).digest();
      Instant expected = until.isBefore(settled) ? until : settled;
      if (isHourly() && last != null && last.end().isBefore(expected)) {
        findings.add(new Gap(chain, last.end(), until, Gap.Cause.AFTER_LAST));
      }
    }

    private boolean isHourly() {
      return chain.kind() == DigestChain.Kind.HOURLY;
    }

    /** Follows the links from a listed digest file to the listed one before it. */
    private void checkLink(VerifiedDigest digest, @Nullable VerifiedDigest before) {
      VerifiedDigest current = digest;
      while (true) {
        Digest contents = current.digest();
        if (contents == null || !current.isValid()) {
          // What it says about the one before it counts for nothing.
          report(current, current.verdict());
          return;
        }
        if (contents.previous().isEmpty()) {
          report(current, current.verdict());
          gapBefore(contents, before, Gap.Cause.CHAIN_RESTARTED);
          return;
        }
        Digest.Previous previous = contents.previous().get();
        if (before != null
            && previous.key().equals(before.key())
            && previous.bucket().equals(before.bucket())) {
          report(current, linkVerdict(current, previous, before));
          gapBetween(contents, before);
          return;
        }
        boolean outOfTime =
            DigestKey.parse(previous.key()).filter(k -> !k.endTime().isAfter(since)).isPresent();
        if (outOfTime) {
          report(current, skips(current, previous, before));
          gapBefore(contents, before, Gap.Cause.TIMES_APART);
          return;
        }
        VerifiedDigest next = files.digest(previous.bucket(), previous.key(), current.key());
        if (next.verdict() instanceof Verdict.Missing) {
          report(current, current.verdict());
          report(next, next.verdict());
          gapBefore(contents, before, Gap.Cause.DIGEST_MISSING);
          return;
        }
        // It is elsewhere, such as in the bucket that the trail delivered to before.
        report(current, linkVerdict(current, previous, next));
        gapBetween(contents, next);
        verifyLogFiles(List.of(next));
        current = next.withoutLogFiles();
      }
    }

    private Verdict linkVerdict(
        VerifiedDigest digest, Digest.Previous previous, VerifiedDigest before) {
      Digest contents = before.digest();
      if (contents == null || !before.isValid()) {
        return digest.verdict();
      }
      if (!previous.sha256().equalsIgnoreCase(contents.sha256())) {
        return new Verdict.ChainBroken("the hash that it tells of " + before.key() + " is wrong");
      }
      return previous.signature().equalsIgnoreCase(before.signature())
          ? digest.verdict()
          : new Verdict.ChainBroken("the signature that it tells of " + before.key() + " is wrong");
    }

    /** The verdict on a digest file that names one older than the one before it. */
    private Verdict skips(
        VerifiedDigest digest, Digest.Previous previous, @Nullable VerifiedDigest before) {
      return before == null
          ? digest.verdict()
          : new Verdict.ChainBroken(
              "it names " + previous.key() + " and not " + before.key() + ", which is later");
    }

    private void gapBetween(Digest contents, VerifiedDigest before) {
      Digest earlier = before.digest();
      if (isHourly() && earlier != null && earlier.end().isBefore(contents.start())) {
        findings.add(new Gap(chain, earlier.end(), contents.start(), Gap.Cause.TIMES_APART));
      }
    }

    private void gapBefore(Digest contents, @Nullable VerifiedDigest before, Gap.Cause cause) {
      Instant from = since;
      Gap.Cause why = cause == Gap.Cause.DIGEST_MISSING ? cause : Gap.Cause.BEFORE_FIRST;
      if (before != null) {
        Digest earlier = before.digest();
        from = earlier == null ? contents.start() : earlier.end();
        why = cause;
      }
      // Without a beginning to the time range, nothing is missing before the first digest file.
      if (isHourly() && from.isBefore(contents.start()) && !from.equals(Instant.EPOCH)) {
        findings.add(new Gap(chain, from, contents.start(), why));
      }
    }

    private void report(VerifiedDigest digest, Verdict verdict) {
      findings.add(
          new CheckedFile(CheckedFile.Type.DIGEST, digest.bucket(), digest.key(), verdict));
    }
  }

  private void findUnmentioned() {
    Instant from = settings.since().orElse(Objects.requireNonNullElse(firstStart, Instant.EPOCH));
    Instant to = until.minus(HOUR).isBefore(settled) ? until.minus(HOUR) : settled;
    try (Stream<String> keys = keysOfDays(logs.logFiles(), to)) {
      keys.filter(key -> !key.endsWith("/") && !mentioned.contains(key))
          .filter(key -> isJudged(key, from, to))
          .forEach(
              key ->
                  findings.add(
                      new CheckedFile(
                          CheckedFile.Type.LOG_FILE,
                          settings.bucket(),
                          key,
                          new Verdict.Unmentioned())));
    }
  }

  /** Whether the digest file that names a log file would have been found. */
  private static boolean isJudged(String key, Instant from, Instant to) {
    // CloudTrail gives every log file a time: what has none was never in a digest file.
    return LogFileRange.timeOf(key)
        .map(time -> !time.isBefore(from) && time.isBefore(to))
        .orElse(true);
  }
}
