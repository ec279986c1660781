package io.snowwatch.cloudtrail.digest;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.ValueStyle;
import io.snowwatch.cloudtrail.split.WrittenDirectories;
import io.snowwatch.storage.StorageException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.immutables.value.Value;

/**
 * Verifies that the digest and log files of a bucket are what CloudTrail delivered, no more and no
 * less.
 *
 * <ul>
 *   <li>Every digest file of the time range lies where it was delivered, is signed with a trusted
 *       key and has the contents that were signed.
 *   <li>It names the digest file before it, whose hash and signature are those that it tells.
 *   <li>Every log file that it names is there and has the hash that it tells; hashes are taken of
 *       the uncompressed contents.
 *   <li>Every log file that splitting would take is named by a digest file, wherever it lies below
 *       the prefix, and so is whatever else lies among log files. That is asked of files that are
 *       at least two hours old, for the digest file of a younger one may be still to come. The time
 *       in its name tells a file's age.
 *   <li>The digest files cover the time range without gaps.
 * </ul>
 *
 * <p>Whatever is known to be unproven can be accepted by name; the report lists it.
 *
 * <p>What was replaced with something else that CloudTrail has signed for the same place cannot be
 * told; neither can trails of which nothing is left.
 *
 * <p>Log files are hashed as they are read, several at once. Memory holds, for each account's
 * Region that is being looked at, the digest files in work and the keys of its log files. Every key
 * below the prefix is listed.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html">
 *     Custom implementations of CloudTrail log file integrity validation</a>
 */
@Value.Immutable
@ValueStyle
public abstract class TrailVerification {

  TrailVerification() {}

  /**
   * Starts without storage, bucket and keys.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where the files are.
   *
   * @return the storage
   */
  public abstract TrailStorage storage();

  /**
   * The bucket whose digest files are verified.
   *
   * @return the bucket's name as CloudTrail knew it
   */
  public abstract String bucket();

  /**
   * The trail's prefix in the bucket.
   *
   * @return what stands before {@code AWSLogs/}; empty, or ends with a slash; empty unless set
   *     otherwise
   */
  @Value.Default
  public String prefix() {
    return "";
  }

  /**
   * Whose signatures are trusted.
   *
   * @return the keys
   */
  public abstract PublicKeys publicKeys();

  /**
   * The organizations of organization trails to verify.
   *
   * @return ids such as {@code o-a1b2c3d4e5}; empty for all, and for trails of single accounts
   */
  public abstract Set<String> organizationIds();

  /**
   * The accounts to verify.
   *
   * @return ids of 12 digits; empty for all
   */
  public abstract Set<String> accountIds();

  /**
   * The Regions to verify.
   *
   * @return names; empty for all
   */
  public abstract Set<String> regions();

  /**
   * The trails to verify.
   *
   * @return names; empty for all. A log file counts as named only by digest files of these
   */
  public abstract Set<String> trailNames();

  /**
   * The beginning of the time to verify: digest files that end later are looked at.
   *
   * @return the time; empty to begin with the first digest file
   */
  public abstract Optional<Instant> since();

  /**
   * The end of the time to verify: digest files that begin earlier are looked at.
   *
   * @return the time; empty for now
   */
  public abstract Optional<Instant> until();

  /**
   * Accounts whose log files need no digest file, such as those of a trail without validation.
   *
   * @return ids of 12 digits
   */
  public abstract Set<String> acceptedAccountIds();

  /**
   * Trails that validate for a part of the time only: hours before the first digest file of a
   * chain, after its last and between two chains are accepted, and the log files of such hours.
   *
   * @return names
   */
  public abstract Set<String> acceptedTrailNames();

  /**
   * Times in which logging or validation was off: chains that begin anew are accepted, and the log
   * files in between.
   *
   * @return the restarts
   */
  public abstract Set<KnownRestart> acceptedRestarts();

  /**
   * What the keys of log files begin with that need no digest file.
   *
   * @return beginnings of keys
   */
  public abstract Set<String> acceptedPrefixes();

  /**
   * The directories of the bucket that SnowWatch writes: what lies there is not looked at, as
   * splitting leaves it out.
   *
   * @return none unless set otherwise
   */
  @Value.Default
  public WrittenDirectories writtenDirectories() {
    return WrittenDirectories.NONE;
  }

  /**
   * How many files are read at once, and in how many accounts' Regions.
   *
   * @return 1 to 64, 8 unless set otherwise
   */
  @Value.Default
  public int concurrency() {
    return 8;
  }

  /**
   * Who is told what is found.
   *
   * @return nobody unless set otherwise
   */
  @Value.Default
  public VerificationListener listener() {
    return VerificationListener.NONE;
  }

  /**
   * Tells how late it is.
   *
   * @return the system's clock unless set otherwise
   */
  @Value.Default
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Value.Check
  void check() {
    List<String> problems = new ArrayList<>();
    if (!prefix().isEmpty() && !prefix().endsWith("/")) {
      problems.add("Prefix '" + prefix() + "' ends without a slash: add it.");
    }
    if (concurrency() < 1 || concurrency() > 64) {
      problems.add("Concurrency " + concurrency() + " is out of range: use 1 to 64.");
    }
    if (since().isPresent() && until().isPresent() && !since().get().isBefore(until().get())) {
      problems.add(
          "No time lies between %s and %s: the first must be earlier."
              .formatted(since().get(), until().get()));
    }
    if (acceptedPrefixes().contains("")) {
      problems.add("Every key begins with an empty prefix: accept a longer one.");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Verifies, and waits for the end.
   *
   * @return what was found; a file that cannot be read is a fault in it
   * @throws StorageException if the bucket cannot be listed
   * @throws software.amazon.awssdk.core.exception.SdkException if public keys cannot be had
   */
  public VerificationReport run() {
    try (Findings findings = new Findings(this)) {
      KeyWalk walk = new KeyWalk(this);
      List<Callable<Void>> regions = new ArrayList<>();
      for (RegionLogs logs : walk.regions()) {
        regions.add(
            () -> {
              new RegionVerification(this, logs, findings).run();
              return null;
            });
      }
      findings.verifyRegions(regions);
      UnmentionedFiles elsewhere = UnmentionedFiles.elsewhere(this, findings);
      walk.strayKeys(elsewhere::judgeStray);
      return findings.report();
    }
  }

  static boolean isWanted(Set<String> wanted, String name) {
    return wanted.isEmpty() || wanted.contains(name);
  }

  /** Builds {@link TrailVerification}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableTrailVerification.Builder {
    Builder() {}
  }
}
