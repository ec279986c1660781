package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** How commands reach AWS. */
final class AwsOptions {

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      split = ",",
      description =
          "An AWS profile; repeat it for several accounts. Default: the AWS SDK's default"
              + " credentials.")
  private List<String> profiles = new ArrayList<>();

  @Option(
      names = "--home-region",
      paramLabel = "REGION",
      description =
          "The Region that is asked for the list of Regions. Default: AWS_REGION, or the"
              + " profile's.")
  private @Nullable String homeRegion;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "An endpoint that stands for all of AWS, such as an emulator's.")
  private @Nullable URI endpoint;

  AwsOptions() {}

  /** The accounts that could be reached, and how many could not. */
  record Reached(List<AwsAccount> accounts, int failed) implements AutoCloseable {

    @Override
    public void close() {
      accounts.forEach(AwsAccount::close);
    }
  }

  /**
   * Reaches every account; one that cannot be reached is reported and does not stop the others.
   *
   * @throws SdkException if no account at all can be reached
   */
  Reached reach(Console console) {
    List<AwsAccount> accounts = new ArrayList<>();
    if (profiles.isEmpty()) {
      accounts.add(AwsAccount.create(settings(null)));
      return new Reached(accounts, 0);
    }
    int failed = 0;
    RuntimeException last = null;
    for (String profile : profiles) {
      try {
        accounts.add(AwsAccount.create(settings(profile)));
      } catch (SdkException | ConfigurationException e) {
        failed++;
        last = e;
        console.err().println("Profile " + profile + " FAILED: " + e.getMessage());
      }
    }
    if (accounts.isEmpty() && last != null) {
      throw last;
    }
    return new Reached(accounts, failed);
  }

  private AwsSettings settings(@Nullable String profile) {
    AwsSettings.Builder settings = AwsSettings.builder();
    if (endpoint != null) {
      settings.endpointOverride(endpoint);
    }
    if (homeRegion != null) {
      settings.homeRegion(Region.of(homeRegion));
    }
    if (profile != null) {
      settings.credentialsProvider(ProfileCredentialsProvider.create(profile));
      if (homeRegion == null) {
        settings.homeRegion(
            DefaultAwsRegionProviderChain.builder().profileName(profile).build().getRegion());
      }
    }
    return settings.build();
  }
}
