package io.snowwatch.aws;

import io.snowwatch.catalog.ValueStyle;
import java.net.URI;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * How AWS is called; every setting that is absent takes the AWS SDK's default, so that environment
 * variables such as {@code AWS_PROFILE}, {@code AWS_REGION} and {@code AWS_ENDPOINT_URL} work.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class AwsSettings {

  AwsSettings() {}

  /**
   * Starts with every setting absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whose credentials sign the calls.
   *
   * @return the provider, or empty for the SDK's default chain
   */
  @Value.Redacted
  public abstract Optional<AwsCredentialsProvider> credentialsProvider();

  /**
   * The Region in which Regions are listed and global services are called.
   *
   * @return the Region, or empty for the SDK's default chain
   */
  public abstract Optional<Region> homeRegion();

  /**
   * An endpoint that replaces those of all services, such as an emulator's.
   *
   * @return the endpoint, or empty for AWS's own
   */
  public abstract Optional<URI> endpointOverride();

  /**
   * Time-outs, retries, interceptors and metrics of every client.
   *
   * @return the configuration; what it leaves open about retries and time-outs is as {@link
   *     AwsAccount} says
   */
  public abstract Optional<ClientOverrideConfiguration> overrideConfiguration();

  /**
   * The HTTP client that all service clients share; its owner closes it.
   *
   * @return the client, or empty for an {@link AwsHttp} that lives and dies with the account
   */
  @Value.Redacted
  public abstract Optional<SdkHttpClient> httpClient();

  /**
   * The account's id where it is known, which saves the call to STS.
   *
   * @return 12 digits, or empty to ask STS
   */
  public abstract Optional<String> accountId();

  @Value.Check
  void check() {
    accountId()
        .filter(id -> !id.matches("[0-9]{12}"))
        .ifPresent(
            id -> {
              throw new IllegalArgumentException(
                  "'" + id + "' is not an AWS account id: it has 12 digits.");
            });
  }

  /** Builds {@link AwsSettings}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableAwsSettings.Builder {
    Builder() {}
  }
}
