package io.snowwatch.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.source.KnownSources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;

/** The lines of the log by the rules of the embedded metric format's schema. */
class MetricsTest {

  private static final String ACCOUNT_ID = "123456789012";
  private static final Set<String> UNITS = Set.of("Count", "Milliseconds", "Bytes", "None");

  /** What the specification asks of a document, or CloudWatch makes no metric of it. */
  static void assertThatCloudWatchMakesMetricsOf(JsonNode line) {
    JsonNode aws = line.path("_aws");
    assertThat(aws.path("Timestamp").isIntegralNumber()).isTrue();
    assertThat(Instant.ofEpochMilli(aws.path("Timestamp").asLong()))
        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
    assertThat(aws.path("CloudWatchMetrics").isArray()).isTrue();
    for (JsonNode directive : aws.path("CloudWatchMetrics")) {
      assertThat(directive.path("Namespace").asText()).matches("[A-Za-z0-9._/#:-]{1,1024}");
      assertThat(directive.path("Dimensions").isArray()).isTrue();
      for (JsonNode set : directive.path("Dimensions")) {
        assertThat(set.size()).isBetween(1, 30);
        set.forEach(
            dimension -> {
              JsonNode value = line.path(dimension.asText());
              assertThat(value.isTextual()).as(dimension.asText()).isTrue();
              assertThat(value.asText().length()).isBetween(1, 1024);
            });
      }
      assertThat(directive.path("Metrics").size()).isBetween(1, 100);
      for (JsonNode metric : directive.path("Metrics")) {
        assertThat(metric.path("Name").asText().length()).isBetween(1, 1024);
        assertThat(UNITS).contains(metric.path("Unit").asText());
        assertThat(line.path(metric.path("Name").asText()).isNumber())
            .as(metric.toString())
            .isTrue();
      }
    }
  }

  private static JsonNode line(LogFileHandler function, RecordedContext context, String event)
      throws IOException {
    try {
      function.handleRequest(
          new ByteArrayInputStream(event.getBytes(UTF_8)), new ByteArrayOutputStream(), context);
    } catch (LogFilesFailedException isInTheLine) {
      assertThat(isInTheLine.files()).isNotEmpty();
    }
    assertThat(context.logged()).hasSize(1);
    return Json.MAPPER.readTree(context.logged().get(0));
  }

  private static LogFileHandler function() {
    return function(new InMemoryS3());
  }

  private static LogFileHandler function(InMemoryS3 s3) {
    return new LogFileHandler(
        "cloudtrail_events",
        Map.of("S3_BUCKET_NAME", "metrics"),
        settings -> AwsAccount.of(s3, Region.US_EAST_1, ACCOUNT_ID)) {};
  }

  /** S3 in an account that has one Region. */
  private static final class S3InOneRegion extends InMemoryS3 {
    @Override
    public <C extends SdkClient> C client(
        Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
      return type == Ec2Client.class
          ? type.cast(new OneRegion())
          : super.client(type, builder, region);
    }
  }

  private static final class OneRegion implements Ec2Client {
    @Override
    public DescribeRegionsResponse describeRegions(DescribeRegionsRequest request) {
      return DescribeRegionsResponse.builder()
          .regions(
              software.amazon.awssdk.services.ec2.model.Region.builder()
                  .regionName("eu-west-1")
                  .optInStatus("opt-in-not-required")
                  .build())
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  void aLineCountsWhatWasDoneForItsFunctionAndStage() throws IOException {
    JsonNode line = line(function(), new RecordedContext(ACCOUNT_ID, 60_000), "{\"Records\": []}");

    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.path("Function").asText()).isEqualTo("function");
    assertThat(line.path("Stage").asText()).isEqualTo("test");
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText()).isEqualTo("SnowWatch");
    assertThat(line.findValuesAsText("Name"))
        .containsExactly(
            "bytes", "damaged", "durationMillis", "failed", "files", "records", "success");
    assertThat(line.path("success").asInt(-1)).isEqualTo(1);
  }

  @Test
  void bytesAreThoseOfTheObjectsThatAppeared() throws IOException {
    InMemoryS3 s3 = new InMemoryS3();
    LogFileHandler function = function(s3);
    String logs = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/";
    s3.put("cloudtrail/" + logs + "1.json", "{\"Records\":[{\"eventID\":\"1\"}]}".getBytes(UTF_8));
    s3.put("cloudtrail/" + logs + "2.json", "{\"Records\":[{\"eventID\":".getBytes(UTF_8));
    Set<String> delivered = Set.copyOf(s3.objects().keySet());
    String event =
        Json.MAPPER.writeValueAsString(Map.of("keys", delivered.stream().sorted().toList()));

    JsonNode first = line(function, new RecordedContext(ACCOUNT_ID, 60_000), event);
    JsonNode again = line(function, new RecordedContext(ACCOUNT_ID, 60_000), event);

    assertThatCloudWatchMakesMetricsOf(first);
    Map<String, byte[]> written = new TreeMap<>(s3.objects());
    written.keySet().removeAll(delivered);
    // Two objects of lines, and what is no event of the second file.
    assertThat(written).hasSize(3);
    assertThat(first.path("bytes").asLong())
        .isEqualTo(written.values().stream().mapToLong(object -> object.length).sum());
    assertThat(again.path("bytes").asLong(-1)).isZero();
  }

  @Test
  void bytesOfAScheduledFunctionAreThoseOfItsSnapshotsAndItsRows() throws IOException {
    InMemoryS3 s3 = new S3InOneRegion();
    RegionsSource source = new RegionsSource();
    ScheduledHandler function =
        new ScheduledHandler(
            source,
            KnownSources.builtIn().and(source),
            Map.of("S3_BUCKET_NAME", "metrics", "SNOWWATCH_REGIONS", "eu-west-1"),
            settings -> AwsAccount.of(s3, Region.US_EAST_1, ACCOUNT_ID)) {};
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

    function.handleRequest(
        new ByteArrayInputStream("{}".getBytes(UTF_8)), new ByteArrayOutputStream(), context);

    JsonNode line = Json.MAPPER.readTree(context.logged().get(0));
    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.findValuesAsText("Name")).contains("bytes");
    assertThat(s3.objects()).hasSize(2);
    assertThat(line.path("bytes").asLong())
        .isEqualTo(s3.objects().values().stream().mapToLong(object -> object.length).sum());
  }

  @Test
  void aRunThatFailedIsNoSuccess() throws IOException {
    JsonNode line =
        line(
            function(),
            new RecordedContext(ACCOUNT_ID, 60_000),
            "{\"keys\": [\"cloudtrail/missing.json.gz\"]}");

    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.path("success").asInt(-1)).isZero();
    assertThat(line.path("failed").asInt()).isEqualTo(1);
  }

  @Test
  void aWrongSettingIsNoSuccessEither() throws IOException {
    RecordedContext context = new RecordedContext(ACCOUNT_ID, 60_000);

    assertThatThrownBy(
            () ->
                new MonitorCloudtrail(Map.of())
                    .handleRequest(
                        new ByteArrayInputStream("{}".getBytes(UTF_8)),
                        new ByteArrayOutputStream(),
                        context))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("S3_BUCKET_NAME is not set");

    JsonNode line = Json.MAPPER.readTree(context.logged().get(0));
    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.path("success").asInt(-1)).isZero();
  }
}
