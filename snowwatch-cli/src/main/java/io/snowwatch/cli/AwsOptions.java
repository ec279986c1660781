package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
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
   * @throws ConfigurationException if none of the profiles can be used
   */
  Reached reach(Console console) {
    List<AwsAccount> accounts = new ArrayList<>();
    if (profiles.isEmpty()) {
      accounts.add(AwsAccount.create(settings(null)));
      return new Reached(accounts, 0);
    }
    int failed = 0;
    for (String profile : profiles) {
      try {
        accounts.add(AwsAccount.create(settings(profile)));
      } catch (SdkException | ConfigurationException e) {
        failed++;
        if (failed == profiles.size()) {
          throw e;
        }
        console.err().println("Profile " + profile + " FAILED: " + e.getMessage());
      }
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
      settings.credentialsProvider(credentials(profile));
      if (homeRegion == null) {
        settings.homeRegion(region(profile));
      }
    }
    return settings.build();
  }

  private static AwsCredentialsProvider credentials(String profile) {
    Set<String> known = ProfileFile.defaultProfileFile().profiles().keySet();
    if (!known.contains(profile)) {
      throw new ConfigurationException(
          List.of(
              "There is no AWS profile '%s': choose from %s, or add it to ~/.aws/config."
                  .formatted(profile, new TreeSet<>(known))));
    }
    AwsCredentialsProvider credentials = ProfileCredentialsProvider.create(profile);
    try {
      credentials.resolveCredentials();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // What the SDK makes of a profile that lacks a property, or whose process fails.
      throw new ConfigurationException(
          List.of(
              "The AWS profile '%s' cannot be used: %s Complete it in ~/.aws."
                  .formatted(profile, e.getMessage())),
          e);
    }
    return credentials;
  }

  private static Region region(String profile) {
    try {
      return DefaultAwsRegionProviderChain.builder().profileName(profile).build().getRegion();
    } catch (SdkClientException e) {
      throw new ConfigurationException(
          List.of(
              "No AWS Region is configured for the profile '%s': set its 'region', AWS_REGION or --home-region."
                  .formatted(profile)),
          e);
    }
  }
}
