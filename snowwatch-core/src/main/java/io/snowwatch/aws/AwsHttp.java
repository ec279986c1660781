package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;

/**
 * The HTTP client of every AWS client that SnowWatch makes. It reaches AWS directly or through a
 * proxy, as {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY} and Java's properties say for
 * each endpoint.
 *
 * <p>A connection is made within {@value #CONNECT_SECONDS} seconds, and bytes come within {@value
 * #SOCKET_SECONDS} seconds of each other, or the attempt has failed.
 *
 * <p>Safe for use by several threads.
 */
public final class AwsHttp implements SdkHttpClient {

  static final int CONNECT_SECONDS = 10;
  static final int SOCKET_SECONDS = 30;

  // Sockets are opened as they are needed: this is a bound, above what runs at once.
  private static final int MAX_CONNECTIONS = 512;

  private final ProxyRoutes routes;
  private final Map<Optional<URI>, SdkHttpClient> clients = new HashMap<>();

  private AwsHttp(ProxyRoutes routes) {
    this.routes = routes;
  }

  /**
   * A client with the proxies of this process; its owner closes it.
   *
   * @return the client
   * @throws ConfigurationException if a proxy's address cannot be read
   */
  public static SdkHttpClient client() {
    return with(ProxyRoutes.ofThisProcess());
  }

  static SdkHttpClient with(ProxyRoutes routes) {
    return new AwsHttp(routes);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    SdkHttpRequest http = request.httpRequest();
    return client(routes.proxy(http.protocol(), http.host(), http.port())).prepareRequest(request);
  }

  private synchronized SdkHttpClient client(Optional<URI> proxy) {
    return clients.computeIfAbsent(proxy, AwsHttp::build);
  }

  private static SdkHttpClient build(Optional<URI> proxy) {
    // The SDK's own reading of the environment knows one proxy for both schemes.
    ProxyConfiguration.Builder configuration =
        ProxyConfiguration.builder()
            .useSystemPropertyValues(false)
            .useEnvironmentVariableValues(false);
    proxy.ifPresent(
        uri -> {
          configuration.endpoint(withoutUser(uri));
          if (uri.getUserInfo() != null) {
            String[] user = uri.getUserInfo().split(":", 2);
            configuration
                .username(user[0])
                .password(user.length < 2 ? "" : user[1])
                .preemptiveBasicAuthenticationEnabled(true);
          }
        });
    return ApacheHttpClient.builder()
        .maxConnections(MAX_CONNECTIONS)
        .connectionAcquisitionTimeout(Duration.ofSeconds(SOCKET_SECONDS))
        .connectionTimeout(Duration.ofSeconds(CONNECT_SECONDS))
        .socketTimeout(Duration.ofSeconds(SOCKET_SECONDS))
        .proxyConfiguration(configuration.build())
        .build();
  }

  private static URI withoutUser(URI proxy) {
    int port =
        proxy.getPort() >= 0 ? proxy.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
    return URI.create(proxy.getScheme() + "://" + proxy.getHost() + ":" + port);
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(SdkHttpClient::close);
    clients.clear();
  }

  @Override
  public String clientName() {
    return "Apache";
  }
}
