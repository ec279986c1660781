package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.cloudtrail.LogFileOutcome;
import io.snowwatch.cloudtrail.LogFileTransfer.Transferred;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.storage.Publication;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFileSummaryTest {

  private static final int SQS_MESSAGE_BYTES = 256 * 1024;

  @Test
  void everyFailureIsCountedAndSoManyNamedThatTheReportFitsIntoAMessage() {
    LogFileSummary tally = new LogFileSummary();
    for (int i = 0; i < 10_000; i++) {
      String key = "cloudtrail/%0100d".formatted(i);
      tally.finished(
          new LogFileOutcome.Failed(key, new IllegalStateException("a reason ".repeat(20))));
      tally.finished(
          new LogFileOutcome.Ignored(key, "its name ends in neither .json nor .json.gz"));
      tally.finished(
          new LogFileOutcome.Landed(
              new Transferred(
                  key,
                  key,
                  3,
                  Publication.PUBLISHED,
                  Optional.of(new Quarantined(key, 1, 2, "a problem ".repeat(10))))));
    }
    LogFileSummary all = new LogFileSummary();
    all.add(tally);
    all.add(tally);

    ObjectNode summary = Json.MAPPER.createObjectNode();
    all.describe(summary);

    assertThat(all.failedCount()).isEqualTo(40_000);
    assertThat(summary.path("failed").asLong()).isEqualTo(40_000);
    assertThat(summary.path("damaged").asLong()).isEqualTo(20_000);
    assertThat(summary.path("records").asLong()).isEqualTo(60_000);
    assertThat(summary.path("ignored").asLong()).isEqualTo(20_000);
    assertThat(summary.path("ignoredFiles")).hasSize(LogFileSummary.MAX_KEPT);
    assertThat(summary.path("ignoredFiles").path(0).path("reason").asText()).startsWith("its name");
    assertThat(summary.path("failures")).hasSize(LogFileSummary.MAX_KEPT);
    assertThat(summary.path("quarantine")).hasSize(LogFileSummary.MAX_KEPT);
    assertThat(summary.toString()).hasSizeLessThan(SQS_MESSAGE_BYTES / 2);
    assertThat(new LogFilesFailedException(all.failed(), all.failedCount()))
        .hasMessageStartingWith("40000 log files failed: cloudtrail/0")
        .hasMessageEndingWith("; and 39900 more");
  }
}
