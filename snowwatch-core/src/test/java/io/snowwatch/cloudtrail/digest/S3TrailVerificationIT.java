package io.snowwatch.cloudtrail.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.digest.SignedTrail.Stored;
import io.snowwatch.storage.StorageException;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.PythonTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

class S3TrailVerificationIT {

  private final String bucket = "trail-" + UUID.randomUUID();

  private static String motoAccount;
  private static AwsAccount account;
  private static S3Client s3;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    motoAccount = MotoServer.randomAccountId();
    account = AwsAccount.create(MotoServer.shared().settings(motoAccount));
    s3 = account.client(S3Client.class, S3Client::builder);
  }

  @AfterAll
  static void close() {
    account.close();
  }

  @Test
  void whatCloudTrailDeliveredIsValidInS3() throws IOException {
    SignedTrail trail = new SignedTrail(bucket, "logs/AWSLogs/", SignedTrail.REGION).hours(30);

    VerificationReport report = verify(trail, "logs/", trail.end());

    assertThat(report.faults()).isEmpty();
    assertThat(report.gaps()).isEmpty();
    assertThat(report.digests().valid()).isEqualTo(30);
    assertThat(report.logFiles().valid()).isEqualTo(60);
  }

  @Test
  void aBucketThatIsMissingIsAnErrorAndNoVerdict() {
    TrailVerification verification =
        TrailVerification.builder()
            .storage(new S3TrailStorage(s3))
            .bucket(bucket)
            .publicKeys((region, fingerprint, from, to) -> List.of())
            .build();

    assertThatThrownBy(verification::run)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(bucket)
        .hasMessageContaining("s3:ListBucket");
  }

  /** What somebody does to a trail of eight hours. */
  enum Tampering {
    NONE,
    LOG_FILE_CHANGED,
    LOG_FILE_REMOVED,
    LOG_FILE_CUT,
    LOG_FILE_EXTENDED,
    LOG_FILE_EXTENDED_WITH_GZIP,
    DIGEST_CHANGED,
    DIGEST_CUT,
    DIGEST_REMOVED,
    DIGEST_MOVED,
    SIGNATURE_REPLACED,
    SIGNATURE_REMOVED,
    LAST_DIGEST_SIGNED_WITH_ANOTHER_KEY;

    void apply(SignedTrail trail) {
      String log = trail.logKeys.get(5);
      String earlier = trail.digestKeys.get(2);
      String digest = trail.digestKeys.get(4);
      byte[] content = trail.objects.get(digest).content();
      switch (this) {
        case NONE -> {}
        case LOG_FILE_CHANGED -> trail.edit(log, json -> json.put("x", 1));
        case LOG_FILE_REMOVED -> trail.objects.remove(log);
        case LOG_FILE_CUT ->
            trail.objects.put(
                log, new Stored(Arrays.copyOf(trail.objects.get(log).content(), 30), Map.of()));
        case LOG_FILE_EXTENDED -> append(trail, log, new byte[] {7});
        case LOG_FILE_EXTENDED_WITH_GZIP -> append(trail, log, SignedTrail.gzip(new byte[0]));
        case DIGEST_CHANGED -> trail.edit(digest, json -> json.put("x", 1));
        case DIGEST_CUT ->
            trail.objects.put(
                digest,
                new Stored(Arrays.copyOf(content, 99), trail.objects.get(digest).metadata()));
        case DIGEST_REMOVED -> trail.objects.remove(digest);
        case DIGEST_MOVED -> trail.objects.put(digest, trail.objects.get(earlier));
        case SIGNATURE_REPLACED ->
            trail.objects.put(digest, new Stored(content, trail.objects.get(earlier).metadata()));
        case SIGNATURE_REMOVED -> trail.objects.put(digest, new Stored(content, Map.of()));
        case LAST_DIGEST_SIGNED_WITH_ANOTHER_KEY -> {
          trail.changeKeys();
          trail.editAndSign(trail.digestKeys.get(7), json -> json.putArray("logFiles"));
        }
      }
    }
  }

  private static void append(SignedTrail trail, String key, byte[] more) {
    byte[] content = trail.objects.get(key).content();
    byte[] both = Arrays.copyOf(content, content.length + more.length);
    System.arraycopy(more, 0, both, content.length, more.length);
    trail.objects.put(key, new Stored(both, trail.objects.get(key).metadata()));
  }

  /**
   * Both name the same files as valid and as not. The AWS CLI names no log files of a digest file
   * that is not valid, and none that no digest file names; so those are left out.
   */
  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void theAwsCliFindsTheSame(Tampering tampering) throws IOException {
    SignedTrail trail = new SignedTrail(bucket, "AWSLogs/", SignedTrail.REGION).hours(8);
    Path keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());
    tampering.apply(trail);

    put(trail);

    Map<String, Boolean> ours = ours(keys, trail.end());
    assertThat(ours).isEqualTo(awsCli(keys, trail.end()));
    assertThat(new TreeSet<>(ours.values()).first()).isEqualTo(tampering == Tampering.NONE);
  }

  @Test
  void theAwsCliFindsTheSameInTheBucketThatTheTrailDeliveredToBefore() throws IOException {
    SignedTrail trail = new SignedTrail(bucket + "-old", "AWSLogs/", SignedTrail.REGION).hours(4);
    trail.moveTo(bucket).hours(4);
    Path keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());
    trail.objects.remove(trail.digestKeys.get(2));
    trail.edit(trail.logKeys.get(1), json -> json.put("x", 1));
    s3.createBucket(request -> request.bucket(bucket + "-old"));
    put(trail);

    Map<String, Boolean> ours = ours(keys, trail.end());
    assertThat(ours).isEqualTo(awsCli(keys, trail.end()));
    assertThat(ours).hasSize(8 + 14).containsEntry(trail.logKeys.get(1), false);
  }

  private Map<String, Boolean> ours(Path keys, Instant end) {
    Map<String, Boolean> ours = new TreeMap<>();
    verification(keys, "", end)
        .listener(
            new VerificationListener() {
              @Override
              public void onFile(CheckedFile file) {
                if (!(file.verdict() instanceof Verdict.Unmentioned
                    || file.verdict() instanceof Verdict.Unproven)) {
                  ours.put(file.key(), file.isValid());
                }
              }
            })
        .build()
        .run();
    return ours;
  }

  private Map<String, Boolean> awsCli(Path keys, Instant end) throws IOException {
    Path script = folder.resolve("validate_logs.py");
    try (InputStream in = getClass().getResourceAsStream("validate_logs.py")) {
      Files.write(script, in.readAllBytes());
    }
    String output =
        PythonTools.awsCli()
            .run(
                "python",
                List.of(
                    script.toString(),
                    "--endpoint",
                    MotoServer.shared().endpoint().toString(),
                    "--moto-account",
                    motoAccount,
                    "--keys",
                    keys.toString(),
                    "--region",
                    SignedTrail.REGION,
                    "--trail-arn",
                    "arn:aws:cloudtrail:us-east-1:%s:trail/%s"
                        .formatted(SignedTrail.ACCOUNT, SignedTrail.TRAIL),
                    "--s3-bucket",
                    bucket,
                    "--start-time",
                    SignedTrail.START.toString(),
                    "--end-time",
                    end.toString()),
                Map.of());
    Pattern line =
        Pattern.compile(
            "(?:Digest|Log) file\ts3://" + bucket + "(?:-old)?/(\\S+)\t(valid|INVALID)");
    Map<String, Boolean> found = new TreeMap<>();
    try (Stream<String> lines = output.lines()) {
      lines
          .map(line::matcher)
          .filter(Matcher::find)
          .forEach(matcher -> found.put(matcher.group(1), matcher.group(2).equals("valid")));
    }
    assertThat(found).as(output).isNotEmpty();
    return found;
  }

  private VerificationReport verify(SignedTrail trail, String prefix, Instant now)
      throws IOException {
    put(trail);
    Path keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());
    return verification(keys, prefix, now).build().run();
  }

  private void put(SignedTrail trail) {
    s3.createBucket(request -> request.bucket(bucket));
    trail.writeTo(s3);
  }

  private TrailVerification.Builder verification(Path keys, String prefix, Instant now) {
    return TrailVerification.builder()
        .storage(new S3TrailStorage(s3))
        .bucket(bucket)
        .prefix(prefix)
        .publicKeys(PublicKeyFiles.read(List.of(keys)))
        .since(SignedTrail.START)
        .until(now)
        .clock(Clock.fixed(now.plus(Duration.ofMinutes(1)), ZoneOffset.UTC));
  }
}
