package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Commands that are asked to end in the midst of their work, as processes. */
class SignalsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String LOG =
      "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/23/"
          + "123456789012_CloudTrail_eu-west-1_20261123T1545Z_abcdefghijklmnop.json.gz";

  private AwsAccount account;
  private FaultProxy proxy;
  private final LaunchedCommand command =
      new LaunchedCommand().with("AWS_ACCESS_KEY_ID", "a").with("AWS_SECRET_ACCESS_KEY", "b");

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    account = AwsAccount.create(MotoServer.shared().settings(MotoServer.ACCOUNT_ID));
    proxy = FaultProxy.before(MotoServer.shared().endpoint());
    // More than a part of an upload, and then a page that takes its time.
    proxy.on("ec2", "DescribeInstances").nth(1).does(bulk());
    proxy.on("ec2", "DescribeInstances").does(Fault.delay(Duration.ofSeconds(3)));
  }

  @AfterEach
  void stop() {
    proxy.close();
    account.close();
  }

  private static Fault bulk() {
    Random random = new Random(1);
    StringBuilder xml =
        new StringBuilder(
            "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                + "<requestId>r</requestId><reservationSet>");
    byte[] noise = new byte[8 << 10];
    for (int i = 0; i < 1000; i++) {
      random.nextBytes(noise);
      xml.append("<item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-")
          .append(i)
          .append("</instanceId><keyName>")
          .append(HexFormat.of().formatHex(noise))
          .append("</keyName></item></instancesSet></item>");
    }
    xml.append("</reservationSet><nextToken>2</nextToken></DescribeInstancesResponse>");
    return Fault.body(200, "text/xml", xml.toString());
  }

  private Process harvest(String target) throws IOException {
    return command.start(
        "harvest",
        "--source=ec2_instances",
        "--region=us-east-1",
        "--home-region=us-east-1",
        "--endpoint-url=" + proxy.endpoint(),
        "--to=" + target);
  }

  private String bucket() {
    String bucket = "signals-" + UUID.randomUUID();
    account
        .client(S3Client.class, S3Client::builder)
        .createBucket(request -> request.bucket(bucket));
    return bucket;
  }

  /** A log file that becomes more than a part of an upload. */
  private static byte[] largeLogFile() throws IOException {
    Random random = new Random(1);
    byte[] noise = new byte[12 << 10];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"Records\":[0".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 1000; i++) {
        random.nextBytes(noise);
        String event = ",{\"eventID\":\"%s\"}".formatted(Base64.getEncoder().encodeToString(noise));
        gzip.write(event.getBytes(StandardCharsets.UTF_8));
      }
      gzip.write("]}".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private Process split(String from, String to) throws IOException {
    return command.start(
        "cloudtrail",
        "split",
        "--home-region=us-east-1",
        "--endpoint-url=" + proxy.endpoint(),
        "--to=" + to,
        from);
  }

  private void awaitCalls(String action, int number) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (proxy.calls(action).size() < number) {
      assertThat(Instant.now()).as(proxy.calls().toString()).isBefore(end);
      Thread.sleep(20);
    }
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void ofABucketUploadsAreAbortedAndTheRunHasItsRows() throws IOException, InterruptedException {
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    String bucket = bucket();
    proxy.clear();
    proxy.on("ec2", "DescribeInstances").nth(1).does(bulk());
    // Its thread is not woken by anything.
    proxy.on("ec2", "DescribeInstances").does(Fault.hang());
    Process process = harvest("s3://" + bucket);
    awaitCalls("UploadPart", 1);
    awaitCalls("DescribeInstances", 2);

    signal(process, "TERM");
    LaunchedCommand.Finished harvest = LaunchedCommand.end(process);

    assertThat(harvest.status()).as(harvest.err()).isEqualTo(143);
    assertThat(s3.listMultipartUploads(request -> request.bucket(bucket)).uploads()).isEmpty();
    List<String> keys =
        s3.listObjectsV2(request -> request.bucket(bucket)).contents().stream()
            .map(object -> object.key())
            .toList();
    assertThat(keys).singleElement().asString().startsWith("harvest_monitoring/");
    assertThat(failedRegions(s3.getObject(request -> request.bucket(bucket).key(keys.get(0)))))
        .containsExactly("us-east-1 Cancelled");
  }

  @Test
  void ofAFolderUnfinishedFilesAreRemovedAndTheRunHasItsRows()
      throws IOException, InterruptedException {
    Process process = harvest(folder.toString());
    awaitCalls("DescribeInstances", 2);

    signal(process, "INT");
    LaunchedCommand.Finished harvest = LaunchedCommand.end(process);

    assertThat(harvest.status()).as(harvest.err()).isEqualTo(130);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files)
        .singleElement()
        .satisfies(
            file -> {
              assertThat(folder.relativize(file).toString()).startsWith("harvest_monitoring");
              assertThat(failedRegions(Files.newInputStream(file)))
                  .containsExactly("us-east-1 Cancelled");
            });
  }

  @Test
  void aSplitWhoseUploadHangsForGoodLeavesNoUpload() throws IOException, InterruptedException {
    Path log = Files.createDirectories(folder.resolve(LOG).getParent()).resolve("large.json.gz");
    Files.write(log, largeLogFile());
    String bucket = bucket();
    proxy.on("s3", "UploadPart").does(Fault.hang());
    Process process = split(log.toString(), "s3://" + bucket);
    awaitCalls("UploadPart", 1);

    signal(process, "TERM");
    LaunchedCommand.Finished split = LaunchedCommand.end(process);

    assertThat(split.status()).as(split.err()).isEqualTo(143);
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    assertThat(s3.listMultipartUploads(request -> request.bucket(bucket)).uploads()).isEmpty();
    assertThat(s3.listObjectsV2(request -> request.bucket(bucket)).contents()).isEmpty();
    assertThat(split.err()).contains("The same command goes on.").doesNotContain("FAILED");
  }

  @Test
  void aSplitWhoseLogFileHangsForGoodLeavesNoFile() throws IOException, InterruptedException {
    String bucket = bucket();
    byte[] log = largeLogFile();
    account
        .client(S3Client.class, S3Client::builder)
        .putObject(r -> r.bucket(bucket).key(LOG), RequestBody.fromBytes(log));
    proxy.on("s3", "GetObject").does(Fault.delivered(Fault.Delivery.STALLED));
    Process process = split("s3://" + bucket, folder.toString());
    awaitCalls("GetObject", 1);
    Instant end = Instant.now().plus(PATIENCE);
    while (!Files.isDirectory(folder.resolve(".unfinished"))) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }

    signal(process, "INT");
    LaunchedCommand.Finished split = LaunchedCommand.end(process);

    assertThat(split.status()).as(split.err()).isEqualTo(130);
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(folder.resolve(".unfinished")).doesNotExist();
  }

  @Test
  void aVerificationEndsAtOnceAndProvesNothing() throws IOException, InterruptedException {
    String bucket = bucket();
    proxy.on("s3", "ListObjectsV2").does(Fault.hang());
    Process process =
        command.start(
            "cloudtrail",
            "verify",
            "--home-region=us-east-1",
            "--endpoint-url=" + proxy.endpoint(),
            "s3://" + bucket);
    awaitCalls("ListObjectsV2", 1);

    signal(process, "TERM");
    LaunchedCommand.Finished verify = LaunchedCommand.end(process);

    assertThat(verify.status()).isEqualTo(143);
    assertThat(verify.out()).isEmpty();
  }

  @Test
  void onStandardOutputLinesAreWhole() throws IOException, InterruptedException {
    Process process = harvest("-");
    Thread signals =
        new Thread(
            () -> {
              try {
                awaitCalls("DescribeInstances", 2);
                signal(process, "TERM");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    signals.start();
    LaunchedCommand.Finished harvest = LaunchedCommand.end(process);

    assertThat(harvest.status()).as(harvest.err()).isEqualTo(143);
    assertThat(harvest.out().lines()).hasSize(1000).allMatch(line -> line.endsWith("}"));
  }

  private static List<String> failedRegions(InputStream object) throws IOException {
    List<String> failed = new ArrayList<>();
    try (InputStream lines = Compression.uncompress(object)) {
      for (String line :
          new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode row = new ObjectMapper().readTree(line);
        if (row.path("Outcome").asText().equals("FAILED")) {
          failed.add(row.path("RegionName").asText() + " " + row.path("ErrorCode").asText());
        }
      }
    }
    return failed;
  }
}
