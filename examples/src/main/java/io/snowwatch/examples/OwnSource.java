package io.snowwatch.examples;

import static io.snowwatch.catalog.Column.string;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.FolderObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * Declares a kind of resource that SnowWatch does not know and harvests it: the internet gateways,
 * each of which joins a VPC to the internet.
 *
 * <p>From the declaration come the objects' keys, the landing table and the pipe, as for the
 * built-in sources.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html">
 *     DescribeInternetGateways</a>
 */
public final class OwnSource {

  private OwnSource() {}

  // tag::source[]
  static final class InternetGateways implements InventorySource {

    static final Dataset DATASET =
        Dataset.builder()
            .name("internet_gateways")
            .title("Internet gateways")
            .objectPrefix("INTERNET_GATEWAY_MONITORING")
            .addColumns(
                string("ACCOUNT_ID", "AccountId"),
                string("REGION_NAME", "Region.RegionName"),
                string("INTERNET_GATEWAY_ID", "InternetGatewayId"),
                string("OWNER_ID", "OwnerId"))
            .build();

    static final Source DECLARATION =
        Source.builder()
            .name("internet_gateways")
            .title("Internet gateways")
            .function("monitorInternetGateways")
            .coverage(Coverage.REGIONAL)
            .directory("internet_gateway_monitoring")
            .directoryVariable("S3_INTERNET_GATEWAY_MONITORING_PATH")
            .addActions("ec2:DescribeInternetGateways")
            .addDatasets(DATASET)
            .build();

    @Override
    public Source declaration() {
      return DECLARATION;
    }

    @Override
    public void collect(AwsScope scope, RecordEmitter emitter) {
      Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
      scope
          .pages(ec2.describeInternetGatewaysPaginator())
          .flatMap(page -> page.internetGateways().stream())
          .map(gateway -> new Gateway(gateway, scope.accountId(), scope.region()))
          .forEach(gateway -> emitter.emit(DATASET, gateway));
    }
  }

  /** A gateway, and where it is. */
  record Gateway(InternetGateway resource, String accountId, Region region)
      implements InventoryRecord {

    @Override
    public Map<String, ?> addedMembers() {
      return Map.of("AccountId", accountId, "Region", region);
    }
  }

  // end::source[]

  /** The built-in sources and the own one. */
  static Catalog catalog() {
    List<Source> sources = new ArrayList<>(Sources.catalog().sources());
    sources.add(InternetGateways.DECLARATION);
    return new Catalog(sources);
  }

  /**
   * Writes the gateways of every Region into a folder, and prints the table they are made for.
   *
   * @param args the folder
   * @throws io.snowwatch.harvest.HarvestFailedException naming every Region that failed
   */
  public static void main(String... args) {
    Path folder = Path.of(Arguments.of("OwnSource", args).required("folder"));
    try (AwsAccount account = AwsAccount.create()) {
      Harvest.builder()
          .addAccounts(account)
          .addSources(new InternetGateways())
          .sink(SnapshotSink.of(new FolderObjectStore(folder), BucketLayout.of(catalog())))
          .build()
          .run()
          .orThrow();
      SnowflakeSettings settings =
          SnowflakeSettings.builder().accountId(account.accountId()).build();
      SnowflakePlan plan = SnowflakePlan.of(catalog(), settings);
      System.out.println(plan.dataset(InternetGateways.DATASET.name()).createTable());
    }
  }
}
