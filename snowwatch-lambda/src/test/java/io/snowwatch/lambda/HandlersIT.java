package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.harvest.HarvestFailedException;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RandomEstate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

class HandlersIT {

  private static final String ACCOUNT_ID = MotoServer.ACCOUNT_ID;
  private static final String BUCKET = "snowwatch-" + ACCOUNT_ID;
  private static final Map<String, String> ENVIRONMENT =
      Map.of("S3_BUCKET_NAME", BUCKET, "SNOWWATCH_REGIONS", "eu-west-1,us-*");
  private static final String SCHEDULED_EVENT =
      """
      {"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}
      """;
  private static final String LOGS = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/23/";

  private static MotoServer moto;
  private static AwsAccount account;
  private static S3Client s3;

  /** What Lambda gives a function by its environment, the SDK takes from system properties too. */
  private static Map<String, String> lambdaProperties() {
    return Map.of(
        "aws.accessKeyId", "moto",
        "aws.secretAccessKey", "moto",
        "aws.region", "us-east-1",
        "aws.endpointUrl", moto.endpoint().toString());
  }

  @BeforeAll
  static void createEstate() {
    moto = MotoServer.start();
    lambdaProperties().forEach(System::setProperty);
    account = AwsAccount.create(moto.settings(ACCOUNT_ID));
    RandomEstate.create(account, 11, "eu-west-1", "us-west-2");
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    lambdaProperties().keySet().forEach(System::clearProperty);
    account.close();
    moto.close();
  }

  /** By the source's name, and by a handler of one's own. */
  @Test
  void aSourceOfOnesOwnRunsAsTheBuiltInOnesDo() throws IOException {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put(MonitorSource.SOURCE, "test_regions");
    environment.put("SNOWWATCH_TEST_REGIONS_PATH", "my_regions");
    ScheduledHandler own = new ScheduledHandler(new RegionsSource(), environment) {};
    for (ScheduledHandler function : List.of(new MonitorSource(environment), own)) {
      int before = keys("my_regions/").size();

      JsonNode summary = invoke(function, SCHEDULED_EVENT, new RecordedContext(ACCOUNT_ID, 60_000));

      assertThat(summary.path("failed").asInt(-1)).isZero();
      assertThat(summary.path("records").asInt()).isPositive();
      assertThat(keys("my_regions/")).hasSize(before + summary.path("objects").asInt());
      assertThat(keys("harvest_monitoring/"))
          .anyMatch(key -> key.contains("/run=" + summary.path("runId").asText() + "/"));
    }
  }

  @Test
  void theFourScheduledFunctionsFillTheirDirectories() throws IOException {
    Map<RequestStreamHandler, String> directories =
        Map.of(
            new MonitorEc2Instances(ENVIRONMENT), "ec2_monitoring/",
            new MonitorSecurityGroups(ENVIRONMENT), "security_group_monitoring/",
            new MonitorELBs(ENVIRONMENT), "elb_monitoring/",
            new MonitorIAM(ENVIRONMENT), "iam_monitoring/");
    for (Map.Entry<RequestStreamHandler, String> function : directories.entrySet()) {
      RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

      JsonNode summary = invoke(function.getKey(), SCHEDULED_EVENT, context);

      assertThat(summary.path("failed").asInt(-1)).isZero();
      assertThat(summary.path("objects").asInt()).isEqualTo(keys(function.getValue()).size());
      assertThat(summary.path("records").asLong()).isPositive();
      assertThat(context.logged()).containsExactly(summary + "\n");
      assertThat(keys("harvest_monitoring/"))
          .anyMatch(key -> key.contains("/run=" + summary.path("runId").asText() + "/"));
    }
  }

  @Test
  void aFunctionFailsWhenItsBucketDoesNotExistAndLogsWhy() {
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

    assertThatThrownBy(
            () ->
                invoke(
                    new MonitorIAM(Map.of("S3_BUCKET_NAME", "no-such-bucket")),
                    SCHEDULED_EVENT,
                    context))
        .isInstanceOf(HarvestFailedException.class)
        .hasMessageContaining("iam_users in 123456789012/global: NoSuchBucket: s3://no-such");
    assertThat(context.logged())
        .singleElement()
        .asString()
        .contains("\"level\":\"ERROR\"")
        .contains("\"dataset\":\"iam_users\"");
  }

  @Test
  void aFunctionWithoutTimeReportsWhatItGaveUp() throws IOException {
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 0);

    assertThatThrownBy(
            () -> invoke(new MonitorSecurityGroups(ENVIRONMENT), SCHEDULED_EVENT, context))
        .isInstanceOf(HarvestFailedException.class)
        .hasMessageContaining("DeadlineExceeded");
    JsonNode line = Json.MAPPER.readTree(context.logged().get(0));
    assertThat(keys("harvest_monitoring/"))
        .anyMatch(key -> key.contains("/run=" + line.path("runId").asText() + "/"));
    assertThat(
            keys("security_group_monitoring/").stream()
                .filter(key -> key.contains(line.path("runId").asText())))
        .hasSize(line.path("objects").asInt());
  }

  @Test
  void everyLogFileOfAnEventBecomesOneObjectAndAgainTheSame() throws IOException {
    put("cloudtrail/" + LOGS + "a b+c.json.gz", "{\"Records\":[{\"n\":1.0},{\"n\":2}]}");
    put("cloudtrail/" + LOGS + "é.json.gz", "{\"Records\":[]}");
    String event =
        event("cloudtrail/" + LOGS + "a+b%2Bc.json.gz", "cloudtrail/" + LOGS + "%C3%A9.json.gz");
    MonitorCloudtrail function = new MonitorCloudtrail(ENVIRONMENT);

    JsonNode summary = invoke(function, event, new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(summary.path("files").asInt()).isEqualTo(2);
    assertThat(summary.path("records").asInt()).isEqualTo(2);
    byte[] first = get("cloudtrail_monitoring/" + LOGS + "a b+c.json.zst");
    assertThat(uncompressed(first)).isEqualTo("{\"n\":1.0}\n{\"n\":2}\n");
    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "é.json.zst"))).isEmpty();

    invoke(function, event, new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(get("cloudtrail_monitoring/" + LOGS + "a b+c.json.zst")).isEqualTo(first);
  }

  @Test
  void ofADamagedLogFileTheGoodEventsLandTheRestIsKeptAndTheInvocationFails() throws IOException {
    put("cloudtrail/" + LOGS + "good.json.gz", "{\"Records\":[{\"n\":1}]}");
    put("cloudtrail/" + LOGS + "bad.json.gz", "{\"Records\":[{\"n\":0},{\"n\":");
    s3.putObject(
        r -> r.bucket(BUCKET).key("cloudtrail/" + LOGS + "short.json.gz"),
        RequestBody.fromBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1}));
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

    assertThatThrownBy(
            () ->
                invoke(
                    new MonitorCloudtrail(ENVIRONMENT),
                    event(
                        "cloudtrail/" + LOGS + "bad.json.gz",
                        "cloudtrail/" + LOGS + "short.json.gz",
                        "cloudtrail/" + LOGS + "missing.json.gz",
                        "cloudtrail/" + LOGS + "good.json.gz"),
                    context))
        .isInstanceOfSatisfying(
            LogFilesFailedException.class,
            e ->
                assertThat(e.files())
                    .extracting(file -> file.key().substring(("cloudtrail/" + LOGS).length()))
                    .containsExactly("bad.json.gz", "short.json.gz", "missing.json.gz"))
        .hasMessageContaining("bad.json.gz: DamagedLogFile: 1 events landed in")
        .hasMessageContaining("the file is cut off")
        .hasMessageContaining("missing.json.gz could not be read");

    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "good.json.zst")))
        .isEqualTo("{\"n\":1}\n");
    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "bad.json.zst")))
        .isEqualTo("{\"n\":0}\n");
    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "short.json.zst"))).isEmpty();
    JsonNode stretch =
        Json.MAPPER.readTree(uncompressed(get("cloudtrail_quarantine/" + LOGS + "bad.json.gz")));
    assertThat(stretch.path("SourceKey").asText()).isEqualTo("cloudtrail/" + LOGS + "bad.json.gz");
    assertThat(stretch.path("Offset").asInt()).isEqualTo("{\"Records\":[{\"n\":0},".length());
    assertThat(new String(stretch.path("Data").binaryValue(), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":");
    assertThat(keys("cloudtrail_quarantine/"))
        .allMatch(key -> key.endsWith("bad.json.gz") || key.endsWith("short.json.gz"));
    assertThatThrownBy(() -> get("cloudtrail_monitoring/" + LOGS + "missing.json.zst"))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void digestsFoldersAndTheTestEventAreIgnored() throws IOException {
    MonitorCloudtrail function = new MonitorCloudtrail(ENVIRONMENT);

    JsonNode summary =
        invoke(
            function,
            event(
                "cloudtrail/AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/d.json.gz",
                "cloudtrail/AWSLogs/"),
            new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(summary.path("ignored").asInt()).isEqualTo(2);
    assertThat(summary.path("ignoredFiles").findValuesAsText("reason"))
        .containsExactly(
            "it is a digest file, which snowwatch cloudtrail verify reads", "it marks a folder");
    assertThat(
            invoke(
                    function,
                    "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}",
                    new RecordedContext(ACCOUNT_ID, 60_000))
                .path("files")
                .asInt(-1))
        .isZero();
  }

  @Test
  void whatSharesTheTopicAsksForNothingAndIsToldInTheLog() throws IOException {
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

    JsonNode answer =
        invoke(
            new MonitorCloudtrail(ENVIRONMENT),
            """
            {"Records": [{"messageId": "m0", "eventSource": "aws:sqs", "body": "{\\"Type\\":
            \\"Notification\\", \\"Message\\": \\"{\\\\\\"messageType\\\\\\":
            \\\\\\"ConfigurationHistoryDeliveryCompleted\\\\\\"}\\"}"}]}
            """
                .replace("\n", " "),
            context);

    assertThat(answer.path("batchItemFailures")).isEmpty();
    assertThat(context.logged())
        .singleElement()
        .asString()
        .contains("a message of AWS Config: ConfigurationHistoryDeliveryCompleted");
  }

  @Test
  void aLogFileOfAnyPlaceAndFormLandsByTheCallThatMadeIt() throws IOException {
    String rest =
        "AWSLogs/archive/AWSLogs/" + LOGS + "123456789012_CloudTrail_eu-west-1_20261123T0305Z_b";
    put("cloudtrail/" + rest + ".json.gz", "{\"eventVersion\":1}\n{\"eventVersion\":2}\n");

    JsonNode summary =
        invoke(
            new MonitorCloudtrail(ENVIRONMENT),
            """
            {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.s3",
             "detail": {"eventSource": "s3.amazonaws.com", "eventName": "PutObject",
              "requestParameters": {"bucketName": "%s", "key": "cloudtrail/%s.json.gz"}}}
            """
                .formatted(BUCKET, rest),
            new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(summary.path("files").asInt()).isEqualTo(1);
    assertThat(uncompressed(get("cloudtrail_monitoring/" + rest + ".json.zst")))
        .isEqualTo("{\"eventVersion\":1}\n{\"eventVersion\":2}\n");
  }

  @Test
  void anEventOfAnotherKindIsRefusedWithWhatWasExpected() {
    assertThatThrownBy(
            () ->
                invoke(
                    new MonitorCloudtrail(ENVIRONMENT),
                    "{\"hello\":1}",
                    new RecordedContext(ACCOUNT_ID, 60_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The event is not understood. Expected one of:")
        .hasMessageEndingWith("Got: {\"hello\":1}");
  }

  @Test
  void ofSqsMessagesOnlyThoseThatFailedReturn() throws IOException {
    put("cloudtrail/" + LOGS + "sqs.json.gz", "{\"Records\":[{\"n\":1}]}");
    String good = event("cloudtrail/" + LOGS + "sqs.json.gz");
    String missing = event("cloudtrail/" + LOGS + "not-there.json.gz");
    MonitorCloudtrail function = new MonitorCloudtrail(ENVIRONMENT);

    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);
    JsonNode answer = invoke(function, sqs(good, missing, "no JSON"), context);

    assertThat(answer)
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"},{\"itemIdentifier\":\"m2\"}]}"));
    assertThat(context.logged())
        .singleElement()
        .asString()
        .contains("\"level\":\"ERROR\"")
        .contains("NoSuchKey")
        .contains("The event is not understood.");
    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "sqs.json.zst")))
        .isEqualTo("{\"n\":1}\n");
    assertThatThrownBy(
            () -> invoke(function, sqs(missing), new RecordedContext(ACCOUNT_ID, 60_000)))
        .isInstanceOf(LogFilesFailedException.class);
  }

  @Test
  void aBatchOperationsTaskGetsItsResult() throws IOException {
    put("cloudtrail/" + LOGS + "a task.json.gz", "{\"Records\":[]}");
    String event =
        """
        {"invocationSchemaVersion": "1.0", "invocationId": "i-1", "job": {"id": "j"}, "tasks": [
          {"taskId": "t1", "s3Key": "cloudtrail/%1$sa+task.json.gz", "s3VersionId": null,
           "s3BucketArn": "arn:aws:s3:::%2$s"},
          {"taskId": "t2", "s3Key": "cloudtrail/%1$snone.json.gz", "s3VersionId": null,
           "s3BucketArn": "arn:aws:s3:::%2$s"}]}
        """
            .formatted(LOGS, BUCKET);

    JsonNode answer =
        invoke(new MonitorCloudtrail(ENVIRONMENT), event, new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(answer.path("invocationSchemaVersion").asText()).isEqualTo("1.0");
    assertThat(answer.path("invocationId").asText()).isEqualTo("i-1");
    assertThat(answer.path("treatMissingKeysAs").asText()).isEqualTo("PermanentFailure");
    assertThat(answer.path("results").findValuesAsText("taskId")).containsExactly("t1", "t2");
    assertThat(answer.path("results").findValuesAsText("resultCode"))
        .containsExactly("Succeeded", "PermanentFailure");
    assertThat(answer.path("results").path(1).path("resultString").asText())
        .startsWith("NoSuchKey: s3://" + BUCKET + "/cloudtrail/" + LOGS + "none.json.gz");
  }

  @Test
  void aLogFileThatThereIsNoTimeForIsLeftForAnotherInvocation() throws IOException {
    put("cloudtrail/" + LOGS + "late.json.gz", "{\"Records\":[{\"n\":1}]}");
    MonitorCloudtrail function = new MonitorCloudtrail(ENVIRONMENT);
    String task =
        """
        {"invocationSchemaVersion": "2.0", "invocationId": "i-2", "job": {"id": "j"}, "tasks": [
          {"taskId": "t1", "s3Key": "cloudtrail/%slate.json.gz", "s3Bucket": "%s"}]}
        """
            .formatted(LOGS, BUCKET);

    JsonNode answer = invoke(function, task, new RecordedContext(ACCOUNT_ID, 0));

    assertThat(answer.path("invocationSchemaVersion").asText()).isEqualTo("2.0");
    assertThat(answer.path("results").path(0).path("resultCode").asText())
        .isEqualTo("TemporaryFailure");
    assertThatThrownBy(
            () ->
                invoke(
                    function,
                    event("cloudtrail/" + LOGS + "late.json.gz"),
                    new RecordedContext(ACCOUNT_ID, 0)))
        .isInstanceOf(LogFilesFailedException.class)
        .hasMessageContaining("late.json.gz: DeadlineExceeded: time ran out before it was begun");
    assertThat(keys("cloudtrail_monitoring/" + LOGS + "late")).isEmpty();

    invoke(function, task, new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(keys("cloudtrail_monitoring/" + LOGS + "late")).hasSize(1);
  }

  @Test
  void linesAreCompressedAsTheSettingSays() throws IOException {
    put("cloudtrail/" + LOGS + "gzip.json.gz", "{\"Records\":[{\"n\":1}]}");
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("SNOWWATCH_CLOUDTRAIL_COMPRESSION", "gzip");

    invoke(
        new MonitorCloudtrail(environment),
        event("cloudtrail/" + LOGS + "gzip.json.gz"),
        new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(uncompressed(get("cloudtrail_monitoring/" + LOGS + "gzip.json.gz")))
        .isEqualTo("{\"n\":1}\n");
  }

  @Test
  void aDirectInvocationTakesAPrefixAndARangeOfTime() throws IOException {
    String logs = "AWSLogs/123456789012/CloudTrail/us-east-1/2026/11/20/";
    for (int hour = 0; hour < 10; hour++) {
      put(
          "cloudtrail/" + logs + "1_CloudTrail_us-east-1_20261120T0%d00Z_x.json.gz".formatted(hour),
          "{\"Records\":[{\"hour\":%d}]}".formatted(hour));
    }
    String event =
        """
        {"prefix": "cloudtrail/%s", "from": "2026-11-20T02:00:00Z", "until": "2026-11-20T07:00:00Z"}
        """
            .formatted(logs);
    MonitorCloudtrail function = new MonitorCloudtrail(ENVIRONMENT);

    JsonNode first = invoke(function, event, new RecordedContext(ACCOUNT_ID, 60_000));
    JsonNode second = invoke(function, event, new RecordedContext(ACCOUNT_ID, 60_000));

    assertThat(first.path("files").asInt()).isEqualTo(5);
    assertThat(first.path("records").asInt()).isEqualTo(5);
    assertThat(second.path("files").asInt()).isZero();
    assertThat(second.path("alreadyThere").asInt()).isEqualTo(5);
    assertThat(keys("cloudtrail_monitoring/" + logs)).hasSize(5);
    assertThatThrownBy(() -> invoke(function, event, new RecordedContext(ACCOUNT_ID, 0)))
        .isInstanceOf(LogFilesFailedException.class)
        .hasMessageContaining("it goes on where it stopped");
  }

  private static String sqs(String... bodies) throws IOException {
    List<Map<String, Object>> records = new ArrayList<>();
    for (String body : bodies) {
      records.add(
          Map.of("eventSource", "aws:sqs", "messageId", "m" + records.size(), "body", body));
    }
    return Json.MAPPER.writeValueAsString(Map.of("Records", records));
  }

  private static JsonNode invoke(
      RequestStreamHandler function, String event, RecordedContext context) throws IOException {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), summary, context);
    return Json.MAPPER.readTree(summary.toByteArray());
  }

  private static String event(String... encodedKeys) throws IOException {
    List<Map<String, Object>> records = new ArrayList<>();
    for (String key : encodedKeys) {
      Map<String, Object> record = new HashMap<>();
      record.put("eventName", "ObjectCreated:Put");
      record.put("s3", Map.of("bucket", Map.of("name", BUCKET), "object", Map.of("key", key)));
      records.add(record);
    }
    return Json.MAPPER.writeValueAsString(Map.of("Records", records));
  }

  private static List<String> keys(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static byte[] get(String key) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asByteArray();
  }

  private static void put(String key, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes.toByteArray()));
  }

  private static String uncompressed(byte[] bytes) throws IOException {
    try (InputStream in = Compression.uncompress(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
