package io.snowwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Region;

class RegionFilterTest {

  private static final List<Region> REGIONS =
      Stream.of("ap-east-1", "eu-west-1", "eu-west-2", "us-east-1")
          .map(
              name ->
                  Region.builder()
                      .regionName(name)
                      .optInStatus(name.startsWith("ap-") ? "not-opted-in" : "opted-in")
                      .build())
          .toList();

  private static Map<String, Optional<String>> select(String... patterns) {
    return RegionFilter.of(patterns).select(REGIONS).entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().regionName(), Map.Entry::getValue));
  }

  @Test
  void wildcardsSelectAndTheReasonsTellTheRestApart() {
    assertThat(select("eu-*", "ap-east-1"))
        .isEqualTo(
            Map.of(
                "ap-east-1", Optional.of("NOT_OPTED_IN"),
                "eu-west-1", Optional.empty(),
                "eu-west-2", Optional.empty(),
                "us-east-1", Optional.of("NOT_SELECTED")));
  }

  @Test
  void aPatternThatMatchesNothingIsAMistake() {
    assertThatThrownBy(() -> select("eu-west-1", "mars-*"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "'mars-*' matches no Region of the account: choose from [ap-east-1, eu-west-1,"
                + " eu-west-2, us-east-1].");
  }

  @Test
  void whatCannotBeARegionIsRefusedAllAtOnce() {
    assertThatThrownBy(() -> RegionFilter.of("EU", "us_east"))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "'EU' is not a Region: use names such as eu-west-1, or eu-* for several.",
                        "'us_east' is not a Region: use names such as eu-west-1, or eu-* for"
                            + " several."));
  }
}
