package io.snowwatch.source;

import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;

/** The load balancers of a Region: classic, application, network and gateway. */
public final class LoadBalancers implements DeclaredSource {

  static final Dataset DATASET =
      Dataset.builder()
          .name("load_balancers")
          .title("Load balancers, classic and v2")
          .objectPrefix("ELB_MONITORING")
          .addColumns(
              string("HOSTED_ZONE_NAME", "CanonicalHostedZoneName"),
              string("HOSTED_ZONE_NAME_ID", "CanonicalHostedZoneNameID", "CanonicalHostedZoneId"),
              timestamp("CREATED_TIME", "CreatedTime"),
              string("DNS_NAME", "DNSName"),
              string("LOAD_BALANCER_NAME", "LoadBalancerName"),
              string("REGION_NAME", "Region.RegionName"),
              string("SCHEME", "Scheme"),
              string("VPC_ID", "VPCId", "VpcId"))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId"),
              string("LOAD_BALANCER_ARN", "LoadBalancerArn"),
              string("TYPE", "Type"),
              string("STATE", "State.Code"))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("load_balancers")
          .title("Load balancers, classic and v2")
          .function("monitorELBs")
          .coverage(Coverage.REGIONAL)
          .directory("elb_monitoring")
          .directoryVariable("S3_ELB_MONITORING_PATH")
          .addActions(
              "elasticloadbalancing:DescribeLoadBalancers",
              "elasticloadbalancing:DescribeListeners")
          .addDatasets(DATASET)
          .build();

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
