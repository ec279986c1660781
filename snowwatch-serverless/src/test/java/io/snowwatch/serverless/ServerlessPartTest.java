package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerlessPartTest {

  private static Source.Builder gateways() {
    return Source.builder()
        .name("internet_gateways")
        .title("Internet gateways")
        .coverage(Coverage.REGIONAL)
        .directory("internet_gateway_monitoring")
        .addActions("ec2:DescribeInternetGateways")
        .addDatasets(
            Dataset.builder()
                .name("internet_gateways")
                .title("Internet gateways")
                .objectPrefix("INTERNET_GATEWAY")
                .build());
  }

  private static Catalog with(Source source) {
    List<Source> sources = new ArrayList<>(Sources.catalog().sources());
    sources.add(source);
    return new Catalog(sources);
  }

  @Test
  void aSourceOfOnesOwnHasItsFunctionAndItsRoleAndNoOther() throws IOException {
    Source source = gateways().function("monitorInternetGateways").build();

    JsonNode part = new YAMLMapper().readTree(ServerlessPart.of(with(source), source).yaml());

    assertThat(part.path("functions").fieldNames())
        .toIterable()
        .containsExactly("monitorInternetGateways");
    JsonNode function = part.path("functions").path("monitorInternetGateways");
    assertThat(function.path("handler").asText()).isEqualTo("io.snowwatch.lambda.MonitorSource");
    assertThat(function.path("environment").path("SNOWWATCH_SOURCE").asText())
        .isEqualTo("internet_gateways");
    assertThat(
            function
                .path("environment")
                .path("SNOWWATCH_INTERNET_GATEWAY_MONITORING_PATH")
                .asText())
        .isEqualTo("internet_gateway_monitoring");
    JsonNode resources = part.path("resources").path("Resources");
    assertThat(resources.fieldNames()).toIterable().containsExactly("MonitorInternetGatewaysRole");
    String policy =
        resources
            .path("MonitorInternetGatewaysRole")
            .path("Properties")
            .path("Policies")
            .toString();
    assertThat(policy)
        .contains("\"Action\":[\"ec2:DescribeRegions\",\"ec2:DescribeInternetGateways\"]")
        .contains("/internet_gateway_monitoring/*", "/harvest_monitoring/*")
        .doesNotContain("iam:", "DescribeInstances", "ec2_monitoring");
  }

  @Test
  void aHandlerOfOnesOwnIsNamedInstead() {
    Source source = gateways().function("monitorInternetGateways").build();

    assertThat(ServerlessPart.of(with(source), source, "com.example.MyHandler").yaml())
        .contains("handler: com.example.MyHandler");
  }

  @Test
  void aSourceWithoutAFunctionIsToldToNameOne() {
    Source source = gateways().build();

    assertThatThrownBy(() -> ServerlessPart.of(with(source), source))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Source 'internet_gateways' has no function that runs on a schedule: name one in its"
                + " declaration, .function(\"monitor…\").");
  }
}
