package io.snowwatch.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.LogFileTransfer.Transferred;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Large log files from and to S3 in a small heap, which the build gives to this module. */
class LargeLogFileIT {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final String REST = "AWSLogs/123456789012/CloudTrail/eu-west-1/large.json.gz";
  private static final String EVENT =
      "{\"eventVersion\":\"1.11\",\"a\":\"" + "é".repeat(480) + "\"}";

  /** About a mebibyte of events, a comma behind each. */
  private static final String EVENTS = (EVENT + ",").repeat(MEBIBYTE / (EVENT.length() + 480));

  private static final int EVENTS_COUNT = EVENTS.length() / (EVENT.length() + 1);

  private AwsAccount moto;
  private S3ObjectStore store;

  @BeforeEach
  void createBucket() {
    // Whoever asks for this test by name gets it in both of the build's heaps.
    assumeThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64L * MEBIBYTE);
    String accountId = MotoServer.randomAccountId();
    moto = AwsAccount.create(MotoServer.shared().settings(accountId));
    S3Client s3 = moto.client(S3Client.class, S3Client::builder);
    S3Location bucket = new S3Location("snowwatch-" + accountId, "");
    s3.createBucket(request -> request.bucket(bucket.bucket()));
    store = new S3ObjectStore(s3, bucket);
  }

  @AfterEach
  void close() {
    if (moto != null) {
      moto.close();
    }
  }

  @Test
  void twoGigabytesAndAnEventOfOneGigabytePassThrough64Megabytes() throws IOException {
    try (PendingObject file = store.create("cloudtrail/" + REST)) {
      write(file, "{\"Records\":[", 1);
      write(file, EVENTS, 1000);
      write(file, "{\"a\":\"", 1);
      write(file, "x".repeat(MEBIBYTE), 1024);
      write(file, "\"}]}", 1);
      file.commit();
    }

    Transferred done = transfer();

    assertThat(done.quarantined()).isEmpty();
    assertThat(done.events()).isEqualTo(1000L * EVENTS_COUNT + 1);
    long bytes = 1000L * EVENTS.getBytes(UTF_8).length + "{\"a\":\"\"}\n".length();
    assertThat(uncompressedBytes(done.key())).isEqualTo(bytes + 1024L * MEBIBYTE);
  }

  @Test
  void aBadStretchOf150MegabytesIsQuarantinedIn64Megabytes() throws IOException {
    try (PendingObject file = store.create("cloudtrail/" + REST)) {
      write(file, "{\"Records\":[", 1);
      write(file, EVENTS, 50);
      write(file, "{\"a\":\"", 1);
      write(file, "x".repeat(MEBIBYTE), 150);
      write(file, "\t\"},", 1);
      write(file, EVENTS, 50);
      file.commit();
    }

    Transferred done = transfer();

    assertThat(done.events()).isEqualTo(100L * EVENTS_COUNT);
    assertThat(uncompressedBytes(done.key())).isEqualTo(100L * EVENTS.getBytes(UTF_8).length);
    assertThat(done.quarantined().orElseThrow().bytes())
        .isEqualTo(150L * MEBIBYTE + "{\"a\":\"\t\"}".length());
    assertThat(uncompressedBytes(done.quarantined().orElseThrow().key()))
        .isGreaterThan(150L * MEBIBYTE * 4 / 3);
  }

  private Transferred transfer() {
    return new LogFileTransfer(
            store,
            "cloudtrail",
            store,
            LogFileDirectories.of(
                BucketLayout.of(Sources.catalog()), Sources.catalog().source("cloudtrail_events")))
        .transfer("cloudtrail/" + REST)
        .orElseThrow();
  }

  /** A gzip member that is written again and again: compressing it once is fast. */
  private static void write(PendingObject file, String text, int times) {
    byte[] member = GzipReaderTest.gzip(text.getBytes(UTF_8));
    for (int i = 0; i < times; i++) {
      file.write(member, 0, member.length);
    }
  }

  private long uncompressedBytes(String key) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = LogFiles.uncompress(store.open(key))) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    return bytes;
  }
}
