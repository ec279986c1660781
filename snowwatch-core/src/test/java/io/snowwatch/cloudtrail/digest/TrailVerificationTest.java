package io.snowwatch.cloudtrail.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.cloudtrail.digest.SignedTrail.Stored;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailVerificationTest {

  @TempDir private Path folder;

  private final SignedTrail trail = new SignedTrail();
  private Path keys;

  @BeforeEach
  void sixHours() throws IOException {
    trail.hours(6);
    keys = Files.createTempFile(folder.getParent(), "keys", ".json");
    Files.writeString(keys, trail.publicKeyList());
  }

  @Test
  void whatCloudTrailDeliveredIsValid() {
    VerificationReport report = verify();

    assertThat(report.faults()).isEmpty();
    assertThat(report.gaps()).isEmpty();
    assertThat(report.digests().valid()).isEqualTo(6);
    assertThat(report.logFiles().valid()).isEqualTo(12);
    assertThat(report.isAllValid()).isTrue();
  }

  @Test
  void whereThereIsNothingNothingIsProven() {
    trail.objects.clear();

    assertThat(verify().isAllValid()).isFalse();
  }

  @Test
  void aChangedLogFileIsNamed() {
    String key = trail.logKeys.get(3);
    String before = SignedTrail.sha256(SignedTrail.gunzip(trail.objects.get(key).content()));
    trail.edit(key, log -> log.putArray("Records"));
    String after = SignedTrail.sha256(SignedTrail.gunzip(trail.objects.get(key).content()));

    VerificationReport report = verify();
    assertThat(report.faults()).containsExactly(log(key, new Verdict.Modified(before, after)));
    assertThat(report.logFiles().valid()).isEqualTo(11);
    assertThat(report.digests().valid()).isEqualTo(6);
  }

  @Test
  void aLogFileThatIsCompressedAnewIsStillValid() {
    trail.objects.replaceAll(
        (key, object) ->
            trail.logKeys.contains(key)
                ? new Stored(SignedTrail.gunzip(object.content()), object.metadata())
                : object);

    assertThat(verify().isAllValid()).isTrue();
  }

  @Test
  void whateverStandsBehindTheEndOfALogFileIsNoticed() {
    List<byte[]> additions =
        List.of(
            SignedTrail.gzip("{\"Records\":[]}".getBytes(UTF_8)),
            SignedTrail.gzip(new byte[0]),
            "x".getBytes(UTF_8),
            new byte[200_000]);
    for (int i = 0; i < additions.size(); i++) {
      byte[] content = trail.objects.get(trail.logKeys.get(i)).content();
      byte[] more = additions.get(i);
      byte[] both = Arrays.copyOf(content, content.length + more.length);
      System.arraycopy(more, 0, both, content.length, more.length);
      trail.objects.put(trail.logKeys.get(i), new Stored(both, Map.of()));
    }

    assertThat(verify().faults())
        .containsExactlyInAnyOrderElementsOf(
            trail.logKeys.subList(0, 4).stream()
                .map(
                    key ->
                        log(
                            key,
                            new Verdict.Unreadable("something was appended to its gzip data.")))
                .toList());
  }

  @Test
  void whateverStandsBehindTheEndOfADigestIsNoticed() {
    String key = trail.digestKeys.get(2);
    Stored object = trail.objects.get(key);
    byte[] longer = Arrays.copyOf(object.content(), object.content().length + 1);
    trail.objects.put(key, new Stored(longer, object.metadata()));

    assertThat(verify().faults())
        .contains(digest(key, new Verdict.Unreadable("something was appended to its gzip data.")));
  }

  @Test
  void aRemovedLogFileIsNamed() {
    String key = trail.logKeys.get(3);
    trail.objects.remove(key);

    assertThat(verify().faults())
        .containsExactly(log(key, new Verdict.Missing(trail.digestKeys.get(1))));
  }

  @Test
  void anUnreadableLogFileIsNamed() {
    String key = trail.logKeys.get(3);
    byte[] content = trail.objects.get(key).content();
    trail.objects.put(key, new Stored(Arrays.copyOf(content, 30), Map.of()));

    VerificationReport report = verify();
    assertThat(report.faults()).extracting(CheckedFile::key).containsExactly(key);
    assertThat(report.faults().get(0).verdict()).isInstanceOf(Verdict.Unreadable.class);
  }

  @Test
  void anAddedLogFileIsNamedWhateverItIsCalled() {
    String disguised = trail.addLog(SignedTrail.START.plusSeconds(1800), "added");
    String plain = trail.logKeys.get(0) + ".evil.json";
    trail.objects.put(plain, new Stored(new byte[0], Map.of()));

    assertThat(verify().faults())
        .containsExactlyInAnyOrder(
            log(disguised, new Verdict.Unmentioned()), log(plain, new Verdict.Unmentioned()));
  }

  @Test
  void aLogFileWhoseDigestMayBeStillToComeIsNotAnAddedOne() {
    trail.addLog(trail.end().minusSeconds(120), "recent");
    trail.addLog(trail.end().plusSeconds(600), "recent");

    assertThat(verify().isAllValid()).isTrue();
  }

  @Test
  void aChangedDigestIsNamedAndItsLogFilesAreUnproven() {
    String key = trail.digestKeys.get(2);
    trail.edit(key, digest -> ((ObjectNode) digest.at("/logFiles/0")).put("hashValue", "00"));

    assertThat(verify().faults())
        .containsExactlyInAnyOrder(
            digest(key, new Verdict.SignatureWrong(trail.fingerprint())),
            log(trail.logKeys.get(4), new Verdict.Unproven(key)),
            log(trail.logKeys.get(5), new Verdict.Unproven(key)));
  }

  @Test
  void aRemovedDigestIsNamedWithItsHourAndItsLogFiles() {
    String key = trail.digestKeys.get(2);
    trail.objects.remove(key);

    VerificationReport report = verify();
    assertThat(report.faults())
        .containsExactlyInAnyOrder(
            digest(key, new Verdict.Missing(trail.digestKeys.get(3))),
            log(trail.logKeys.get(4), new Verdict.Unmentioned()),
            log(trail.logKeys.get(5), new Verdict.Unmentioned()));
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(2), hour(3), Gap.Cause.DIGEST_MISSING));
  }

  @Test
  void severalRemovedDigestsAreOneGap() {
    trail.objects.keySet().removeAll(trail.digestKeys.subList(1, 4));
    trail.objects.keySet().removeAll(trail.logKeys.subList(2, 8));

    VerificationReport report = verify();
    assertThat(report.faults())
        .containsExactly(
            digest(trail.digestKeys.get(3), new Verdict.Missing(trail.digestKeys.get(4))));
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(1), hour(4), Gap.Cause.DIGEST_MISSING));
  }

  @Test
  void removedFirstDigestsAreMissedThoughNothingFollowsThem() {
    trail.objects.keySet().removeAll(trail.digestKeys.subList(0, 2));
    trail.objects.keySet().removeAll(trail.logKeys.subList(0, 4));

    VerificationReport report = verify(v -> v.since(hour(0)));
    assertThat(report.faults())
        .containsExactly(
            digest(trail.digestKeys.get(1), new Verdict.Missing(trail.digestKeys.get(2))));
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(0), hour(2), Gap.Cause.DIGEST_MISSING));
  }

  @Test
  void removedLastDigestsAreMissedThoughNoneNamesThem() {
    trail.objects.keySet().removeAll(trail.digestKeys.subList(4, 6));

    VerificationReport report = verify(v -> v.until(hour(6)), hour(24));
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(4), hour(6), Gap.Cause.AFTER_LAST));
    assertThat(report.faults())
        .containsExactlyInAnyOrder(
            log(trail.logKeys.get(8), new Verdict.Unmentioned()),
            log(trail.logKeys.get(9), new Verdict.Unmentioned()),
            log(trail.logKeys.get(10), new Verdict.Unmentioned()),
            log(trail.logKeys.get(11), new Verdict.Unmentioned()));
  }

  @Test
  void aRegionWithoutAnyDigestHasItsLogFilesNamed() {
    trail.objects.keySet().removeAll(trail.digestKeys);

    VerificationReport report = verify(v -> v, hour(24));
    assertThat(report.isAllValid()).isFalse();
    assertThat(report.faults())
        .hasSize(12)
        .allMatch(fault -> fault.verdict() instanceof Verdict.Unmentioned);
  }

  @Test
  void aReplacedSignatureIsNamed() {
    String key = trail.digestKeys.get(2);
    Stored other = trail.objects.get(trail.digestKeys.get(1));
    trail.objects.put(key, new Stored(trail.objects.get(key).content(), other.metadata()));

    assertThat(verify().faults())
        .contains(digest(key, new Verdict.SignatureWrong(trail.fingerprint())))
        .hasSize(3);
  }

  @Test
  void aSignatureThatIsNoneIsNamed() {
    String key = trail.digestKeys.get(2);
    Map<String, String> metadata = new HashMap<>(trail.objects.get(key).metadata());
    metadata.put("signature", "no hexadecimal");
    trail.objects.put(key, new Stored(trail.objects.get(key).content(), metadata));

    assertThat(verify().faults())
        .contains(digest(key, new Verdict.SignatureWrong(trail.fingerprint())));
  }

  @Test
  void aMissingSignatureIsNamed() {
    String key = trail.digestKeys.get(2);
    trail.objects.put(key, new Stored(trail.objects.get(key).content(), Map.of()));

    assertThat(verify().faults()).contains(digest(key, new Verdict.SignatureMissing()));
  }

  @Test
  void aChainThatIsSignedAnewWithAnotherKeyIsNotTrusted() {
    trail.changeKeys();
    trail.editAndSign(trail.digestKeys.get(5), digest -> digest.putArray("logFiles"));

    VerificationReport report = verify();
    assertThat(report.faults())
        .contains(digest(trail.digestKeys.get(5), new Verdict.KeyUnknown(trail.fingerprint())));
    assertThat(report.digests().valid()).isEqualTo(5);
  }

  @Test
  void anotherKeyWithTheTrustedFingerprintIsNotTrusted() {
    String trusted = trail.fingerprint();
    trail.changeKeys();
    trail.editAndSign(trail.digestKeys.get(5), digest -> digest.putArray("logFiles"));
    trail.edit(
        trail.digestKeys.get(5), digest -> digest.put("digestPublicKeyFingerprint", trusted));

    assertThat(verify().faults())
        .contains(digest(trail.digestKeys.get(5), new Verdict.SignatureWrong(trusted)));
  }

  @Test
  void aPreviousSignatureThatIsAnotherBreaksTheChain() {
    String key = trail.digestKeys.get(5);
    trail.editAndSign(key, digest -> digest.put("previousDigestSignature", "00"));

    assertThat(verify().faults())
        .containsExactly(
            digest(
                key,
                new Verdict.ChainBroken(
                    "the signature that it tells of " + trail.digestKeys.get(4) + " is wrong")));
  }

  @Test
  void aPreviousHashThatIsAnotherBreaksTheChain() {
    String key = trail.digestKeys.get(5);
    trail.editAndSign(key, digest -> digest.put("previousDigestHashValue", "00"));

    assertThat(verify().faults())
        .containsExactly(
            digest(
                key,
                new Verdict.ChainBroken(
                    "the hash that it tells of " + trail.digestKeys.get(4) + " is wrong")));
  }

  @Test
  void aDigestThatNamesAnOlderOneThanTheOneBeforeItBreaksTheChain() {
    String key = trail.digestKeys.get(5);
    trail.editAndSign(key, digest -> digest.put("previousDigestS3Object", trail.digestKeys.get(0)));

    VerificationReport report = verify();
    assertThat(report.faults())
        .extracting(f -> f.key() + " " + f.verdict().code())
        .containsExactly(key + " CHAIN_BROKEN");
  }

  @Test
  void aMovedDigestIsNamed() {
    String from = trail.digestKeys.get(1);
    String to = trail.digestKeys.get(4);
    trail.objects.put(to, trail.objects.get(from));

    assertThat(verify().faults()).contains(digest(to, new Verdict.Moved(SignedTrail.BUCKET, from)));
  }

  @Test
  void aCopyInAnotherBucketIsNamed() {
    trail.writeTo(folder);

    VerificationReport report =
        verification(v -> v)
            .storage(new FolderTrailStorage(folder, "copy"))
            .bucket("copy")
            .build()
            .run();
    assertThat(report.faults())
        .contains(
            new CheckedFile(
                CheckedFile.Type.DIGEST,
                "copy",
                trail.digestKeys.get(0),
                new Verdict.Moved(SignedTrail.BUCKET, trail.digestKeys.get(0))));
    assertThat(report.digests().valid()).isZero();
  }

  @Test
  void whatIsNoDigestIsNamed() {
    String text = trail.digestKeys.get(1);
    String json = trail.digestKeys.get(3);
    trail.objects.put(text, new Stored("no JSON".getBytes(UTF_8), Map.of()));
    trail.objects.put(json, new Stored("{}".getBytes(UTF_8), Map.of()));

    assertThat(verify().faults())
        .filteredOn(f -> f.type() == CheckedFile.Type.DIGEST)
        .extracting(f -> f.key() + " " + f.verdict().code())
        .containsExactlyInAnyOrder(text + " UNREADABLE", json + " UNREADABLE");
  }

  @Test
  void hoursWithoutLoggingAreAGapAndNoFault() {
    Instant off = trail.end();
    trail.turnOff(Duration.ofHours(5));
    Instant on = trail.end();
    trail.hours(2);

    VerificationReport report = verify();
    assertThat(report.faults()).isEmpty();
    assertThat(report.gaps()).containsExactly(new Gap(chain(), off, on, Gap.Cause.CHAIN_RESTARTED));
    assertThat(report.isAllValid()).isFalse();
  }

  @Test
  void neighboursThatDoNotMeetAreAGap() {
    trail.skip(Duration.ofHours(3));
    trail.hours(1);

    assertThat(verify().gaps())
        .containsExactly(new Gap(chain(), hour(6), hour(9), Gap.Cause.TIMES_APART));
  }

  @Test
  void aTimeBeforeTheFirstAndAfterTheLastDigestIsAGap() {
    VerificationReport report = verify(v -> v.since(hour(-4)).until(hour(9)), hour(24));

    assertThat(report.gaps())
        .containsExactlyInAnyOrder(
            new Gap(chain(), hour(-4), hour(0), Gap.Cause.BEFORE_FIRST),
            new Gap(chain(), hour(6), hour(9), Gap.Cause.AFTER_LAST));
    assertThat(report.faults()).isEmpty();
  }

  @Test
  void onlyTheTimeRangeIsVerified() {
    // Twenty-four hours, so that it goes over midnight.
    trail.hours(18);
    trail.objects.remove(trail.digestKeys.get(1));
    trail.edit(trail.logKeys.get(46), log -> log.putArray("Records"));

    VerificationReport report = verify(v -> v.since(hour(3)).until(hour(20)), hour(40));
    assertThat(report.faults()).isEmpty();
    assertThat(report.gaps()).isEmpty();
    assertThat(report.digests().valid()).isEqualTo(17);
    assertThat(report.logFiles().valid()).isEqualTo(34);
  }

  @Test
  void backfillDigestsAreAChainOfTheirOwn() {
    String digest = trail.backfill(hour(2));
    assertThat(verify().isAllValid()).isTrue();

    trail.edit(digest, d -> d.put("newestEventTime", "2026-11-20T00:00:00Z"));
    assertThat(verify().faults())
        .contains(digest(digest, new Verdict.SignatureWrong(trail.fingerprint())));
  }

  @Test
  void theChainIsFollowedIntoTheBucketThatTheTrailDeliveredToBefore() {
    trail.moveTo("new-bucket").hours(2);

    VerificationReport late = verifyBucket("new-bucket", v -> v.since(hour(6)));
    assertThat(late.isAllValid()).isTrue();
    assertThat(late.digests().all()).isEqualTo(2);

    VerificationReport whole = verifyBucket("new-bucket", v -> v.since(hour(0)));
    assertThat(whole.faults()).isEmpty();
    assertThat(whole.gaps()).isEmpty();
    assertThat(whole.digests().valid()).isEqualTo(8);
    assertThat(whole.logFiles().valid()).isEqualTo(16);
  }

  @Test
  void aDigestThatIsMissingInTheBucketBeforeDoesNotEndTheSearchThere() {
    trail.moveTo("new-bucket").hours(4);
    trail.objects.remove(trail.digestKeys.get(4));
    trail.edit(trail.logKeys.get(2), log -> log.put("x", 1));

    VerificationReport report = verifyBucket("new-bucket", v -> v.since(hour(0)));

    assertThat(report.faults())
        .extracting(fault -> fault.bucket() + "/" + fault.key() + " " + fault.verdict().code())
        .containsExactlyInAnyOrder(
            SignedTrail.BUCKET + "/" + trail.digestKeys.get(4) + " MISSING",
            SignedTrail.BUCKET + "/" + trail.logKeys.get(2) + " MODIFIED");
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(4), hour(5), Gap.Cause.DIGEST_MISSING));
    assertThat(report.digests()).isEqualTo(new VerificationReport.Tally(10, 9));
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(18, 17));
  }

  @Test
  void aTrailThatMovedThereAndBackIsFollowedBothWays() {
    trail.moveTo("other").hours(2);
    trail.moveTo("third").hours(1);
    trail.moveTo(SignedTrail.BUCKET).hours(2);
    trail.objects.remove(trail.digestKeys.get(6));

    VerificationReport report = verifyBucket(SignedTrail.BUCKET, v -> v);

    assertThat(report.faults())
        .extracting(fault -> fault.bucket() + "/" + fault.key() + " " + fault.verdict().code())
        .containsExactly("other/" + trail.digestKeys.get(6) + " MISSING");
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(6), hour(7), Gap.Cause.DIGEST_MISSING));
    assertThat(report.digests()).isEqualTo(new VerificationReport.Tally(11, 10));
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(20, 20));
  }

  @Test
  void aBucketThatCannotBeListedIsFollowedByTheNamesOfItsFiles() {
    trail.moveTo("new-bucket").hours(2);
    TrailStorage all = trail.storage();
    TrailStorage unlistable =
        new TrailStorage() {
          @Override
          public Optional<TrailObject> open(String bucket, String key) {
            return all.open(bucket, key);
          }

          @Override
          public Stream<String> keys(String bucket, String prefix, String after) {
            if (bucket.equals(SignedTrail.BUCKET)) {
              throw new StorageException(bucket, "access denied", new IOException());
            }
            return all.keys(bucket, prefix, after);
          }
        };

    VerificationReport report =
        verification(v -> v.storage(unlistable).bucket("new-bucket"))
            .clock(Clock.fixed(trail.end(), ZoneOffset.UTC))
            .build()
            .run();

    assertThat(report.isAllValid()).isTrue();
    assertThat(report.digests().valid()).isEqualTo(8);
  }

  /** Keys of log files that split would load, each with the chain's account and Region as A, R. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWSLogs/A/CloudTrail/R/zzz/A_CloudTrail_R_T_aaaaaaaaaaaaaaaa.json.gz",
        "AWSLogs/A/CloudTrail/R/2099/01/01/A_CloudTrail_R_T_bbbbbbbbbbbbbbbb.json.gz",
        "AWSLogs/A/CloudTrail/R/1999/01/01/A_CloudTrail_R_T_cccccccccccccccc.json.gz",
        "AWSLogs/A/CloudTrail/R/A_CloudTrail_R_T_dddddddddddddddd.json.gz",
        "AWSLogs/A/CloudTrail/R/evil.json.gz",
        "AWSLogs/A/CloudTrail/A_CloudTrail_R_T_eeeeeeeeeeeeeeee.json.gz",
        "AWSLogs/A/A_CloudTrail_R_T_e1.json.gz",
        "AWSLogs/A_CloudTrail_R_T_e2.json.gz",
        "A_CloudTrail_R_T_e3.json.gz",
        "evil.json",
        "folder/evil.json.gz",
        "AWSLogs/A/CloudTrail/eu-north-9/2026/11/20/A_CloudTrail_eu-north-9_T_e4.json.gz",
        "AWSLogs/A/CloudTrail-NetworkActivity/R/2026/11/20/A_CloudTrail-NetworkActivity_R_T_f.json.gz",
        "AWSLogs/A/CloudTrail-Insight/R/2026/11/20/A_CloudTrail-Insight_R_T_gggggggggggggggg.json.gz",
        "AWSLogs/A/CloudTrail-Aggregated/R/2026/11/20/A_CloudTrail-Aggregated_R_T_g1.json.gz",
        "AWSLogs/A/CloudTrail-Insight/A_CloudTrail-Insight_R_T_g2.json.gz",
        "AWSLogs/xA/CloudTrail/R/2026/11/20/A_CloudTrail_R_T_hhhhhhhhhhhhhhhh.json.gz",
        "AWSLogs/999999999999/CloudTrail/R/2026/11/20/999999999999_CloudTrail_R_T_h1.json.gz",
        "AWSLogs/o-a1b2c3d4e5/A/CloudTrail/R/2026/11/20/A_CloudTrail_R_T_h2.json.gz",
        "AWSLogs/AWSLogs/A/CloudTrail/R/2026/11/20/A_CloudTrail_R_T_h3.json.gz",
        "a/AWSLogs/A/CloudTrail/R/2026/11/20/A_CloudTrail_R_T_h4.json.gz",
        "zz/A_CloudTrail_R_T_h5.json.gz"
      })
  void anAddedLogFileIsNamedWhereverItLies(String where) {
    String key = where.replace("A", SignedTrail.ACCOUNT).replace(SignedTrail.ACCOUNT + "WS", "AWS");
    key = key.replace("-" + SignedTrail.ACCOUNT + "gg", "-Agg");
    key = key.replace("Network" + SignedTrail.ACCOUNT + "ct", "NetworkAct");
    key = key.replace("R", SignedTrail.REGION).replace("_T_", "_20261120T2105Z_");
    trail.addLog(key);

    VerificationReport report =
        verify(v -> v.since(hour(0)).until(trail.end()), trail.end().plus(Duration.ofDays(1)));

    assertThat(report.faults()).containsExactly(log(key, new Verdict.Unmentioned()));
    assertThat(report.isAllValid()).isFalse();
    assertThat(verifyBucket(SignedTrail.BUCKET, v -> v.since(hour(0)).until(trail.end())).faults())
        .isEqualTo(report.faults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWSLogs/111122223333/Config/eu-west-1/2026/11/20/ConfigHistory/"
            + "111122223333_Config_eu-west-1_ConfigHistory_x_20261120T2105Z_1.json.gz",
        "AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/11/20/x_20261120T2105Z_y.log.gz",
        "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/readme.txt",
        "AWSLogs/111122223333/CloudTrail/"
      })
  void whatSplitWouldNotLoadIsNoLogFile(String key) {
    trail.addLog(key);

    assertThat(verifyBucket(SignedTrail.BUCKET, v -> v.since(hour(0))).isAllValid()).isTrue();
  }

  @Test
  void jsonWithoutEventsIsNoLogFile() {
    trail.add("keys.json", trail.publicKeyList());
    trail.add("AWSLogs/notes.json.gz", "{}");

    assertThat(verifyBucket(SignedTrail.BUCKET, v -> v.since(hour(0))).isAllValid()).isTrue();
  }

  @Test
  void aLogFileThatTheLaterHoursDigestNamesIsNoAddedOne() {
    // The last log file of the sixth hour, named by the seventh hour's digest file.
    trail.hours(2);

    VerificationReport report =
        verify(v -> v.since(hour(0)).until(hour(6).plusSeconds(1200)), hour(24));

    assertThat(report.isAllValid()).isTrue();
    assertThat(report.digests().valid()).isEqualTo(7);
  }

  @Test
  void withoutABeginningTheLogFilesBeforeTheFirstDigestAreToldAndNotProven() {
    trail.addLog(hour(-30), "before");

    VerificationReport report = verify();
    assertThat(report.faults()).isEmpty();
    assertThat(report.notCovered().older()).isEqualTo(1);
    assertThat(report.isAllValid()).isFalse();

    assertThat(verify(v -> v.since(hour(0))).isAllValid()).isTrue();
    assertThat(verify(v -> v.addAcceptedAccountIds(SignedTrail.ACCOUNT)).isAllValid()).isTrue();
  }

  @Test
  void anAccountWithoutValidationCanBeAccepted() {
    for (String id : List.of("a", "b")) {
      trail.addLog(
          "AWSLogs/222233334444/CloudTrail/eu-west-1/2026/11/20/"
              + "222233334444_CloudTrail_eu-west-1_20261120T2105Z_%s.json.gz".formatted(id));
    }
    assertThat(verify().faults()).hasSize(2);

    VerificationReport report =
        verify(v -> v.addAcceptedAccountIds("222233334444", "333344445555"));
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.faults()).isEmpty();
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(12, 12));
    assertThat(report.accepted())
        .containsExactlyInAnyOrder(
            new Accepted("account 222233334444", 2, List.of()),
            new Accepted("account 333344445555", 0, List.of()));
  }

  @Test
  void anAccountThatIsAcceptedHasItsDigestsAndNamedLogFilesVerifiedAllTheSame() {
    trail.edit(trail.logKeys.get(2), log -> log.put("x", 1));

    assertThat(verify(v -> v.addAcceptedAccountIds(SignedTrail.ACCOUNT)).faults())
        .extracting(fault -> fault.key() + " " + fault.verdict().code())
        .containsExactly(trail.logKeys.get(2) + " MODIFIED");
  }

  @Test
  void aPrefixWithoutValidationCanBeAccepted() {
    trail.addLog("imported/2026/events.json.gz");

    VerificationReport report = verify(v -> v.addAcceptedPrefixes("imported/"));
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.accepted()).containsExactly(new Accepted("prefix imported/", 1, List.of()));
    assertThatThrownBy(() -> verify(v -> v.addAcceptedPrefixes("")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("accept a longer one");
  }

  @Test
  void aKnownRestartCanBeAcceptedWithTheLogFilesInIt() {
    Instant off = trail.end();
    trail.addLog(off.plusSeconds(3600), "unvalidated");
    trail.turnOff(Duration.ofHours(5));
    Instant on = trail.end();
    trail.hours(2);
    assertThat(verify().isAllValid()).isFalse();

    KnownRestart restart =
        KnownRestart.parse(
            "%s@%s/%s".formatted(SignedTrail.TRAIL, off.minusSeconds(60), on.plusSeconds(60)));
    VerificationReport report = verify(v -> v.addAcceptedRestarts(restart));
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.accepted())
        .containsExactly(
            new Accepted(
                "restart of my_trail from %s to %s".formatted(restart.from(), restart.to()),
                1,
                List.of(new Gap(chain(), off, on, Gap.Cause.CHAIN_RESTARTED))));
  }

  @Test
  void anotherRestartThanTheKnownOneIsNotAccepted() {
    Instant off = trail.end();
    trail.turnOff(Duration.ofHours(5));
    trail.hours(2);
    trail.turnOff(Duration.ofHours(1));
    trail.hours(1);

    KnownRestart first = new KnownRestart(SignedTrail.TRAIL, off, off.plus(Duration.ofHours(5)));
    assertThat(verify(v -> v.addAcceptedRestarts(first)).gaps()).hasSize(1);
    assertThat(
            verify(v -> v.addAcceptedRestarts(new KnownRestart("other", first.from(), first.to())))
                .gaps())
        .hasSize(2);
  }

  @Test
  void aTrailThatValidatesForATimeOnlyCanBeAccepted() {
    trail.turnOff(Duration.ofHours(5));
    trail.hours(2);

    VerificationReport report =
        verify(
            v -> v.since(hour(-4)).until(hour(20)).addAcceptedTrailNames(SignedTrail.TRAIL),
            hour(40));
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.accepted().get(0).gaps())
        .extracting(Gap::cause)
        .containsExactlyInAnyOrder(
            Gap.Cause.AFTER_LAST, Gap.Cause.CHAIN_RESTARTED, Gap.Cause.BEFORE_FIRST);
  }

  @Test
  void whatWasRemovedFromAChainIsNeverAccepted() {
    String key = trail.digestKeys.get(2);
    trail.objects.remove(key);
    KnownRestart restart = new KnownRestart(SignedTrail.TRAIL, hour(0), hour(6));

    VerificationReport report =
        verify(v -> v.addAcceptedTrailNames(SignedTrail.TRAIL).addAcceptedRestarts(restart));
    assertThat(report.faults())
        .containsExactlyInAnyOrder(
            digest(key, new Verdict.Missing(trail.digestKeys.get(3))),
            log(trail.logKeys.get(4), new Verdict.Unmentioned()),
            log(trail.logKeys.get(5), new Verdict.Unmentioned()));
    assertThat(report.gaps())
        .containsExactly(new Gap(chain(), hour(2), hour(3), Gap.Cause.DIGEST_MISSING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "trail", "trail@2026-11-20T00:00:00Z", "trail@a/b", "@x"})
  void whatIsNoRestartIsRefused(String text) {
    assertThatThrownBy(() -> KnownRestart.parse(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("write TRAIL@FROM/TO");
  }

  @Test
  void aCopiedDigestAmongTheOriginalsIsNamedAndTheChainHolds() {
    String key = trail.digestKeys.get(2);
    String copy = key.replace("2026/11/20/", "2027/01/01/").replace("2026/11/21/", "2027/01/01/");
    trail.objects.put(copy, trail.objects.get(key));

    VerificationReport report = verify();
    assertThat(report.faults())
        .containsExactly(digest(copy, new Verdict.Moved(SignedTrail.BUCKET, key)));
    assertThat(report.gaps()).isEmpty();
    assertThat(report.digests()).isEqualTo(new VerificationReport.Tally(7, 6));
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(12, 12));
  }

  @Test
  void aTrailThatChangedItsPrefixIsOneChain() {
    trail.moveBelow("b/AWSLogs/").hours(2);

    VerificationReport report = verify();
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.digests()).isEqualTo(new VerificationReport.Tally(8, 8));
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(16, 16));

    // Below one prefix, the chain is followed into the other one.
    VerificationReport below = verify(v -> v.prefix("b/"));
    assertThat(below.isAllValid()).isTrue();
    assertThat(below.digests()).isEqualTo(new VerificationReport.Tally(8, 8));
  }

  @Test
  void accountsRegionsTrailsAndOrganizationsSelect() {
    assertThat(verify(v -> v.addAccountIds(SignedTrail.ACCOUNT)).digests().valid()).isEqualTo(6);
    assertThat(verify(v -> v.addAccountIds("000000000000")).digests().all()).isZero();
    assertThat(verify(v -> v.addRegions(SignedTrail.REGION)).digests().valid()).isEqualTo(6);
    assertThat(verify(v -> v.addRegions("eu-north-1")).digests().all()).isZero();
    assertThat(verify(v -> v.addTrailNames(SignedTrail.TRAIL)).digests().valid()).isEqualTo(6);
    assertThat(verify(v -> v.addTrailNames("my")).digests().all()).isZero();
    assertThat(verify(v -> v.addOrganizationIds("o-a1b2c3d4e5")).digests().all()).isZero();
  }

  @Test
  void regionsAreVerifiedSeveralAtOnceAndEachByItself() {
    List<SignedTrail> trails =
        Stream.of("ap-south-1", "eu-north-1", "sa-east-1", "us-east-1", "us-west-2")
            .map(region -> new SignedTrail(SignedTrail.BUCKET, "AWSLogs/", region).hours(3))
            .toList();
    String changed = trails.get(2).logKeys.get(1);
    trails.get(2).edit(changed, log -> log.put("x", 1));
    trails.forEach(each -> each.writeTo(folder));
    PublicKeys trusted =
        (region, fingerprint, from, to) ->
            trails.stream()
                .filter(each -> each.fingerprint().equals(fingerprint))
                .map(each -> each.keys().getPublic())
                .toList();

    VerificationReport report =
        verification(v -> v)
            .publicKeys(trusted)
            .clock(Clock.fixed(hour(3), ZoneOffset.UTC))
            .build()
            .run();
    assertThat(report.digests()).isEqualTo(new VerificationReport.Tally(15, 15));
    assertThat(report.logFiles()).isEqualTo(new VerificationReport.Tally(30, 29));
    assertThat(report.faults()).extracting(CheckedFile::key).containsExactly(changed);
  }

  @Test
  void anOrganizationTrailIsVerified() throws IOException {
    SignedTrail organization = SignedTrail.ofOrganization("o-a1b2c3d4e5").hours(3);
    organization.writeTo(folder);
    Files.writeString(keys, organization.publicKeyList());

    VerificationReport report =
        verification(v -> v.addOrganizationIds("o-a1b2c3d4e5"))
            .clock(Clock.fixed(organization.end(), ZoneOffset.UTC))
            .build()
            .run();
    assertThat(report.isAllValid()).isTrue();
    assertThat(report.digests().valid()).isEqualTo(3);
  }

  @Test
  void keysAreReadInEveryForm() throws IOException {
    byte[] pkcs1 = trail.pkcs1();
    byte[] x509 = trail.keys().getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(x509)
            + "\n-----END PUBLIC KEY-----\n";
    List<byte[]> forms =
        List.of(
            pkcs1,
            x509,
            pem.getBytes(UTF_8),
            pem.replace("PUBLIC", "RSA PUBLIC")
                .replace(
                    Base64.getMimeEncoder().encodeToString(x509),
                    Base64.getMimeEncoder().encodeToString(pkcs1))
                .getBytes(UTF_8),
            Base64.getEncoder().encode(pkcs1));
    for (byte[] form : forms) {
      Files.write(keys, form);
      assertThat(verify().isAllValid()).isTrue();
    }
  }

  @Test
  void aFileWithoutAKeyIsRefused() throws IOException {
    Files.writeString(keys, "{\"PublicKeyList\":[]}");
    assertThatThrownBy(() -> PublicKeyFiles.read(List.of(keys)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lists no public key");

    Files.writeString(keys, "nothing of the kind");
    assertThatThrownBy(() -> PublicKeyFiles.read(List.of(keys, keys.resolve("none"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is no RSA public key")
        .hasMessageContaining("2 problems");
  }

  @Test
  void settingsThatCannotWorkAreRefusedTogether() {
    assertThatThrownBy(
            () ->
                verification(v -> v.prefix("a").concurrency(0).since(hour(1)).until(hour(1)))
                    .build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Prefix 'a'")
        .hasMessageContaining("Concurrency 0")
        .hasMessageContaining("No time lies between");
  }

  private VerificationReport verify() {
    return verify(v -> v);
  }

  private VerificationReport verify(
      Function<TrailVerification.Builder, TrailVerification.Builder> change) {
    return verify(change, trail.end());
  }

  private VerificationReport verify(
      Function<TrailVerification.Builder, TrailVerification.Builder> change, Instant now) {
    Path copy = folder.resolve("copy" + System.nanoTime());
    trail.writeTo(copy);
    return verification(change)
        .storage(new FolderTrailStorage(copy, SignedTrail.BUCKET))
        .clock(Clock.fixed(now, ZoneOffset.UTC))
        .build()
        .run();
  }

  private VerificationReport verifyBucket(
      String bucket, Function<TrailVerification.Builder, TrailVerification.Builder> change) {
    return verification(change)
        .storage(trail.storage())
        .bucket(bucket)
        .clock(Clock.fixed(trail.end().plus(Duration.ofHours(1)), ZoneOffset.UTC))
        .build()
        .run();
  }

  private TrailVerification.Builder verification(
      Function<TrailVerification.Builder, TrailVerification.Builder> change) {
    return change.apply(
        TrailVerification.builder()
            .storage(new FolderTrailStorage(folder, SignedTrail.BUCKET))
            .bucket(SignedTrail.BUCKET)
            .publicKeys(PublicKeyFiles.read(List.of(keys)))
            .concurrency(3));
  }

  private static Instant hour(int hour) {
    return SignedTrail.START.plus(Duration.ofHours(hour));
  }

  private static DigestChain chain() {
    return new DigestChain(
        Optional.empty(),
        SignedTrail.ACCOUNT,
        SignedTrail.REGION,
        SignedTrail.TRAIL,
        "us-east-1",
        DigestChain.Kind.HOURLY);
  }

  private static CheckedFile log(String key, Verdict verdict) {
    return new CheckedFile(CheckedFile.Type.LOG_FILE, SignedTrail.BUCKET, key, verdict);
  }

  private static CheckedFile digest(String key, Verdict verdict) {
    return new CheckedFile(CheckedFile.Type.DIGEST, SignedTrail.BUCKET, key, verdict);
  }
}
