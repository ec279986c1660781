package io.snowwatch.source;

import static io.snowwatch.catalog.Column.count;
import static io.snowwatch.catalog.Column.string;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.SdkModules;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.ListPath;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** The most that the API gives at once; without a number it returns all there is in one page. */
  private static final int PAGE = 1000;

  static final Dataset DATASET =
      Dataset.builder()
          .name("security_groups")
          .title("Security groups")
          .objectPrefix("SECURITY_GROUP_MONITORING")
          .addColumns(
              string("DESCRIPTION", "Description").describe("What its author wrote about it."),
              string("GROUP_ID", "GroupId").describe("The group's id."),
              string("GROUP_NAME", "GroupName").describe("The group's name."),
              string("OWNER_ID", "OwnerId").describe("The account that owns it."),
              string("REGION_NAME", "Region.RegionName").describe("The Region, such as eu-west-1."),
              string("VPC_ID", "VpcId").describe("The VPC that it is in."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."))
          .addViewColumns(
              count("INGRESS_COUNT", "IpPermissions")
                  .describe("How many permissions it has for what comes in."),
              count("EGRESS_COUNT", "IpPermissionsEgress")
                  .describe("How many permissions it has for what goes out."))
          .addKinds(
              new ResourceKind(
                  "AWS::EC2::SecurityGroup",
                  "GROUP_ID",
                  "arn:${Partition}:ec2:${REGION_NAME}:${OWNER_ID}:security-group/${GROUP_ID}"))
          .addUnorderedLists(
              ListPath.parse("IpPermissions"),
              ListPath.parse("IpPermissions[].IpRanges"),
              ListPath.parse("IpPermissions[].Ipv6Ranges"),
              ListPath.parse("IpPermissions[].PrefixListIds"),
              ListPath.parse("IpPermissions[].UserIdGroupPairs"),
              ListPath.parse("IpPermissionsEgress"),
              ListPath.parse("IpPermissionsEgress[].IpRanges"),
              ListPath.parse("IpPermissionsEgress[].Ipv6Ranges"),
              ListPath.parse("IpPermissionsEgress[].PrefixListIds"),
              ListPath.parse("IpPermissionsEgress[].UserIdGroupPairs"),
              ListPath.parse("Tags"))
          .addAllParts(rules())
          .addParts(Views.tags())
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

  /** One part for each direction and kind of peer. */
  private static List<Part> rules() {
    List<Part> parts = new ArrayList<>();
    Map<String, String> directions = new LinkedHashMap<>();
    directions.put("ingress", "IpPermissions");
    directions.put("egress", "IpPermissionsEgress");
    directions.forEach(
        (direction, permissions) -> {
          parts.add(rule(direction, permissions, "ipv4", "IpRanges", "CidrIp"));
          parts.add(rule(direction, permissions, "ipv6", "Ipv6Ranges", "CidrIpv6"));
          parts.add(
              rule(direction, permissions, "group", "UserIdGroupPairs", "GroupId")
                  .column("PEER_ACCOUNT_ID", "PEER", "UserId"));
          parts.add(rule(direction, permissions, "prefix_list", "PrefixListIds", "PrefixListId"));
        });
    return parts;
  }

  private static Part rule(
      String direction, String permissions, String peerType, String peers, String peer) {
    return Part.of(Views.SECURITY_GROUP_RULES)
        .elements("PERMISSION", Part.RESOURCE, permissions)
        .elements("PEER", "PERMISSION", peers)
        .owner("GROUP_ID", "GROUP_NAME", "VPC_ID")
        .constant("DIRECTION", direction)
        .column("PROTOCOL", "PERMISSION", "IpProtocol")
        .with("FROM_PORT", port("0", "FromPort"))
        .with("TO_PORT", port("65535", "ToPort"))
        .constant("PEER_TYPE", peerType)
        .column("PEER", "PEER", peer)
        .column("DESCRIPTION", "PEER", "Description");
  }

  /** Where every protocol is allowed, the API names no ports. */
  private static PartValue port(String ofEveryProtocol, String member) {
    return new PartValue.Unless(
        "PERMISSION", JsonPath.parse("IpProtocol"), "-1", ofEveryProtocol, JsonPath.parse(member));
  }

  /**
   * The security groups of a Region, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the groups, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<Ec2SecurityGroup> stream(AwsScope scope) {
    return SdkModules.needed(() -> groups(scope));
  }

  private static Stream<Ec2SecurityGroup> groups(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    return scope
        .pages(ec2.describeSecurityGroupsPaginator(request -> request.maxResults(PAGE)))
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
