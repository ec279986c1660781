package io.snowwatch.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.Publication;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** However often, in whatever order and by however many a log file is delivered: one object. */
class ExactlyOnceIT {

  private static final String BUCKET = "exactly-once";
  private static final String LOGS = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/23/";

  private static final String LINES = "cloudtrail_monitoring/" + LOGS;

  private static String accountId;
  private static AwsAccount account;
  private static S3Client s3;

  @BeforeAll
  static void createBucket() {
    accountId = MotoServer.randomAccountId();
    account = AwsAccount.create(MotoServer.shared().settings(accountId));
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(BUCKET));
    // Every object that was ever written under a key stays visible.
    s3.putBucketVersioning(
        request ->
            request
                .bucket(BUCKET)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
  }

  @AfterAll
  static void close() {
    account.close();
  }

  private static LogFileTransfer transfer(S3Client client) {
    ObjectStore bucket = new S3ObjectStore(client, new S3Location(BUCKET, ""));
    return new LogFileTransfer(
        bucket,
        "cloudtrail",
        bucket,
        new LogFileDirectories(
            "cloudtrail_monitoring", "cloudtrail_summaries", "cloudtrail_quarantine"));
  }

  private static void deliver(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    s3.putObject(
        request -> request.bucket(BUCKET).key("cloudtrail/" + LOGS + name),
        RequestBody.fromBytes(bytes.toByteArray()));
  }

  private static Map<String, Long> versions(String prefix) {
    return s3
        .listObjectVersionsPaginator(request -> request.bucket(BUCKET).prefix(prefix))
        .versions()
        .stream()
        .collect(Collectors.groupingBy(ObjectVersion::key, Collectors.counting()));
  }

  @Test
  void duplicateDeliveriesInAnyOrderByManyWritersMakeOneObjectOfEachFile() throws Exception {
    int files = 12;
    int deliveries = 8;
    int writers = 8;
    List<String> order = new ArrayList<>();
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < files; i++) {
      String name = "many-%02d.json.gz".formatted(i);
      deliver(name, "{\"Records\":[{\"file\":%d},{\"n\":1.0}]}".formatted(i));
      expected.put(
          LINES + name.replace(".gz", ".zst"), "{\"file\":%d}\n{\"n\":1.0}\n".formatted(i));
      order.addAll(Collections.nCopies(deliveries, "cloudtrail/" + LOGS + name));
    }
    Collections.shuffle(order, new Random(23));
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<LogFileTransfer.Transferred>> results = new ArrayList<>();
    for (String key : order) {
      Callable<LogFileTransfer.Transferred> delivery = () -> transfer(s3).transfer(key).get();
      results.add(threads.submit(delivery));
    }
    threads.shutdown();
    Map<String, Long> published = new HashMap<>();
    for (Future<LogFileTransfer.Transferred> result : results) {
      if (result.get().publication() == Publication.PUBLISHED) {
        published.merge(result.get().key(), 1L, Long::sum);
      }
    }

    assertThat(published).hasSize(files).allSatisfy((key, count) -> assertThat(count).isOne());
    assertThat(versions(LINES + "many")).isEqualTo(published);
    for (Map.Entry<String, String> object : expected.entrySet()) {
      assertThat(uncompressed(get(object.getKey()))).isEqualTo(object.getValue());
    }
  }

  /** An event too large for one part of an upload, however well it is compressed. */
  private static void writeLargeEvent(OutputStream out) throws IOException {
    Random random = new Random(5);
    byte[] noise = new byte[3 * 4096];
    out.write("{\"noise\":\"".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 9 * 1024 * 1024 / noise.length; i++) {
      random.nextBytes(noise);
      out.write(Base64.getEncoder().encode(noise));
    }
    out.write("\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static void deliverLarge(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"Records\":[".getBytes(StandardCharsets.UTF_8));
      writeLargeEvent(gzip);
      gzip.write(",{\"last\":true}]}".getBytes(StandardCharsets.UTF_8));
    }
    s3.putObject(
        request -> request.bucket(BUCKET).key("cloudtrail/" + LOGS + name),
        RequestBody.fromBytes(bytes.toByteArray()));
  }

  private static byte[] largeLinesHash() throws IOException {
    MessageDigest hash = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
      writeLargeEvent(out);
      out.write("\n{\"last\":true}\n".getBytes(StandardCharsets.UTF_8));
    }
    return hash.digest();
  }

  private static byte[] uncompressedHash(String key) throws IOException {
    MessageDigest hash = sha256();
    try (InputStream in =
        new DigestInputStream(
            Compression.uncompress(s3.getObject(request -> request.bucket(BUCKET).key(key))),
            hash)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hash.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }

  @Test
  void aProcessKilledWhileItUploadsLeavesNoObjectAndTheNextDeliveryWritesTheWholeOne()
      throws Exception {
    deliverLarge("large.json.gz");
    String key = LINES + "large.json.zst";

    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                DyingTransfer.class.getName(),
                MotoServer.shared().endpoint().toString(),
                accountId,
                BUCKET,
                "cloudtrail/" + LOGS + "large.json.gz")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo(DyingTransfer.NEAR_THE_END);
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
        .as("the process died in the midst of its upload")
        .extracting(upload -> upload.key())
        .containsExactly(key);
    assertThatThrownBy(() -> get(key)).isInstanceOf(NoSuchKeyException.class);

    LogFileTransfer.Transferred again =
        transfer(s3).transfer("cloudtrail/" + LOGS + "large.json.gz").get();

    assertThat(again.publication()).isEqualTo(Publication.PUBLISHED);
    assertThat(uncompressedHash(key)).isEqualTo(largeLinesHash());
    assertThat(transfer(s3).transfer("cloudtrail/" + LOGS + "large.json.gz").get().publication())
        .isEqualTo(Publication.ALREADY_THERE);
    assertThat(versions(key)).containsExactly(Map.entry(key, 1L));
    assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
        .as("only the dead process's upload is left, for the bucket's lifecycle rule")
        .hasSize(1);
  }

  private static byte[] get(String key) {
    return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
  }

  private static String uncompressed(byte[] bytes) throws IOException {
    try (InputStream in = Compression.uncompress(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
