package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.digest.SignedTrail;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RandomEstate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

class CommandsIT {

  private static final String BUCKET = "snowwatch-" + MotoServer.ACCOUNT_ID;
  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "moto", "aws.secretAccessKey", "moto", "aws.region", "us-east-1");

  private static MotoServer moto;
  private static AwsAccount account;

  private final RecordedConsole console = new RecordedConsole();

  @TempDir private Path folder;

  @BeforeAll
  static void createEstate() {
    CREDENTIALS.forEach(System::setProperty);
    moto = MotoServer.start();
    account = AwsAccount.create(moto.settings(MotoServer.ACCOUNT_ID));
    RandomEstate.create(account, 5, "eu-west-1", "us-east-1");
    account
        .client(S3Client.class, S3Client::builder)
        .createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
    account.close();
    moto.close();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--endpoint-url=" + moto.endpoint());
    return console.run(all.toArray(String[]::new));
  }

  @Test
  void harvestPrintsEveryInstanceAsOneLine() {
    long instances =
        Stream.of("eu-west-1", "us-east-1")
            .flatMap(account::regions)
            .flatMap(
                region ->
                    region
                        .client(Ec2Client.class, Ec2Client::builder)
                        .describeInstancesPaginator()
                        .reservations()
                        .stream())
            .mapToLong(reservation -> reservation.instances().size())
            .sum();

    assertThat(run("harvest", "-s", "ec2_instances", "-r", "eu-west-1,us-east-*", "-t", "-"))
        .as(console.err())
        .isZero();

    assertThat(console.lines())
        .hasSize((int) instances)
        .allSatisfy(line -> assertThat(line).startsWith("{").contains("\"InstanceId\":\"i-"));
    assertThat(console.err()).containsPattern("ec2_instances +3 ");
  }

  @Test
  void harvestWritesAFolderPerDataset() throws IOException {
    assertThat(run("harvest", "-r", "eu-west-1", "-t", folder.toString()))
        .as(console.err())
        .isZero();

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()))
          .allMatch(file -> file.endsWith(".json.gz"))
          .extracting(file -> file.substring(0, file.indexOf("/account=")))
          .contains(
              "ec2_monitoring",
              "elb_monitoring",
              "security_group_monitoring",
              "iam_monitoring/users",
              "iam_monitoring/roles",
              "harvest_monitoring");
    }
  }

  @Test
  void answersFromABucketAreThoseFromAFolder() throws IOException {
    String bucket = "s3://" + BUCKET + "/estate";
    String sql =
        "SELECT GROUP_ID, DIRECTION, PEER, FROM_PORT FROM SECURITY_GROUP_RULES ORDER BY ALL";
    for (String target : List.of(bucket, folder.toString())) {
      assertThat(run("harvest", "-q", "-s", "security_groups", "-r", "eu-west-1", "-t", target))
          .as(console.err())
          .isZero();
    }
    List<String> answers = new ArrayList<>();
    for (String in : List.of(bucket, folder.toString())) {
      RecordedConsole asked = new RecordedConsole();
      String endpoint = "--endpoint-url=" + moto.endpoint();
      assertThat(asked.run("query", "--in", in, "--format", "csv", endpoint, sql))
          .as(asked.err())
          .isZero();
      assertThat(asked.run("check", "--in", in, "--check", "SG01,SG05,EC01", endpoint))
          .as(asked.err())
          .isZero();
      answers.add(asked.out());
    }
    assertThat(answers.get(0)).contains("GROUP_ID,DIRECTION", "UNKNOWN").isEqualTo(answers.get(1));

    Path page = folder.resolve("report.html");
    assertThat(run("report", "--in", bucket, "--output", page.toString()))
        .as(console.err())
        .isZero();
    assertThat(Files.readString(page)).contains("Security", "eu-west-1");
    assertThat(run("check", "--in", "s3://" + BUCKET + "/nothing")).isEqualTo(2);
    assertThat(run("query", "--in", "s3://no-such-bucket", sql)).isEqualTo(2);
    assertThat(console.err())
        .contains(
            "s3://" + BUCKET + "/nothing/ holds nothing that SnowWatch wrote",
            "There is no bucket no-such-bucket");
  }

  @Test
  void theSummaryNamesTheTarget() {
    run("harvest", "-s", "iam", "-t", folder.toString());

    assertThat(console.err())
        .containsPattern("^Account 123456789012, run [0-9a-f-]{36}, to " + folder + "\n");
  }

  @Test
  void theSummaryIsAnObjectInJson() throws IOException {
    assertThat(
            run(
                "harvest",
                "-s",
                "security_groups",
                "-r",
                "eu-west-1",
                "-o",
                "json",
                "-t",
                "" + folder))
        .as(console.err())
        .isZero();

    JsonNode summary = new ObjectMapper().readTree(console.out());
    assertThat(console.lines()).hasSize(1);
    assertThat(console.err()).isEmpty();
    assertThat(summary.fieldNames())
        .toIterable()
        .containsExactly(
            "RunId",
            "Time",
            "AccountId",
            "Target",
            "Complete",
            "RecordCount",
            "Succeeded",
            "Skipped",
            "Failed",
            "Incomplete",
            "Runs");
    assertThat(summary.path("Target").asText()).isEqualTo(folder.toString());
    assertThat(summary.path("Complete").booleanValue()).isTrue();
    assertThat(summary.path("Succeeded").intValue()).isEqualTo(1);
    assertThat(summary.path("RecordCount").intValue()).isPositive();
    assertThat(summary.path("Runs").size())
        .isEqualTo(summary.path("Succeeded").intValue() + summary.path("Skipped").intValue());
    assertThat(summary.path("Runs").findValuesAsText("Outcome")).contains("SUCCEEDED");
  }

  @Test
  void theSummaryInJsonKeepsOutOfTheRecords() throws IOException {
    run("harvest", "-s", "security_groups", "-r", "eu-west-1", "-o", "json", "-t", "-");

    assertThat(console.lines()).allMatch(line -> line.contains("\"GroupId\""));
    assertThat(new ObjectMapper().readTree(console.err()).path("Target").asText()).isEqualTo("-");
  }

  @Test
  void harvestFillsTheAccountsOwnBucketByDefault() {
    assertThat(run("harvest", "-s", "iam")).as(console.err()).isZero();

    assertThat(
            account
                .client(S3Client.class, S3Client::builder)
                .listObjectsV2(r -> r.bucket(BUCKET).prefix("iam_monitoring/"))
                .contents())
        .hasSize(4);
  }

  @Test
  void aTargetThatIsNotThereIsAMistakeBeforeAnythingIsCollected() {
    assertThat(run("harvest", "-s", "iam", "-t", "s3://no-such-bucket/x"))
        .isEqualTo(ExitStatus.BAD_USAGE);

    assertThat(console.err())
        .isEqualTo(
            "snowwatch: There is no bucket no-such-bucket: name one with --to s3://bucket, or create"
                + " it.\n");
  }

  @Test
  void aSplitsTargetIsCheckedBeforeAnythingIsRead() throws IOException {
    Path log = folder.resolve("damaged.json.gz");
    Files.write(log, gzip("{\"Records\":[{\"n\":"));
    Path file = Files.writeString(folder.resolve("file"), "");

    for (List<String> target :
        List.of(
            List.of("s3://no-such-bucket", "There is no bucket no-such-bucket"),
            List.of("s3:/no-such-bucket", "is neither in S3 nor a folder"),
            List.of(file.resolve("x").toString(), "Nothing can be written to the folder"))) {
      assertThat(run("cloudtrail", "split", "--to", target.get(0), log.toString()))
          .isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(console.err()).contains(target.get(1));
    }
    assertThat(console.err()).doesNotContain("damaged");
  }

  @Test
  void aBucketThatDoesNotExistIsNamed() {
    assertThat(run("cloudtrail", "split", "--to", folder.toString(), "s3://nobodys-bucket/x"))
        .isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.err())
        .contains("s3://nobodys-bucket/x could not be listed:")
        .contains("Check that the bucket exists and that s3:ListBucket is allowed.")
        .doesNotContain("Check the credentials");
  }

  @Test
  void anUnreachableAwsIsExplained() {
    assertThat(console.run("harvest", "--endpoint-url=http://127.0.0.1:9"))
        .isEqualTo(ExitStatus.AWS_UNREACHABLE);

    assertThat(console.err()).startsWith("snowwatch: AWS could not be asked: ");
  }

  @Test
  void splitTakesFilesFoldersAndBuckets() throws IOException {
    String name =
        "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/23/"
            + "123456789012_CloudTrail_eu-west-1_20261123T1545Z_abcdefghijklmnop.json.gz";
    byte[] log = gzip("{\"Records\":[{\"eventName\":\"A\"},{\"eventName\":\"B\"}]}");
    Path logs = folder.resolve("logs");
    Files.createDirectories(logs.resolve(name).getParent());
    Files.write(logs.resolve(name), log);
    Files.write(logs.resolve("AWSLogs/broken.json.gz"), gzip("{\"Records\":[{\"eventName\":"));
    Files.writeString(logs.resolve("README.txt"), "no log file");
    account
        .client(S3Client.class, S3Client::builder)
        .putObject(r -> r.bucket(BUCKET).key("cloudtrail/" + name), RequestBody.fromBytes(log));
    Path lines = folder.resolve("lines");

    assertThat(run("cloudtrail", "split", "-t", lines.toString(), logs.toString()))
        .isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.err())
        .contains("broken.json.gz: At byte 25 of the uncompressed log file: the file is cut off")
        .contains(
            "2 log files split into 2 events, 0 were there already, 1 other files ignored, 1"
                + " damaged, 0 failed")
        .contains(
            "1 bad stretches of 13 bytes are in cloudtrail_quarantine/AWSLogs/broken.json.gz");
    String key = "cloudtrail_monitoring/" + name.replace(".gz", ".zst");
    byte[] split = Files.readAllBytes(lines.resolve(key));
    assertThat(uncompressed(split)).isEqualTo("{\"eventName\":\"A\"}\n{\"eventName\":\"B\"}\n");

    assertThat(
            run("cloudtrail", "split", "-t", "s3://" + BUCKET, "s3://" + BUCKET + "/cloudtrail/"))
        .as(console.err())
        .isZero();
    assertThat(
            account
                .client(S3Client.class, S3Client::builder)
                .getObjectAsBytes(r -> r.bucket(BUCKET).key(key))
                .asByteArray())
        .isEqualTo(split);

    run("cloudtrail", "split", "-t", "s3://" + BUCKET, "s3://" + BUCKET + "/cloudtrail/");
    assertThat(console.err()).contains("0 log files split into 0 events, 1 were there already");

    run(
        "cloudtrail",
        "split",
        "--until",
        "2026-11-23T15:45:00Z",
        "-t",
        "-",
        logs.resolve(name).toString());
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).contains("there is nothing there, or nothing of that time.");

    assertThat(run("cloudtrail", "split", "-t", "-", logs.resolve(name).toString())).isZero();
    assertThat(console.out()).isEqualTo("{\"eventName\":\"A\"}\n{\"eventName\":\"B\"}\n");
  }

  @Test
  void ofADamagedLogFileOnlyGoodLinesArePrinted() throws IOException {
    Path log = folder.resolve("damaged.json.gz");
    Files.write(log, gzip("{\"Records\":[{\"n\":1},{\"n\":tru},{\"n\":2},{\"n\":"));

    assertThat(run("cloudtrail", "split", "-t", "-", log.toString()))
        .isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.out()).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
    assertThat(console.err())
        .contains("2 bad stretches")
        .contains("are left out: split into a folder or a bucket to keep them.");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String uncompressed(byte[] bytes) throws IOException {
    try (InputStream in = Compression.uncompress(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void cloudTrailVerifyProvesABucketAndNamesWhatSomebodyChanged() throws IOException {
    String bucket = "trail-" + UUID.randomUUID();
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(bucket));
    SignedTrail trail = new SignedTrail(bucket, "logs/AWSLogs/", SignedTrail.REGION).hours(3);
    trail.writeTo(s3);
    Path keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());
    String[] command = {
      "cloudtrail",
      "verify",
      "--public-key=" + keys,
      "--until=" + trail.end(),
      "s3://" + bucket + "/logs"
    };

    assertThat(run(command)).as(console.err()).isEqualTo(ExitStatus.OK);
    assertThat(console.out()).contains("PROVEN: every file is what CloudTrail delivered");

    String key = trail.logKeys.get(2);
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString("changed"));
    assertThat(run(command)).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.out()).contains("Log file s3://" + bucket + "/" + key + " was modified");
  }
}
