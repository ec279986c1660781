package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackSettingsFileTest {

  private static final String QUEUE = "arn:aws:sqs:eu-west-1:999988887777:sf-snowpipe-AIDA";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("settings.yml");
  }

  private StackSettingsFile file(String content) throws IOException {
    Files.writeString(file(), content);
    return StackSettingsFile.read(file());
  }

  @Test
  void readsNamesAndValuesAsTexts() throws IOException {
    assertThat(
            file("""
                    ---
                    # Ours.
                    schedule: rate(5 minutes)   # often
                    regions: '*'
                    accountId: 012345678901
                    quoted: 'it''s'
                    double: "a # b"
                    none:
                    hash: a#b
                    arn: %s
                    """
                    .formatted(QUEUE))
                .values())
        .containsExactly(
            entry("schedule", "rate(5 minutes)"),
            entry("regions", "*"),
            entry("accountId", "012345678901"),
            entry("quoted", "it's"),
            entry("double", "a # b"),
            entry("none", ""),
            entry("hash", "a#b"),
            entry("arn", QUEUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule rate(5 minutes)",
        "  schedule: rate(5 minutes)",
        "schedule:rate(5 minutes)",
        "- schedule",
        "regions: [a, b]",
        "regions: *",
        "text: |",
        "a: b: c",
        "a: 'open",
        "a: \"back\\slash\""
      })
  void saysWhichLineIsNoSetting(String line) {
    assertThatThrownBy(() -> file("# first\n" + line + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("settings.yml line 2 is no setting");
  }

  @Test
  void saysWhichSettingIsGivenTwice() {
    assertThatThrownBy(() -> file("a: 1\nb: 2\na: 1\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("line 3 gives a a second time");
  }

  @Test
  void completesWhatIsMissingAndLeavesTheRestAsItIs() throws IOException {
    StackSettingsFile settings =
        file(
            """
            # My settings, in my order.
            regions: 'eu-*'   # no others

            # Snowflake's queue.
            #snowpipeQueue: ''
            schedule: rate(5 minutes)
            """);

    assertThat(
            settings.complete(
                Map.of(
                    "snowpipeQueue", QUEUE, "bucket", "my-bucket", "schedule", "rate(5 minutes)")))
        .containsOnlyKeys("bucket", "snowpipeQueue");

    assertThat(Files.readString(file()))
        .isEqualTo(
            """
            # My settings, in my order.
            regions: 'eu-*'   # no others

            # Snowflake's queue.
            snowpipeQueue: %s
            schedule: rate(5 minutes)
            bucket: my-bucket
            """
                .formatted(QUEUE));
  }

  @Test
  void changesAValueAndKeepsTheCommentBehindIt() throws IOException {
    file("snowpipeQueue: old # of Snowflake\r\nb: 'x'\r\n")
        .complete(Map.of("snowpipeQueue", QUEUE));

    assertThat(Files.readString(file()))
        .isEqualTo("snowpipeQueue: %s # of Snowflake\r\nb: 'x'\r\n".formatted(QUEUE));
  }

  @Test
  void writesNothingWhereNothingChanges() throws IOException {
    StackSettingsFile settings = file("bucket: \"b\"");
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(file(), longAgo);

    assertThat(settings.complete(Map.of("bucket", "b"))).isEmpty();
    assertThat(Files.getLastModifiedTime(file())).isEqualTo(longAgo);
  }

  @Test
  void beginsWithTheTemplate() throws IOException {
    Files.writeString(folder.resolve("settings.template.yml"), "# Where.\n#bucket: x\n# End.\n");

    StackSettingsFile.read(file()).complete(Map.of("bucket", "b"));

    assertThat(Files.readString(file())).isEqualTo("# Where.\nbucket: b\n# End.\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "",
        "true",
        "012",
        "it's",
        "a: b",
        "a #b",
        "- x",
        "#",
        "x:",
        " x ",
        "null",
        "{a}",
        "snowwatch-${AWS::AccountId}",
        "eu-*,us-east-1",
        "@",
        "\"",
        "\\",
        "ü"
      })
  void readsBackEveryValueThatItWrites(String value) throws IOException {
    file("").complete(Map.of("name", value));

    assertThat(StackSettingsFile.read(file()).values()).containsExactly(entry("name", value));
  }
}
