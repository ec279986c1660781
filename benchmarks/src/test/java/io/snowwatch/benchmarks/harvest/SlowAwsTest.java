package io.snowwatch.benchmarks.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class SlowAwsTest {

  @Test
  void aHarvestFindsWhatTheEstateHas() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (SlowAws aws = SlowAws.start(Estate.LARGE, Duration.ZERO);
        AwsAccount account =
            AwsAccount.create(
                AwsSettings.builder()
                    .endpointOverride(aws.endpoint())
                    .homeRegion(Region.US_EAST_1)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                    .build())) {

      HarvestReport report =
          Harvest.builder()
              .addAccounts(account)
              .sources(Sources.inventory())
              .regions(RegionFilter.of(Estate.LARGE_REGION))
              .sink(SnapshotSink.lines(lines))
              .build()
              .run()
              .orThrow();

      assertThat(report.recordCount()).isEqualTo(2 + 300 + 100 + 150 + 15);
      assertThat(lines.toString(StandardCharsets.UTF_8)).contains("modern-99", "mfa/User-148");
      assertThat(aws.takeCalls())
          .containsEntry("DescribeListeners", 100)
          .containsEntry("ListMFADevices", 150)
          .containsEntry("GetAccountAuthorizationDetails", 2);
      assertThat(aws.takeCalls()).isEmpty();
    }
  }
}
