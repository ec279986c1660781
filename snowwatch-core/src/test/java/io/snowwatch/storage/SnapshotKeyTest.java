package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotKeyTest {

  private static final Instant TIME = Instant.parse("2026-11-23T15:45:57.349636789Z");

  @Test
  void theLastSegmentIsTheTimeAndThoseBeforeMakeTheKeyUnique() {
    assertThat(
            new SnapshotKey("iam_monitoring/users", "123456789012", "global", "r-1", 12, TIME)
                .render())
        .isEqualTo(
            "iam_monitoring/users/account=123456789012/region=global/run=r-1/part=0012/"
                + "2026-11-23T15:45:57.349636.json.gz");
  }

  @ParameterizedTest
  @CsvSource({
    "ec2_monitoring/2019-05-01T15:45:57.349636.json,2019-05-01T15:45:57.349636Z,",
    "iam_monitoring/users/2019-05-01T15:45:57.json,2019-05-01T15:45:57Z,",
    "ec2_monitoring/account=1/region=x/run=r-1/part=0001/2026-11-23T15:45:57.000001.json.gz,2026-11-23T15:45:57.000001Z,r-1",
  })
  void thePatternsReadOldKeysAndNewOnes(String key, Instant time, String runId) {
    Matcher timeInKey = Pattern.compile(SnapshotKey.TIME_PATTERN).matcher(key);
    Matcher runInKey = Pattern.compile(SnapshotKey.RUN_ID_PATTERN).matcher(key);

    assertThat(timeInKey.find()).isTrue();
    assertThat(Instant.parse(timeInKey.group(1) + "Z")).isEqualTo(time);
    assertThat(runInKey.find() ? runInKey.group(1) : null).isEqualTo(runId);
  }

  @Test
  void whatWouldBreakTheKeyIsRefused() {
    assertThatThrownBy(() -> new SnapshotKey("d", "1/2", "global", "r", 1, TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'1/2' cannot be the account id of an object key: use letters, digits, underscores and"
                + " dashes.");
    assertThatThrownBy(() -> new SnapshotKey("d", "1", "global", "r", 0, TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Part 0 is below 1: parts count from 1.");
  }
}
