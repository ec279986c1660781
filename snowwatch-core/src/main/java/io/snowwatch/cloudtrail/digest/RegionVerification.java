package io.snowwatch.cloudtrail.digest;

import io.snowwatch.cloudtrail.digest.FileVerifier.VerifiedDigest;
import io.snowwatch.cloudtrail.split.LogFileKind;
import io.snowwatch.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies the digest and log files of one account and Region, of all trails together. */
final class RegionVerification {

  private static final Duration HOUR = Duration.ofHours(1);

  private final TrailVerification settings;
  private final RegionLogs logs;
  private final Findings findings;
  private final FileVerifier files;
  private final Instant since;
  private final Instant until;
  private final Instant settled;
  private final Set<String> mentioned = new HashSet<>();
  private final Set<String> reported = new HashSet<>();
  private final List<Gap> gaps = new ArrayList<>();
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
    this.settled = now.minus(UnmentionedFiles.DELIVERY);
  }

  void run() {
    Map<DigestChain, List<DigestKey>> chains = new LinkedHashMap<>();
    for (String directory : logs.digestDirectories()) {
      digestKeys(settings.bucket(), directory, since)
          // Later ones name log files that came late.
          .filter(key -> key.endTime().isBefore(until.plus(UnmentionedFiles.DELIVERY)))
          .filter(key -> isWanted(key.chain()))
          .forEach(key -> chains.computeIfAbsent(key.chain(), c -> new ArrayList<>()).add(key));
    }
    chains.forEach(
        (chain, keys) ->
            new ChainLinks(chain, read(settings.bucket(), logs.region().region(), keys)).check());
    findUnmentioned();
  }

  private boolean isWanted(DigestChain chain) {
    return TrailVerification.isWanted(settings.trailNames(), chain.trailName());
  }

  /** The digest files of a directory that end after a time. */
  private Stream<DigestKey> digestKeys(String bucket, String directory, Instant after) {
    try (Stream<String> keys = settings.storage().keys(bucket, directory, "")) {
      return keys
          .map(DigestKey::parse)
          .flatMap(Optional::stream)
          .filter(key -> key.endTime().isAfter(after))
          .toList()
          .stream();
    }
  }

  /** Reads digest files and verifies the log files that they name, in the order of time. */
  private List<VerifiedDigest> read(String bucket, String mentionedBy, List<DigestKey> keys) {
    keys.sort(Comparator.comparing(DigestKey::endTime).thenComparing(DigestKey::key));
    List<VerifiedDigest> digests = new ArrayList<>();
    int batch = settings.concurrency();
    for (int from = 0; from < keys.size(); from += batch) {
      List<Callable<VerifiedDigest>> reads = new ArrayList<>();
      for (DigestKey key : keys.subList(from, Math.min(keys.size(), from + batch))) {
        reads.add(() -> files.digest(bucket, key.key(), mentionedBy));
      }
      List<VerifiedDigest> read =
          findings.readFiles(reads).stream().filter(this::isInTime).toList();
      verifyLogFiles(read);
      read.forEach(digest -> digests.add(digest.withoutLogFiles()));
    }
    return digests;
  }

  /**
   * Whether a digest file tells of the time range: not if it begins later. Only a valid one is
   * believed about when it begins, unless its key tells that it is none of the range's last hour.
   */
  private boolean isInTime(VerifiedDigest digest) {
    Digest contents = digest.digest();
    if (contents != null && digest.isValid() && !contents.start().isBefore(until)) {
      contents.logFiles().forEach(this::mention);
      return false;
    }
    return DigestKey.parse(digest.key())
        .filter(key -> key.endTime().isBefore(until.plus(HOUR)))
        .isPresent();
  }

  private void mention(Digest.LogFile file) {
    // Only this bucket is searched for what nobody mentions.
    if (file.bucket().equals(settings.bucket())) {
      mentioned.add(file.key());
      if (!logs.isLogDirectoryOf(file.key())) {
        findings.mentionElsewhere(file.key());
      }
    }
  }

  /** Verifies the log files that digest files name. */
  private void verifyLogFiles(List<VerifiedDigest> digests) {
    List<Callable<CheckedFile>> checks = new ArrayList<>();
    for (VerifiedDigest digest : digests) {
      Digest contents = digest.digest();
      // A copy's log files are those of the digest file that it is a copy of.
      if (contents != null && !(digest.verdict() instanceof Verdict.Moved)) {
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
    private final Set<String> moved = new HashSet<>();
    private final List<VerifiedDigest> listed;

    ChainLinks(DigestChain chain, List<VerifiedDigest> listed) {
      this.chain = chain;
      this.listed = inPlace(listed);
    }

    /** Those that lie where they were delivered; a copy of one is no link. */
    private List<VerifiedDigest> inPlace(List<VerifiedDigest> digests) {
      List<VerifiedDigest> inPlace = new ArrayList<>();
      for (VerifiedDigest digest : digests) {
        if (digest.verdict() instanceof Verdict.Moved) {
          moved.add(digest.location());
          report(digest, digest.verdict());
        } else {
          inPlace.add(digest);
        }
      }
      return inPlace;
    }

    void check() {
      if (listed.isEmpty()) {
        return;
      }
      checkEnd();
      checkLinks(listed, null);
    }

    private void checkEnd() {
      Digest last = listed.get(listed.size() - 1).digest();
      Instant expected = until.isBefore(settled) ? until : settled;
      if (isHourly() && last != null && last.end().isBefore(expected)) {
        add(new Gap(chain, last.end(), until, Gap.Cause.AFTER_LAST));
      }
    }

    private boolean isHourly() {
      return chain.kind() == DigestChain.Kind.HOURLY;
    }

    private void checkLinks(List<VerifiedDigest> digests, @Nullable VerifiedDigest before) {
      for (int i = digests.size() - 1; i >= 0; i--) {
        checkLink(digests.get(i), i == 0 ? before : digests.get(i - 1));
      }
    }

    /** Follows the links from a digest file to the listed one before it. */
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
        if (before != null && previous.location().equals(before.location())) {
          report(current, linkVerdict(current, previous, before));
          gapBetween(contents, before);
          return;
        }
        if (moved.contains(previous.location())) {
          report(current, current.verdict());
          gapBefore(contents, before, Gap.Cause.DIGEST_MISSING);
          return;
        }
        boolean outOfTime =
            DigestKey.parse(previous.key()).filter(k -> !k.endTime().isAfter(since)).isPresent();
        if (outOfTime || isListed(previous)) {
          report(current, skips(current, previous, before));
          gapBefore(contents, before, Gap.Cause.TIMES_APART);
          return;
        }
        List<VerifiedDigest> elsewhere = elsewhere(contents, previous, before);
        if (!elsewhere.isEmpty()) {
          checkLink(current, elsewhere.get(elsewhere.size() - 1));
          checkLinks(elsewhere, before);
          return;
        }
        VerifiedDigest next = files.digest(previous.bucket(), previous.key(), current.key());
        if (next.verdict() instanceof Verdict.Missing) {
          report(current, current.verdict());
          report(next, next.verdict());
          gapBefore(contents, before, Gap.Cause.DIGEST_MISSING);
          return;
        }
        // It is elsewhere, and its bucket cannot be listed.
        report(current, linkVerdict(current, previous, next));
        gapBetween(contents, next);
        verifyLogFiles(List.of(next));
        current = next.withoutLogFiles();
      }
    }

    private boolean isListed(Digest.Previous previous) {
      return listed.stream().anyMatch(digest -> digest.location().equals(previous.location()));
    }

    /**
     * The chain's digest files of an earlier time in the bucket and directory that the trail
     * delivered to before.
     */
    private List<VerifiedDigest> elsewhere(
        Digest current, Digest.Previous previous, @Nullable VerifiedDigest before) {
      Optional<DigestKey> named =
          DigestKey.parse(previous.key())
              .filter(key -> key.chain().equals(chain))
              .filter(key -> key.endTime().isBefore(current.end()));
      Optional<String> directory =
          RegionLogs.Directory.of(previous.key()).map(RegionLogs.Directory::path);
      if (named.isEmpty() || directory.isEmpty()) {
        return List.of();
      }
      if (previous.bucket().equals(settings.bucket())
          && logs.digestDirectories().contains(directory.get())) {
        return List.of();
      }
      Digest earlier = before == null ? null : before.digest();
      Instant after = earlier == null ? since : earlier.end();
      try {
        List<DigestKey> keys =
            digestKeys(previous.bucket(), directory.get(), after)
                .filter(key -> key.chain().equals(chain))
                .filter(key -> !key.endTime().isAfter(named.get().endTime()))
                .collect(Collectors.toCollection(ArrayList::new));
        return inPlace(read(previous.bucket(), previous.key(), keys));
      } catch (StorageException unlistable) {
        // Files can be read by name then; what is missing there is said.
        return List.of();
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
        add(new Gap(chain, earlier.end(), contents.start(), Gap.Cause.TIMES_APART));
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
        add(new Gap(chain, from, contents.start(), why));
      }
    }

    private void add(Gap gap) {
      gaps.add(gap);
      findings.add(gap);
    }

    private void report(VerifiedDigest digest, Verdict verdict) {
      if (reported.add(digest.location())) {
        findings.add(
            new CheckedFile(CheckedFile.Type.DIGEST, digest.bucket(), digest.key(), verdict));
      }
    }
  }

  private void findUnmentioned() {
    UnmentionedFiles unmentioned =
        new UnmentionedFiles(
            settings,
            findings,
            key -> mentioned.contains(key) || findings.isMentionedElsewhere(key),
            Objects.requireNonNullElse(firstStart, Instant.MIN),
            gaps);
    for (String directory : logs.logDirectories()) {
      keys(directory).forEach(unmentioned::judge);
    }
    for (String directory : logs.digestDirectories()) {
      keys(directory)
          .filter(
              key -> {
                LogFileKind kind = LogFileKind.of(key);
                return kind.holdsEvents() || kind.holdsSummaries();
              })
          .forEach(unmentioned::judge);
    }
  }

  private Stream<String> keys(String directory) {
    return settings.storage().keys(settings.bucket(), directory, "");
  }
}
