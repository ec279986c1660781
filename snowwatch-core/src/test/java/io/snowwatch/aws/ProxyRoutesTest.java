package io.snowwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.testing.FaultProxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

class ProxyRoutesTest {

  private static Optional<URI> route(Map<String, String> environment, Properties properties) {
    return new ProxyRoutes(environment, properties)
        .proxy("https", "ec2.eu-west-1.amazonaws.com", 443);
  }

  @Test
  void theSchemeOfTheEndpointDecides() {
    ProxyRoutes routes =
        new ProxyRoutes(
            Map.of("HTTPS_PROXY", "http://secure:1", "HTTP_PROXY", "plain:2"), new Properties());

    assertThat(routes.proxy("https", "a", 443)).contains(URI.create("http://secure:1"));
    assertThat(routes.proxy("http", "a", 80)).contains(URI.create("http://plain:2"));
    assertThat(route(Map.of("HTTP_PROXY", "http://plain:2"), new Properties())).isEmpty();
  }

  @Test
  void lowerCaseComesFirstAndJavasPropertiesBeforeBoth() {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:1");
    Properties properties = new Properties();
    assertThat(route(environment, properties)).contains(URI.create("http://lower:1"));
    properties.setProperty("https.proxyHost", "java");
    properties.setProperty("https.proxyPort", "3128");
    assertThat(route(environment, properties)).contains(URI.create("http://java:3128"));
    properties.setProperty("http.nonProxyHosts", "localhost|*.amazonaws.com");
    assertThat(route(environment, properties)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "amazonaws.com, true",
    ".amazonaws.com, true",
    "*.amazonaws.com, true",
    "ec2.eu-west-1.amazonaws.com, true",
    "EC2.EU-WEST-1.amazonaws.com:443, true",
    "*, true",
    "'localhost, 127.0.0.1,amazonaws.com', true",
    "zonaws.com, false",
    "s3.amazonaws.com, false",
    "ec2.eu-west-1.amazonaws.com:80, false",
  })
  void noProxyNamesWhatIsReachedDirectly(String list, boolean direct) {
    for (String name : new String[] {"NO_PROXY", "no_proxy"}) {
      assertThat(route(Map.of("HTTPS_PROXY", "http://p:1", name, list), new Properties()).isEmpty())
          .isEqualTo(direct);
    }
  }

  @Test
  void anAddressThatIsNoneIsNamedByItsVariableOnly() {
    assertThatThrownBy(
            () -> new ProxyRoutes(Map.of("https_proxy", "http://me:sec ret@p"), new Properties()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("HTTPS_PROXY or https.proxyHost is no address of a proxy")
        .hasMessageNotContaining("ret");
  }

  @Test
  void callsGoThroughTheProxyOfTheirEndpoint() {
    try (FaultProxy proxy = FaultProxy.before(URI.create("http://127.0.0.1:9"));
        SdkHttpClient http =
            AwsHttp.with(
                new ProxyRoutes(
                    Map.of("HTTPS_PROXY", proxy.endpoint().toString(), "NO_PROXY", "127.0.0.1"),
                    new Properties()));
        AwsClients clients =
            AwsClients.create(AwsSettings.builder().httpClient(http).from(noRetries()).build())) {
      StsClient sts = clients.client(StsClient.class, StsClient::builder, Region.EU_WEST_1);

      assertThatThrownBy(sts::getCallerIdentity).isInstanceOf(SdkException.class);

      assertThat(proxy.calls())
          .isNotEmpty()
          .allSatisfy(
              call -> {
                assertThat(call.method()).isEqualTo("CONNECT");
                assertThat(call.target()).isEqualTo("sts.eu-west-1.amazonaws.com:443");
              });
    }
  }

  private static AwsSettings noRetries() {
    return AwsSettings.builder()
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .build())
        .build();
  }
}
