package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

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
          new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
          new ByteArrayOutputStream(),
          context);
    } catch (LogFilesFailedException isInTheLine) {
      assertThat(isInTheLine.files()).isNotEmpty();
    }
    assertThat(context.logged()).hasSize(1);
    return Json.MAPPER.readTree(context.logged().get(0));
  }

  private static LogFileHandler function() {
    return new LogFileHandler(
        "cloudtrail_events",
        Map.of("S3_BUCKET_NAME", "metrics"),
        settings -> AwsAccount.of(new InMemoryS3(), Region.US_EAST_1, ACCOUNT_ID)) {};
  }

  @Test
  void aLineCountsWhatWasDoneForItsFunctionAndStage() throws IOException {
    JsonNode line = line(function(), new RecordedContext(ACCOUNT_ID, 60_000), "{\"Records\": []}");

    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.path("Function").asText()).isEqualTo("function");
    assertThat(line.path("Stage").asText()).isEqualTo("test");
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText()).isEqualTo("SnowWatch");
    assertThat(line.findValuesAsText("Name"))
        .containsExactly("damaged", "durationMillis", "failed", "files", "records", "success");
    assertThat(line.path("success").asInt(-1)).isEqualTo(1);
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
                        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        context))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("S3_BUCKET_NAME is not set");

    JsonNode line = Json.MAPPER.readTree(context.logged().get(0));
    assertThatCloudWatchMakesMetricsOf(line);
    assertThat(line.path("success").asInt(-1)).isZero();
  }
}
