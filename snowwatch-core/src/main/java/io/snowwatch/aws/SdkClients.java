package io.snowwatch.aws;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;

/** Real clients that share settings, one HTTP connection pool and one clock for their time-outs. */
final class SdkClients implements AwsClients {

  private record Id(Class<?> type, Region region) {}

  private static final int TIMERS = 2;

  private final AwsSettings settings;
  private final ClientOverrideConfiguration configuration;
  private final RenewableCredentials credentials;
  private final AwsV4AuthScheme signing;
  private final @Nullable ScheduledExecutorService ownTimers;
  private final @Nullable SdkHttpClient ownHttpClient;
  private final SdkHttpClient httpClient;
  private final Map<Id, Once> clients = new ConcurrentHashMap<>();

  SdkClients(AwsSettings settings) {
    this.settings = settings;
    this.credentials =
        settings
            .credentialsProvider()
            .map(RenewableCredentials::around)
            .orElseGet(
                () -> RenewableCredentials.of(() -> DefaultCredentialsProvider.builder().build()));
    this.signing = credentials.scheme();
    ClientOverrideConfiguration complete =
        Patience.complete(settings.overrideConfiguration(), credentials);
    this.ownTimers = complete.scheduledExecutorService().isPresent() ? null : timers();
    this.configuration =
        ownTimers == null
            ? complete
            : complete.toBuilder().scheduledExecutorService(ownTimers).build();
    this.ownHttpClient = settings.httpClient().isPresent() ? null : AwsHttp.client();
    this.httpClient = ownHttpClient == null ? settings.httpClient().orElseThrow() : ownHttpClient;
  }

  /**
   * What interrupts calls and attempts that take too long. By itself each client has up to five
   * threads for that, and starts one for each of its first calls.
   */
  private static ScheduledExecutorService timers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            TIMERS,
            work -> {
              Thread thread = new Thread(work, "snowwatch-time-outs");
              thread.setDaemon(true);
              return thread;
            });
    // Nearly all are cancelled, and each holds on to its call.
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  @Override
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
    // To build a client takes tens of milliseconds, which those of other Regions need not wait for.
    return type.cast(
        clients
            .computeIfAbsent(new Id(type, region), id -> new Once())
            .get(() -> build(builder.get(), region)));
  }

  private <C extends SdkClient> C build(AwsClientBuilder<?, C> builder, Region region) {
    builder.region(region);
    builder.credentialsProvider(credentials);
    builder.putAuthScheme(signing);
    settings.endpointOverride().ifPresent(builder::endpointOverride);
    builder.overrideConfiguration(configuration);
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

  @Override
  public void close() {
    List<Once> open = List.copyOf(clients.values());
    clients.clear();
    open.forEach(Once::close);
    if (settings.credentialsProvider().isEmpty()) {
      credentials.close();
    }
    if (ownHttpClient != null) {
      ownHttpClient.close();
    }
    if (ownTimers != null) {
      ownTimers.shutdownNow();
    }
  }

  /** A client that the first who asks builds, while others who ask for it wait. */
  private static final class Once {

    private @Nullable SdkClient client;

    synchronized SdkClient get(Supplier<? extends SdkClient> build) {
      SdkClient built = client;
      if (built == null) {
        built = build.get();
        client = built;
      }
      return built;
    }

    synchronized void close() {
      if (client != null) {
        client.close();
      }
    }
  }
}
