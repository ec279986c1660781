package io.snowwatch.aws;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * The part of AWS that one execution of a source's API calls looks at: an account and a Region, or
 * an account's global part.
 *
 * <p>Safe for use by several threads.
 */
public final class AwsScope {

  /**
   * The region name of what belongs to no Region, as AWS Config writes it for IAM resources.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html">
   *     AWS Config, ConfigurationItem</a>
   */
  public static final String GLOBAL = "global";

  private final AwsClients clients;
  private final String accountId;
  private final software.amazon.awssdk.regions.Region endpointRegion;
  private final @Nullable Region region;
  private final String regionName;
  private final AtomicInteger pages = new AtomicInteger();

  AwsScope(
      AwsClients clients,
      String accountId,
      software.amazon.awssdk.regions.Region endpointRegion,
      @Nullable Region region) {
    this.clients = clients;
    this.accountId = accountId;
    this.endpointRegion = endpointRegion;
    this.region = region;
    // A global scope never touches the class, which may be missing.
    this.regionName = region == null ? GLOBAL : region.regionName();
  }

  /**
   * The account.
   *
   * @return 12 digits
   */
  public String accountId() {
    return accountId;
  }

  /**
   * The Region as {@code DescribeRegions} gives it.
   *
   * @return the Region
   * @throws IllegalStateException if the scope is an account's global part
   */
  public Region region() {
    if (region == null) {
      throw new IllegalStateException(
          "The global part of account " + accountId + " has no Region.");
    }
    return region;
  }

  /**
   * The Region's name.
   *
   * @return for example {@code eu-west-1}, or {@link #GLOBAL}
   */
  public String regionName() {
    return regionName;
  }

  /**
   * The scope's client of a service; not to be closed.
   *
   * @param <C> the client's type
   * @param type the client's interface, such as {@code Ec2Client.class}
   * @param builder makes a new builder for it, such as {@code Ec2Client::builder}
   * @return the client
   */
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder) {
    return clients.client(type, builder, endpointRegion);
  }

  /**
   * The pages of a paginated call, each fetched when it is needed, and counted.
   *
   * @param <P> the type of a page
   * @param paginator as the SDK's {@code …Paginator} methods return it
   * @return the pages; a list that leads back to a page ends with {@link
   *     RepeatedPageTokenException}
   */
  public <P> Stream<P> pages(Iterable<P> paginator) {
    PageTokens tokens = new PageTokens();
    return StreamSupport.stream(paginator.spliterator(), false)
        .peek(
            page -> {
              pages.incrementAndGet();
              tokens.check(page);
            });
  }

  /**
   * How many pages were fetched through {@link #pages}.
   *
   * @return 0 or more
   */
  public int pageCount() {
    return pages.get();
  }

  /** Account and Region, for messages. */
  @Override
  public String toString() {
    return accountId + "/" + regionName();
  }
}
