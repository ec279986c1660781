package io.snowwatch.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;

/** Real clients that share settings and one HTTP connection pool. */
final class SdkClients implements AwsClients {

  // The calls are many, small and throttled per account and Region, so patience pays.
  private static final int MAX_ATTEMPTS = 8;
  private static final int MAX_CONNECTIONS = 128;

  /** S3's code for an object that something else was done to at the same time. */
  static final String CONFLICT = "ConditionalRequestConflict";

  private record Id(Class<?> type, Region region) {}

  private final AwsSettings settings;
  private final @Nullable SdkHttpClient ownHttpClient;
  private final SdkHttpClient httpClient;
  private final Map<Id, SdkClient> clients = new HashMap<>();

  SdkClients(AwsSettings settings) {
    this.settings = settings;
    this.ownHttpClient =
        settings.httpClient().isPresent()
            ? null
            : ApacheHttpClient.builder().maxConnections(MAX_CONNECTIONS).build();
    this.httpClient = ownHttpClient == null ? settings.httpClient().orElseThrow() : ownHttpClient;
  }

  @Override
  public synchronized <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
    return type.cast(
        clients.computeIfAbsent(new Id(type, region), id -> build(builder.get(), region)));
  }

  private <C extends SdkClient> C build(AwsClientBuilder<?, C> builder, Region region) {
    builder.region(region);
    settings.credentialsProvider().ifPresent(builder::credentialsProvider);
    settings.endpointOverride().ifPresent(builder::endpointOverride);
    builder.overrideConfiguration(settings.overrideConfiguration().orElseGet(SdkClients::retries));
    if (builder instanceof SdkSyncClientBuilder<?, ?> synchronous) {
      synchronous.httpClient(httpClient);
    }
    if (builder instanceof S3BaseClientBuilder<?, ?> s3
        && settings.endpointOverride().isPresent()) {
      // Emulators have no DNS name per bucket.
      s3.forcePathStyle(true);
    }
    return builder.build();
  }

  private static ClientOverrideConfiguration retries() {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(MAX_ATTEMPTS)
                .retryOnException(SdkClients::isConflict)
                .build())
        .build();
  }

  /**
   * S3 asks for another attempt where something else was done to the key at the same time.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">How to
   *     prevent object overwrites with conditional writes</a>
   */
  private static boolean isConflict(Throwable thrown) {
    return thrown instanceof AwsServiceException service
        && service.awsErrorDetails() != null
        && CONFLICT.equals(service.awsErrorDetails().errorCode());
  }

  @Override
  public synchronized void close() {
    List<SdkClient> open = new ArrayList<>(clients.values());
    clients.clear();
    open.forEach(SdkClient::close);
    if (ownHttpClient != null) {
      ownHttpClient.close();
    }
  }
}
