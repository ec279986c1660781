package io.snowwatch.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.cloudtrail.LogFileTransfer.Transferred;
import io.snowwatch.cloudtrail.split.Gzip;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Large log files from and to S3, in a process of their own that has a small heap. */
class LargeLogFileIT {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final String REST = "AWSLogs/123456789012/CloudTrail/eu-west-1/large.json.gz";
  private static final String EVENT =
      "{\"eventVersion\":\"1.11\",\"a\":\"" + "é".repeat(480) + "\"}";

  /** About a mebibyte of events, a comma behind each. */
  private static final String EVENTS = (EVENT + ",").repeat(MEBIBYTE / (EVENT.length() + 480));

  private static final int EVENTS_COUNT = EVENTS.length() / (EVENT.length() + 1);

  private String accountId;
  private AwsAccount moto;
  private S3ObjectStore store;

  @BeforeEach
  void createBucket() {
    accountId = MotoServer.randomAccountId();
    moto = AwsAccount.create(MotoServer.shared().settings(accountId));
    S3Client s3 = moto.client(S3Client.class, S3Client::builder);
    S3Location bucket = new S3Location("snowwatch-" + accountId, "");
    s3.createBucket(request -> request.bucket(bucket.bucket()));
    store = new S3ObjectStore(s3, bucket);
  }

  @AfterEach
  void close() {
    moto.close();
  }

  @Test
  @Tag("slow")
  void twoGigabytesAndAnEventOfOneGigabytePassThrough64Megabytes() throws Exception {
    try (PendingObject file = store.create("cloudtrail/" + REST)) {
      write(file, "{\"Records\":[", 1);
      write(file, EVENTS, 1000);
      write(file, "{\"a\":\"", 1);
      write(file, "x".repeat(MEBIBYTE), 1024);
      write(file, "\"}]}", 1);
      file.commit();
    }

    assertThat(transfer())
        .isEqualTo("%d events, 0 bytes quarantined%n".formatted(1000L * EVENTS_COUNT + 1));

    long bytes = 1000L * EVENTS.getBytes(UTF_8).length + "{\"a\":\"\"}\n".length();
    assertThat(uncompressedBytes("cloudtrail_monitoring/" + REST.replace(".gz", ".zst")))
        .isEqualTo(bytes + 1024L * MEBIBYTE);
  }

  @Test
  void aBadStretchOf150MegabytesIsQuarantinedIn64Megabytes() throws Exception {
    try (PendingObject file = store.create("cloudtrail/" + REST)) {
      write(file, "{\"Records\":[", 1);
      write(file, EVENTS, 50);
      write(file, "{\"a\":\"", 1);
      write(file, "x".repeat(MEBIBYTE), 150);
      write(file, "\t\"},", 1);
      write(file, EVENTS, 50);
      file.commit();
    }

    assertThat(transfer())
        .isEqualTo(
            "%d events, %d bytes quarantined%n"
                .formatted(100L * EVENTS_COUNT, 150L * MEBIBYTE + "{\"a\":\"\t\"}".length()));
    assertThat(uncompressedBytes("cloudtrail_monitoring/" + REST.replace(".gz", ".zst")))
        .isEqualTo(100L * EVENTS.getBytes(UTF_8).length);
    assertThat(uncompressedBytes("cloudtrail_quarantine/" + REST))
        .isGreaterThan(150L * MEBIBYTE * 4 / 3);
  }

  /** Transfers the log file in a small heap; what became of it, as text. */
  private String transfer() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                MotoServer.shared().endpoint().toString(),
                accountId)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = process.getInputStream()) {
      String transferred = new String(out.readAllBytes(), UTF_8);
      assertThat(process.waitFor()).isZero();
      return transferred;
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process with a small heap. */
  static final class SmallHeap {

    private SmallHeap() {}

    public static void main(String[] arguments) {
      AwsSettings settings =
          AwsSettings.builder()
              .endpointOverride(URI.create(arguments[0]))
              .homeRegion(Region.US_EAST_1)
              .accountId(arguments[1])
              .credentialsProvider(
                  StaticCredentialsProvider.create(AwsBasicCredentials.create("moto", "moto")))
              .overrideConfiguration(
                  ClientOverrideConfiguration.builder()
                      .putHeader("x-moto-account-id", arguments[1])
                      .build())
              .build();
      try (AwsAccount account = AwsAccount.create(settings)) {
        S3Client s3 = account.client(S3Client.class, S3Client::builder);
        ObjectStore bucket = new S3ObjectStore(s3, new S3Location("snowwatch-" + arguments[1], ""));
        Transferred done =
            new LogFileTransfer(
                    bucket,
                    "cloudtrail",
                    bucket,
                    LogFileDirectories.of(
                        BucketLayout.of(Sources.catalog()),
                        Sources.catalog().source("cloudtrail_events")))
                .transfer("cloudtrail/" + REST)
                .orElseThrow();
        System.out.println(
            "%d events, %d bytes quarantined"
                .formatted(done.events(), done.quarantined().map(Quarantined::bytes).orElse(0L)));
      }
    }
  }

  /** A gzip member that is written again and again: compressing it once is fast. */
  private static void write(PendingObject file, String text, int times) {
    byte[] member = Gzip.gzip(text.getBytes(UTF_8));
    for (int i = 0; i < times; i++) {
      file.write(member, 0, member.length);
    }
  }

  private long uncompressedBytes(String key) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Compression.uncompress(store.open(key))) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    return bytes;
  }
}
