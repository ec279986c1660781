package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploySettingsTest {

  @Test
  void whatIsNotGivenHasTheDefaultOfTheDeclaration() {
    DeploySettings settings = DeploySettings.of(Map.of("createBucket", "false"));

    assertThat(settings.is("createBucket")).isFalse();
    assertThat(settings.is("createTrail")).isTrue();
    assertThat(settings.value("bucket")).isEqualTo("snowwatch-${AWS::AccountId}");
    assertThat(settings.isGiven("createBucket")).isTrue();
    assertThat(settings.isGiven("createTrail")).isFalse();
  }

  @Test
  void aNameThatIsNotKnownAndAValueThatIsWrongAreRefusedTogether() {
    assertThatThrownBy(
            () -> DeploySettings.of(Map.of("shedule", "rate(1 hour)", "createTrail", "yes")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("There is no setting 'shedule': choose from schedule, regions,")
        .hasMessageContaining("The setting createTrail is 'yes': give true or false.");
  }

  @Test
  void aPatternHoldsForTheWholeValue() {
    assertThatThrownBy(() -> DeploySettings.of(Map.of("schedule", "rate(1 hour) or so")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("rate(1 hour) or so");
  }
}
