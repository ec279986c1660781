package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.source.Sources;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionSettingsTest {

  @Test
  void everythingThatIsMissingOrMalformedIsListedAtOnce() {
    Map<String, String> environment =
        Map.of(
            "S3_EC2_MONITORING_PATH", "a b",
            "SNOWWATCH_REGIONS", "eu-*,Ireland",
            "SNOWWATCH_CONCURRENCY", "0",
            "SNOWWATCH_CLOUDTRAIL_COMPRESSION", "lzma");

    assertThatThrownBy(() -> read(environment).orThrow())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            5 problems:
            - S3_BUCKET_NAME is not set: set it to the bucket's name, snowwatch-<account id>.
            - S3_EC2_MONITORING_PATH 'a b' is not a directory: use letters, digits, underscores, \
            dashes and slashes, such as ec2_monitoring.
            - SNOWWATCH_REGIONS: 'Ireland' is not a Region: use names such as eu-west-1, eu-* for \
            several, or !me-* for all but some.
            - SNOWWATCH_CONCURRENCY '0' is out of range: use a whole number from 1 to 64.
            - SNOWWATCH_CLOUDTRAIL_COMPRESSION: There is no compression 'lzma': use gzip or zstd.\
            """);
  }

  @Test
  void directoriesThatLieInEachOtherAreRefused() {
    assertThatThrownBy(
            () ->
                read(Map.of(
                        "S3_BUCKET_NAME", "snowwatch-123456789012",
                        "S3_CLOUDTRAIL_RAW_PATH", "cloudtrail",
                        "S3_CLOUDTRAIL_MONITORING_PATH", "/cloudtrail/lines/"))
                    .orThrow())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "S3_CLOUDTRAIL_MONITORING_PATH 'cloudtrail/lines' lies in S3_CLOUDTRAIL_RAW_PATH"
                + " 'cloudtrail': give each a directory of its own.");
  }

  @Test
  void aBucketThatCannotBeIsSaidOfItsVariable() {
    assertThatThrownBy(() -> read(Map.of("S3_BUCKET_NAME", "My_Bucket")).orThrow())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("S3_BUCKET_NAME: 'My_Bucket' is not a bucket name: use");
  }

  @Test
  void onlyTheBucketHasToBeSet() {
    FunctionSettings settings = read(Map.of("S3_BUCKET_NAME", "snowwatch-123456789012")).orThrow();

    assertThat(settings.bucket()).hasToString("s3://snowwatch-123456789012/");
    assertThat(settings.regions().patterns()).containsExactly("*");
    assertThat(settings.concurrency()).isEqualTo(Harvest.defaultConcurrency());
    assertThat(settings.compression()).isEqualTo(LogFileTransfer.DEFAULT_COMPRESSION);
  }

  private static FunctionSettings.Reading read(Map<String, String> environment) {
    return FunctionSettings.read(environment, Sources.catalog());
  }
}
