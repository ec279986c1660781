package io.snowwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

class SdkClientsTest {

  private static final byte[] ANSWER =
      "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void callsAreTriedAsOftenAsTheEnvironmentSays() {
    assertThat(attempts()).isEqualTo(8);

    System.setProperty("aws.maxAttempts", "2");
    try {
      assertThat(attempts()).isEqualTo(2);
    } finally {
      System.clearProperty("aws.maxAttempts");
    }
  }

  private static int attempts() {
    RenewableCredentials credentials =
        RenewableCredentials.of(AnonymousCredentialsProvider::create);
    return Patience.complete(Optional.empty(), credentials)
        .retryStrategy()
        .orElseThrow()
        .maxAttempts();
  }

  @Test
  void clientsOfAllRegionsShareTheThreadsThatTimeThemOut() throws IOException {
    HttpServer sts =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, ANSWER.length);
          exchange.getResponseBody().write(ANSWER);
          exchange.close();
        });
    sts.start();
    try (AwsClients clients =
        AwsClients.create(
            AwsSettings.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + sts.getAddress().getPort()))
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build())) {
      long ofTheSdk = threads("sdk-ScheduledExecutor");

      for (Region region : List.of(Region.EU_WEST_1, Region.EU_WEST_2, Region.EU_WEST_3)) {
        assertThat(
                clients
                    .client(StsClient.class, StsClient::builder, region)
                    .getCallerIdentity()
                    .account())
            .isEqualTo("123456789012");
      }

      assertThat(threads("sdk-ScheduledExecutor")).isEqualTo(ofTheSdk);
      assertThat(threads("snowwatch-time-outs")).isPositive();
    } finally {
      sts.stop(0);
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .count();
  }
}
