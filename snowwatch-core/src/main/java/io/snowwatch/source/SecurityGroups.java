package io.snowwatch.source;

import static io.snowwatch.catalog.Column.string;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;

/** The security groups of a Region. */
public final class SecurityGroups implements DeclaredSource {

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

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
