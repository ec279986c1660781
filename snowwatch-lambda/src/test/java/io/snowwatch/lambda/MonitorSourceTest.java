package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MonitorSourceTest {

  @Test
  void theFunctionSaysThatItsVariableIsMissing() {
    assertThatThrownBy(() -> new MonitorSource(Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "SNOWWATCH_SOURCE is not set: set it to the name of a source, such as ec2_instances.");
  }

  @Test
  void aSourceThatIsNotInTheJarIsNamedBesideThoseThatAre() {
    assertThatThrownBy(() -> new MonitorSource(Map.of("SNOWWATCH_SOURCE", "gateways")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("There is no source 'gateways': choose from ec2_instances, iam, ")
        .hasMessageContaining("test_regions");
  }

  @Test
  void builtInSourcesAndThoseOfTheJarAreTaken() {
    assertThat(new MonitorSource(Map.of("SNOWWATCH_SOURCE", "iam"))).isNotNull();
    assertThat(new MonitorSource(Map.of("SNOWWATCH_SOURCE", "test_regions"))).isNotNull();
  }
}
