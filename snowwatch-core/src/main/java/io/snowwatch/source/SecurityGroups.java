package io.snowwatch.source;

import static io.snowwatch.catalog.Column.string;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * The security groups of a Region.
 *
 * <p>Stateless and safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html">
 *     DescribeSecurityGroups</a>
 */
public final class SecurityGroups implements InventorySource {

  static final Dataset DATASET =
      Dataset.builder()
          .name("security_groups")
          .title("Security groups")
          .objectPrefix("SECURITY_GROUP_MONITORING")
          .addColumns(
              string("DESCRIPTION", "Description"),
              string("GROUP_ID", "GroupId"),
              string("GROUP_NAME", "GroupName"),
              string("OWNER_ID", "OwnerId"),
              string("REGION_NAME", "Region.RegionName"),
              string("VPC_ID", "VpcId"))
          .addAddedColumns(string("ACCOUNT_ID", "AccountId"))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("security_groups")
          .title("Security groups")
          .function("monitorSecurityGroups")
          .coverage(Coverage.REGIONAL)
          .directory("security_group_monitoring")
          .directoryVariable("S3_SG_MONITORING_PATH")
          .addActions("ec2:DescribeSecurityGroups")
          .addDatasets(DATASET)
          .build();

  /**
   * The security groups of a Region, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the groups, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   */
  public static Stream<Ec2SecurityGroup> stream(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    return scope
        .pages(ec2.describeSecurityGroupsPaginator())
        .flatMap(page -> page.securityGroups().stream())
        .map(group -> new Ec2SecurityGroup(group, scope.accountId(), scope.region()));
  }

  /**
   * A security group, and where it is.
   *
   * @param resource the group as the API describes it
   * @param accountId the account that the credentials belong to, 12 digits
   * @param region the Region as {@code DescribeRegions} gives it
   */
  public record Ec2SecurityGroup(SecurityGroup resource, String accountId, Region region)
      implements InventoryRecord {

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).with("Region", region).toMap();
    }
  }

  @Override
  public Source declaration() {
    return DECLARATION;
  }

  @Override
  public void collect(AwsScope scope, RecordEmitter emitter) {
    stream(scope).forEach(group -> emitter.emit(DATASET, group));
  }
}
