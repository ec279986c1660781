package io.snowwatch.source;

import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

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

  static final Dataset DATASET =
      Dataset.builder()
          .name("ec2_instances")
          .title("EC2 instances")
          .objectPrefix("EC2_MONITORING")
          .addColumns(
              string("ARCHITECTURE", "Architecture"),
              string("INSTANCE_TYPE", "InstanceType"),
              string("KEY_NAME", "KeyName"),
              timestamp("LAUNCH_TIME", "LaunchTime"),
              string("REGION_NAME", "Region.RegionName"),
              string("INSTANCE_STATE", "State.Name"),
              string("INSTANCE_NAME", "InstanceName"))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId"),
              string("INSTANCE_ID", "InstanceId"),
              string("IMAGE_ID", "ImageId"),
              string("VPC_ID", "VpcId"),
              string("SUBNET_ID", "SubnetId"),
              string("PRIVATE_IP_ADDRESS", "PrivateIpAddress"),
              string("PUBLIC_IP_ADDRESS", "PublicIpAddress"),
              string("INSTANCE_PROFILE_ARN", "IamInstanceProfile.Arn"))
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

  /**
   * The instances of a Region, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the instances, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   */
  public static Stream<Ec2Instance> stream(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    return scope
        .pages(ec2.describeInstancesPaginator())
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
