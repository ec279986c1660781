package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NamedSettingsTest {

  static Stream<String> attributes() {
    return Arrays.stream(SnowflakeSettings.class.getDeclaredMethods())
        .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> !java.lang.reflect.Modifier.isStatic(method.getModifiers()))
        .filter(
            method ->
                method.getReturnType() != Map.class
                    && method.getReturnType() != java.util.List.class)
        .map(java.lang.reflect.Method::getName);
  }

  @ParameterizedTest
  @MethodSource("attributes")
  void everySettingHasItsNameAndItsLineInTheManual(String attribute) throws IOException {
    assertThat(NamedSettings.names()).contains(attribute);
    assertThat(Files.readString(Path.of("../docs/snowflake-settings.md")))
        .contains("\n| `" + attribute + "` |");
  }

  @Test
  void readsEverySettingOfAFile() {
    SnowflakeSettings settings =
        NamedSettings.settings(
            new TreeMap<>(
                Map.of(
                    "accountId", "123456789012",
                    "partition", "aws-us-gov",
                    "systemAdminRole", "\"My Admin\"",
                    "tables.ec2_instances", "T",
                    "directories.iam", "i",
                    "buckets.210987654321", "second",
                    "buckets.210987654321.suffix", "TWO",
                    "buckets.333333333333.partition", "aws-cn")));

    assertThat(settings.storageRoleArn())
        .isEqualTo("arn:aws-us-gov:iam::123456789012:role/snowwatch-snowflake");
    assertThat(settings.systemAdminRole()).isEqualTo("\"My Admin\"");
    assertThat(settings.tables()).containsEntry("ec2_instances", "T");
    assertThat(settings.directories()).containsEntry("iam", "i");
    assertThat(settings.furtherBuckets())
        .extracting(bucket -> bucket.bucket() + " " + bucket.suffix() + " " + bucket.partition())
        .containsExactly("second TWO AWS", "snowwatch-333333333333 333333333333 AWS_CN");
  }

  @Test
  void refusesEverythingThatIsWrongByItsName() {
    assertThatThrownBy(
            () ->
                NamedSettings.settings(
                    Map.of("shedule", "x", "partition", "mars", "buckets.1.colour", "red")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("shedule: there is no such setting. There are access, ")
        .hasMessageContaining("partition: 'mars' is no partition of AWS: choose one of aws, ")
        .hasMessageContaining("buckets.1.colour: there is no such setting.")
        .hasMessageContaining("accountId is missing");
  }

  @Test
  void reportsWhatIsWrongWithBucketsAndArns() {
    assertThatThrownBy(
            () ->
                NamedSettings.settings(
                    Map.of(
                        "accountId", "123456789012",
                        "snsTopicArn", "topic",
                        "errorTopicArn", "arn:aws:sns:us-east-1:123456789012:t",
                        "buckets.12", "NOT A BUCKET",
                        "buckets.210987654321", "snowwatch-123456789012")))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("snsTopicArn is 'topic': give the ARN of a topic of Amazon SNS.")
        .hasMessageContaining("errorTopicArn and errorRoleArn belong together; give both.")
        .hasMessageContaining("buckets.12 is '12': give the AWS account's 12 digits.")
        .hasMessageContaining("buckets.12.bucket is 'NOT A BUCKET':")
        .hasMessageContaining("buckets.210987654321 is 'snowwatch-123456789012': name it once.");
  }
}
