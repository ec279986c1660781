package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * An AWS account that somebody's credentials reach: its id, its Regions and its clients.
 *
 * <p>Unless the settings say otherwise, a call that fails for a passing reason is tried up to eight
 * times with growing pauses (the SDK's standard retry strategy); an attempt has 60 seconds, a call
 * 80, and what S3 gets a second more for every 16 KiB. Whatever is not the called operation's own
 * answer is none.
 *
 * <p>Safe for use by several threads. Closing it closes its clients.
 */
public final class AwsAccount implements AutoCloseable {

  private final AwsClients clients;
  private final Region homeRegion;
  private final String accountId;

  private AwsAccount(AwsClients clients, Region homeRegion, String accountId) {
    this.clients = clients;
    this.homeRegion = homeRegion;
    this.accountId = accountId;
  }

  /**
   * The account of the SDK's default credentials, in the default Region.
   *
   * @return the account
   * @throws ConfigurationException if no Region is configured
   * @throws software.amazon.awssdk.core.exception.SdkException if the credentials do not work
   */
  public static AwsAccount create() {
    return create(AwsSettings.builder().build());
  }

  /**
   * The account that the settings reach. STS tells its id, unless the settings do.
   *
   * @param settings how AWS is called
   * @return the account
   * @throws ConfigurationException if no Region is configured
   * @throws software.amazon.awssdk.core.exception.SdkException if the credentials do not work
   */
  public static AwsAccount create(AwsSettings settings) {
    Region home = settings.homeRegion().orElseGet(AwsAccount::defaultRegion);
    AwsClients clients = new SdkClients(settings);
    try {
      String id =
          settings
              .accountId()
              .orElseGet(
                  () -> callersAccount(clients.client(StsClient.class, StsClient::builder, home)));
      return new AwsAccount(clients, home, id);
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  /**
   * An account with clients of the caller's own making.
   *
   * @param clients where clients come from; closed with the account
   * @param homeRegion the Region in which Regions are listed and global services are called
   * @param accountId 12 digits
   * @return the account
   */
  public static AwsAccount of(AwsClients clients, Region homeRegion, String accountId) {
    return new AwsAccount(clients, homeRegion, accountId);
  }

  private static String callersAccount(StsClient sts) {
    String account = sts.getCallerIdentity().account();
    if (account == null || account.isBlank()) {
      throw UnprovenAnswerException.of(
          "STS answered GetCallerIdentity without an account. Check the endpoint and the proxies on"
              + " the way.");
    }
    return account;
  }

  private static Region defaultRegion() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new ConfigurationException(
          List.of("No AWS Region is configured: set AWS_REGION, or 'region' in the AWS profile."),
          e);
    }
  }

  /**
   * The account's id.
   *
   * @return 12 digits
   */
  public String accountId() {
    return accountId;
  }

  /**
   * Every Region that AWS offers, whether the account has enabled it or not ({@code
   * DescribeRegions} with {@code AllRegions}); asked anew each time, for an account may opt into a
   * Region at any time.
   *
   * @return the Regions by name, at least one; {@code optInStatus} tells which are enabled
   * @throws software.amazon.awssdk.core.exception.SdkException if the call fails, or lists nothing
   * @throws ConfigurationException naming the SDK's module that is missing, if it is
   * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html">
   *     DescribeRegions</a>
   */
  public List<software.amazon.awssdk.services.ec2.model.Region> describeRegions() {
    List<software.amazon.awssdk.services.ec2.model.Region> regions =
        SdkModules.needed(this::listRegions);
    if (regions.isEmpty()) {
      throw UnprovenAnswerException.of(
          "DescribeRegions listed no Region for account %s, and every account has some. Check the endpoint and the proxies on the way."
              .formatted(accountId));
    }
    return regions;
  }

  private List<software.amazon.awssdk.services.ec2.model.Region> listRegions() {
    return client(Ec2Client.class, Ec2Client::builder)
        .describeRegions(request -> request.allRegions(true))
        .regions()
        .stream()
        .sorted(Comparator.comparing(r -> r.regionName()))
        .toList();
  }

  /**
   * Applies a filter to the account's Regions, as AWS lists them now. Regions that are named in
   * full are selected also where the list cannot be had.
   *
   * @param filter which Regions to look at
   * @return what to look at, what to skip, and whether a list was missing
   * @throws ConfigurationException if a pattern matches no Region, or a name is no Region's
   * @throws software.amazon.awssdk.core.exception.SdkException if the list cannot be had and no
   *     Region is named in full
   */
  public RegionSelection select(RegionFilter filter) {
    List<software.amazon.awssdk.services.ec2.model.Region> listed;
    try {
      listed = describeRegions();
    } catch (SdkException e) {
      Map<software.amazon.awssdk.services.ec2.model.Region, Optional<String>> named =
          filter.selectNamed();
      if (named.isEmpty()) {
        throw e;
      }
      return new RegionSelection(named, filter.needsList() ? Optional.of(e) : Optional.empty());
    }
    return new RegionSelection(filter.select(listed), Optional.empty());
  }

  /**
   * The account's enabled Regions whose names match, for use with the typed collectors.
   *
   * @param patterns as {@link RegionFilter#of} takes them; none for every enabled Region
   * @return a scope per Region, by name
   * @throws ConfigurationException if a pattern matches no Region
   * @throws software.amazon.awssdk.core.exception.SdkException if a pattern needs the list of
   *     Regions and it cannot be had
   */
  public Stream<AwsScope> regions(String... patterns) {
    RegionFilter filter = patterns.length == 0 ? RegionFilter.all() : RegionFilter.of(patterns);
    RegionSelection selection = select(filter);
    selection
        .unlisted()
        .ifPresent(
            e -> {
              throw e;
            });
    List<AwsScope> scopes = new ArrayList<>();
    selection
        .regions()
        .forEach(
            (region, skip) -> {
              if (skip.isEmpty()) {
                scopes.add(region(region));
              }
            });
    return scopes.stream();
  }

  /**
   * One Region of the account.
   *
   * @param region as {@link #describeRegions()} gives it
   * @return the scope
   */
  public AwsScope region(software.amazon.awssdk.services.ec2.model.Region region) {
    return new AwsScope(clients, accountId, Region.of(region.regionName()), region);
  }

  /**
   * What belongs to the whole account and no Region.
   *
   * @return the scope, whose clients call the home Region's endpoints
   */
  public AwsScope global() {
    return new AwsScope(clients, accountId, homeRegion, null);
  }

  /**
   * A client of the account in its home Region; closed with the account.
   *
   * @param <C> the client's type
   * @param type the client's interface, such as {@code S3Client.class}
   * @param builder makes a new builder for it, such as {@code S3Client::builder}
   * @return the client
   */
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder) {
    return clients.client(type, builder, homeRegion);
  }

  /** Closes the account's clients. */
  @Override
  public void close() {
    clients.close();
  }

  /** The account's id. */
  @Override
  public String toString() {
    return accountId;
  }
}
