package io.snowwatch.source;

import static io.snowwatch.catalog.Column.count;
import static io.snowwatch.catalog.Column.integer;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

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
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The EC2 instances of a Region.
 *
 * <p>Stateless and safe for use by several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html">
 *     DescribeInstances</a>
 */
public final class Ec2Instances implements InventorySource {

  /** The most that the API gives at once; without a number it returns all there is in one page. */
  private static final int PAGE = 1000;

  static final Dataset DATASET =
      Dataset.builder()
          .name("ec2_instances")
          .title("EC2 instances")
          .objectPrefix("EC2_MONITORING")
          .addColumns(
              string("ARCHITECTURE", "Architecture")
                  .describe("The processor architecture, such as x86_64 or arm64."),
              string("INSTANCE_TYPE", "InstanceType").describe("The type, such as m7g.large."),
              string("KEY_NAME", "KeyName")
                  .describe("The name of the key pair that it was launched with."),
              timestamp("LAUNCH_TIME", "LaunchTime").describe("When it was last launched."),
              string("REGION_NAME", "Region.RegionName").describe("The Region, such as eu-west-1."),
              string("INSTANCE_STATE", "State.Name")
                  .describe("pending, running, shutting-down, terminated, stopping or stopped."),
              string("INSTANCE_NAME", "InstanceName")
                  .describe("The value of the tag Name; empty without it."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."),
              string("INSTANCE_ID", "InstanceId").describe("The instance's id."),
              string("IMAGE_ID", "ImageId").describe("The AMI that it was launched from."),
              string("VPC_ID", "VpcId").describe("The VPC that it is in."),
              string("SUBNET_ID", "SubnetId").describe("The subnet that it is in."),
              string("PRIVATE_IP_ADDRESS", "PrivateIpAddress")
                  .describe("The primary private IPv4 address."),
              string("PUBLIC_IP_ADDRESS", "PublicIpAddress")
                  .describe("The public or Elastic IPv4 address, where it has one."),
              string("INSTANCE_PROFILE_ARN", "IamInstanceProfile.Arn")
                  .describe("The ARN of the instance profile that gives it a role."))
          .addViewColumns(
              string("AVAILABILITY_ZONE", "Placement.AvailabilityZone")
                  .describe("The Availability Zone."),
              string("STATE_TRANSITION_REASON", "StateTransitionReason")
                  .describe("Why and when the state last changed, as EC2 words it."),
              string("METADATA_ENDPOINT", "MetadataOptions.HttpEndpoint")
                  .describe("enabled or disabled: whether instance metadata can be read."),
              string("METADATA_TOKENS", "MetadataOptions.HttpTokens")
                  .describe("required: IMDSv2 only; optional: IMDSv1 too."),
              integer("METADATA_HOP_LIMIT", "MetadataOptions.HttpPutResponseHopLimit")
                  .describe("How many hops a metadata token travels."),
              string("MONITORING_STATE", "Monitoring.State")
                  .describe("enabled where it is monitored in detail."),
              string("VIRTUALIZATION_TYPE", "VirtualizationType").describe("hvm or paravirtual."),
              string("IPV6_ADDRESS", "Ipv6Address")
                  .describe("The IPv6 address of the primary interface, where it has one."),
              count("INTERFACE_COUNT", "NetworkInterfaces")
                  .describe("How many network interfaces it has."))
          .addKinds(
              new ResourceKind(
                  "AWS::EC2::Instance",
                  "INSTANCE_ID",
                  "arn:${Partition}:ec2:${REGION_NAME}:${ACCOUNT_ID}:instance/${INSTANCE_ID}"))
          .addVolatileMembers(JsonPath.parse("UsageOperationUpdateTime"))
          .addUnorderedLists(
              ListPath.parse("BlockDeviceMappings"),
              ListPath.parse("NetworkInterfaces"),
              ListPath.parse("NetworkInterfaces[].Groups"),
              ListPath.parse("SecurityGroups"),
              ListPath.parse("Tags"))
          .addParts(
              Part.of(Views.INSTANCE_INTERFACES)
                  .elements("NIC", Part.RESOURCE, "NetworkInterfaces")
                  .owner("INSTANCE_ID")
                  .column("INTERFACE_ID", "NIC", "NetworkInterfaceId")
                  .column("VPC_ID", "NIC", "VpcId")
                  .column("SUBNET_ID", "NIC", "SubnetId")
                  .column("PRIVATE_IP_ADDRESS", "NIC", "PrivateIpAddress")
                  .column("PUBLIC_IP_ADDRESS", "NIC", "Association.PublicIp")
                  .with(
                      "IPV6_ADDRESS",
                      new PartValue.First(
                          "NIC", JsonPath.parse("Ipv6Addresses"), JsonPath.parse("Ipv6Address")))
                  .column("SOURCE_DEST_CHECK", "NIC", "SourceDestCheck"),
              Part.of(Views.INSTANCE_SECURITY_GROUPS)
                  .elements("NIC", Part.RESOURCE, "NetworkInterfaces")
                  .elements("SG", "NIC", "Groups")
                  .owner("INSTANCE_ID")
                  .column("INTERFACE_ID", "NIC", "NetworkInterfaceId")
                  .column("GROUP_ID", "SG", "GroupId")
                  .column("GROUP_NAME", "SG", "GroupName"),
              Part.of(Views.INSTANCE_PRIMARY_GROUPS)
                  .elements("SG", Part.RESOURCE, "SecurityGroups")
                  .owner("INSTANCE_ID")
                  .column("GROUP_ID", "SG", "GroupId")
                  .column("GROUP_NAME", "SG", "GroupName"),
              address("private", "PrivateIpAddresses", "PrivateIpAddress"),
              address("public", "PrivateIpAddresses", "Association.PublicIp"),
              address("ipv6", "Ipv6Addresses", "Ipv6Address"),
              Part.of(Views.INSTANCE_VOLUMES)
                  .elements("DEVICE", Part.RESOURCE, "BlockDeviceMappings")
                  .owner("INSTANCE_ID")
                  .column("DEVICE_NAME", "DEVICE", "DeviceName")
                  .column("VOLUME_ID", "DEVICE", "Ebs.VolumeId")
                  .column("DELETE_ON_TERMINATION", "DEVICE", "Ebs.DeleteOnTermination"),
              Views.tags())
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("ec2_instances")
          .title("EC2 instances")
          .function("monitorEc2Instances")
          .coverage(Coverage.REGIONAL)
          .directory("ec2_monitoring")
          .directoryVariable("S3_EC2_MONITORING_PATH")
          .addActions("ec2:DescribeInstances")
          .addDatasets(DATASET)
          .build();

  private static Part address(String type, String list, String member) {
    return Part.of(Views.INSTANCE_ADDRESSES)
        .elements("NIC", Part.RESOURCE, "NetworkInterfaces")
        .elements("ADDRESS", "NIC", list)
        .owner("INSTANCE_ID")
        .column("INTERFACE_ID", "NIC", "NetworkInterfaceId")
        .constant("ADDRESS_TYPE", type)
        .column("ADDRESS", "ADDRESS", member);
  }

  /**
   * The instances of a Region, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the instances, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<Ec2Instance> stream(AwsScope scope) {
    return SdkModules.needed(() -> instances(scope));
  }

  private static Stream<Ec2Instance> instances(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    return scope
        .pages(ec2.describeInstancesPaginator(request -> request.maxResults(PAGE)))
        .flatMap(page -> page.reservations().stream())
        .flatMap(
            reservation ->
                reservation.instances().stream()
                    .map(instance -> Ec2Instance.of(instance, reservation, scope)));
  }

  /**
   * An instance, and where it is.
   *
   * @param resource the instance as the API describes it
   * @param reservationId the reservation that launched it
   * @param accountId the account that the credentials belong to, 12 digits
   * @param region the Region as {@code DescribeRegions} gives it
   */
  public record Ec2Instance(
      Instance resource, String reservationId, String accountId, Region region)
      implements InventoryRecord {

    static Ec2Instance of(Instance instance, Reservation reservation, AwsScope scope) {
      return new Ec2Instance(
          instance, reservation.reservationId(), scope.accountId(), scope.region());
    }

    /**
     * The value of the tag {@code Name}.
     *
     * @return the name, empty without the tag
     */
    public String name() {
      return resource.tags().stream()
          .filter(tag -> "Name".equals(tag.key()))
          .findFirst()
          .map(Tag::value)
          .orElse("");
    }

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this)
          .with("Region", region)
          .with("InstanceName", name())
          .with("ReservationId", reservationId)
          .toMap();
    }
  }

  @Override
  public Source declaration() {
    return DECLARATION;
  }

  @Override
  public void collect(AwsScope scope, RecordEmitter emitter) {
    stream(scope).forEach(instance -> emitter.emit(DATASET, instance));
  }
}
