package io.snowwatch.source;

import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;

/** The EC2 instances of a Region. */
public final class Ec2Instances implements DeclaredSource {

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

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
