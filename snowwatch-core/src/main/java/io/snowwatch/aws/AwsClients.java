package io.snowwatch.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;

/**
 * Where service clients come from.
 *
 * <p>Implementations are safe for use by several threads and return the same client for the same
 * service and Region; whoever owns this object closes it, and nobody closes a client.
 */
public interface AwsClients extends AutoCloseable {

  /**
   * Clients with given settings, and with SnowWatch's time-outs, retries, proxies and checks of
   * what answers.
   *
   * @param settings how AWS is called
   * @return the clients; closed by their owner
   */
  static AwsClients create(AwsSettings settings) {
    return new SdkClients(settings);
  }

  /**
   * The client of a service in a Region.
   *
   * @param <C> the client's type
   * @param type the client's interface, such as {@code Ec2Client.class}
   * @param builder makes a new builder for it, such as {@code Ec2Client::builder}
   * @param region the Region whose endpoint is called
   * @return the client
   */
  <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region);

  /** Closes every client that was handed out. */
  @Override
  void close();
}
