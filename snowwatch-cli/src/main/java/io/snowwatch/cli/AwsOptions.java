package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** How a command reaches the one AWS account that it works on. */
final class AwsOptions {

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "The AWS profile. Default: AWS_PROFILE, or the AWS SDK's default credentials.")
  private @Nullable String profile;

  @Mixin private Connection connection = new Connection();

  AwsOptions() {}

  /** How a command reaches the AWS accounts that it works on. */
  static final class Several {

    @Option(
        names = "--profile",
        paramLabel = "PROFILE",
        split = ",",
        description =
            "An AWS profile; repeat it for several accounts. Default: AWS_PROFILE, or the AWS SDK's"
                + " default credentials.")
    private List<String> profiles = new ArrayList<>();

    @Mixin private Connection connection = new Connection();

    Several() {}

    /**
     * Reaches every account; one that cannot be reached is reported and does not stop the others.
     *
     * @throws SdkException if there is one only and it cannot be reached
     * @throws UnreachableException if that one's profile gives no credentials
     * @throws ConfigurationException if that one's profile cannot be used
     */
    Reached reach(Console console) {
      if (profiles.isEmpty()) {
        return connection.reach(null);
      }
      List<AwsAccount> accounts = new ArrayList<>();
      List<Unreachable> unreachable = new ArrayList<>();
      Connection.Given given = connection.give();
      for (String name : profiles.stream().distinct().toList()) {
        try {
          accounts.add(connection.account(name));
        } catch (SdkException | ConfigurationException | UnreachableException e) {
          unreachable.add(
              new Unreachable(
                  AwsProfile.find(name).flatMap(AwsProfile::accountId).orElse(name), e));
        }
      }
      // Where there is nothing else, the first failure is the command's.
      unreachable.stream()
          .skip(accounts.isEmpty() ? 1 : 0)
          .forEach(
              u ->
                  console
                      .err()
                      .println("FAILED account " + u.account() + ": " + u.failure().getMessage()));
      return new Reached(accounts, unreachable, given);
    }
  }

  /**
   * An account that could not be reached.
   *
   * @param account its id where the profile says it, else the profile's name
   * @param failure why not
   */
  record Unreachable(String account, RuntimeException failure) {}

  /**
   * The accounts that could be reached.
   *
   * @param accounts those that can be asked
   * @param unreachable those that cannot
   * @param given what is given back in the end
   */
  record Reached(List<AwsAccount> accounts, List<Unreachable> unreachable, Connection.Given given)
      implements AutoCloseable {

    @Override
    public void close() {
      accounts.forEach(AwsAccount::close);
      given.close();
    }
  }

  /**
   * Reaches the account.
   *
   * @throws SdkException if it cannot be reached
   * @throws UnreachableException if the profile gives no credentials
   * @throws ConfigurationException if the profile cannot be used
   */
  Reached reach(Console console) {
    return connection.reach(profile);
  }

  /** What is the same for one account and for several. */
  static final class Connection {

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

    Connection() {}

    /**
     * The settings of this process that the clients obey that the SDK makes for itself: those that
     * assume roles and refresh logins, which nobody else can configure.
     *
     * @param before what they were, to be given back
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">
     *     Service-specific endpoints</a>
     */
    record Given(Map<String, Optional<String>> before) implements AutoCloseable {

      static Given of(Map<String, String> properties) {
        Map<String, Optional<String>> before = new HashMap<>();
        properties.forEach(
            (name, value) ->
                before.put(name, Optional.ofNullable(System.setProperty(name, value))));
        return new Given(before);
      }

      @Override
      public void close() {
        before.forEach(
            (name, value) ->
                value.ifPresentOrElse(
                    v -> System.setProperty(name, v), () -> System.clearProperty(name)));
      }
    }

    Given give() {
      Map<String, String> properties = new HashMap<>();
      properties.put(CredentialsHttp.PROPERTY, CredentialsHttp.class.getName());
      if (endpoint != null) {
        properties.put("aws.endpointUrl", endpoint.toString());
      }
      if (homeRegion != null) {
        properties.put(SdkSystemSetting.AWS_REGION.property(), homeRegion);
      }
      return Given.of(properties);
    }

    private Reached reach(@Nullable String profile) {
      Given given = give();
      try {
        return new Reached(List.of(account(profile)), List.of(), given);
      } catch (RuntimeException e) {
        given.close();
        throw e;
      }
    }

    private AwsAccount account(@Nullable String named) {
      AwsSettings.Builder settings = AwsSettings.builder();
      if (endpoint != null) {
        settings.endpointOverride(endpoint);
      }
      if (homeRegion != null) {
        settings.homeRegion(Region.of(homeRegion));
      }
      Optional<AwsProfile> profile =
          named == null ? defaultProfile() : Optional.of(AwsProfile.named(named));
      if (profile.isEmpty()) {
        return AwsAccount.create(settings.build());
      }
      if (homeRegion == null) {
        settings.homeRegion(region(profile.get().name()));
      }
      settings.credentialsProvider(profile.get().credentials());
      return AwsAccount.create(settings.build());
    }

    /** The profile that the SDK's default credentials come from, if they do. */
    private static Optional<AwsProfile> defaultProfile() {
      if (SdkSystemSetting.AWS_ACCESS_KEY_ID.getStringValue().isPresent()
          || SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent()) {
        return Optional.empty();
      }
      Optional<String> name = ProfileFileSystemSetting.AWS_PROFILE.getStringValue();
      return name.map(AwsProfile::named)
          .or(() -> AwsProfile.find("default"))
          .filter(AwsProfile::hasCredentials);
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
}
