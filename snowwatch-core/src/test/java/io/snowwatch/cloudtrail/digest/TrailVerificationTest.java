package io.snowwatch.cloudtrail.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.cloudtrail.digest.SignedTrail.Stored;
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
            log(trail.logKeys.get(9), new Verdict.Unmentioned()));
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
    SignedTrail old = new SignedTrail("old-bucket", "AWSLogs/", SignedTrail.REGION);
    old.skip(Duration.ofHours(-1));
    String last = old.hours(1).digestKeys.get(0);
    trail.editAndSign(
        trail.digestKeys.get(0),
        digest ->
            digest
                .put("previousDigestS3Bucket", "old-bucket")
                .put("previousDigestS3Object", last)
                .put(
                    "previousDigestHashValue",
                    SignedTrail.sha256(SignedTrail.gunzip(old.objects.get(last).content())))
                .put("previousDigestSignature", old.objects.get(last).metadata().get("signature")));
    String next = trail.digestKeys.get(1);
    trail.objects.keySet().removeIf(key -> trail.digestKeys.indexOf(key) > 1);
    trail.objects.keySet().removeIf(key -> trail.logKeys.indexOf(key) > 3);
    Stored first = trail.objects.get(trail.digestKeys.get(0));
    trail.editAndSign(
        next,
        digest ->
            digest
                .put(
                    "previousDigestHashValue",
                    SignedTrail.sha256(SignedTrail.gunzip(first.content())))
                .put("previousDigestSignature", first.metadata().get("signature")));
    Path oldFolder = folder.resolveSibling("old" + folder.getFileName());
    old.writeTo(oldFolder);
    trail.writeTo(folder);
    TrailStorage oldStorage = new FolderTrailStorage(oldFolder, "old-bucket");
    TrailStorage newStorage = new FolderTrailStorage(folder, SignedTrail.BUCKET);
    TrailStorage both =
        new TrailStorage() {
          @Override
          public Optional<TrailObject> open(String bucket, String key) {
            return newStorage.open(bucket, key).or(() -> oldStorage.open(bucket, key));
          }

          @Override
          public Stream<String> keys(String bucket, String prefix, String after) {
            return newStorage.keys(bucket, prefix, after);
          }

          @Override
          public List<String> directories(String bucket, String prefix) {
            return newStorage.directories(bucket, prefix);
          }
        };

    PublicKeys trusted =
        (region, fingerprint, from, to) ->
            List.of(trail.keys().getPublic(), old.keys().getPublic());
    VerificationReport report =
        verification(v -> v.since(hour(0)))
            .storage(both)
            .publicKeys(trusted)
            .clock(Clock.fixed(hour(2), ZoneOffset.UTC))
            .build()
            .run();
    assertThat(report.faults()).isEmpty();
    assertThat(report.gaps()).isEmpty();
    assertThat(report.digests().all()).isEqualTo(2);

    VerificationReport whole =
        verification(v -> v)
            .storage(both)
            .publicKeys(trusted)
            .clock(Clock.fixed(hour(2), ZoneOffset.UTC))
            .build()
            .run();
    assertThat(whole.faults()).isEmpty();
    assertThat(whole.gaps()).isEmpty();
    assertThat(whole.digests().valid()).isEqualTo(3);
    assertThat(whole.logFiles().valid()).isEqualTo(6);
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
