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
  void exclusionsLeaveOutInWhicheverOrder() {
    Map<String, Optional<String>> expected =
        Map.of(
            "ap-east-1", Optional.of("NOT_OPTED_IN"),
            "eu-west-1", Optional.empty(),
            "eu-west-2", Optional.of("NOT_SELECTED"),
            "us-east-1", Optional.empty());

    assertThat(select("!eu-west-2")).isEqualTo(expected);
    assertThat(select("*", "!eu-west-2")).isEqualTo(expected);
    assertThat(select("!eu-*-2", "*")).isEqualTo(expected);
    assertThat(select("!eu-*", "eu-west-1", "us-*").values()).containsOnlyOnce(Optional.empty());
  }

  @Test
  void exclusionsThatLeaveNothingOrNameNothingAreMistakes() {
    assertThatThrownBy(() -> select("eu-*", "!eu-*"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Regions [eu-*, !eu-*] leave none of the account's Regions");
    assertThatThrownBy(() -> select("!mars-*"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("'!mars-*' matches no Region of the account: choose from [");
    assertThatThrownBy(() -> RegionFilter.of("!", "!!eu-west-1", "e!u"))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(3));
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
                        "'EU' is not a Region: use names such as eu-west-1, eu-* for several, or !me-*"
                            + " for all but some.",
                        "'us_east' is not a Region: use names such as eu-west-1, eu-* for several,"
                            + " or !me-* for all but some."));
  }
}
