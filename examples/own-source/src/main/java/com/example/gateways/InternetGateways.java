package com.example.gateways;

import static io.snowwatch.catalog.Column.count;
import static io.snowwatch.catalog.Column.string;

import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckSet;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.ListPath;
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import io.snowwatch.source.Added;
import io.snowwatch.source.Views;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.Region;

/** The internet gateways of a Region, each of which joins a VPC to the internet. */
public final class InternetGateways implements InventorySource, CheckSet {

  private static final int PAGE = 1000;

  private static final Dataset DATASET =
      Dataset.builder()
          .name("internet_gateways")
          .title("Internet gateways")
          .objectPrefix("INTERNET_GATEWAY_MONITORING")
          .addColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."),
              string("REGION_NAME", "Region.RegionName").describe("The Region, such as eu-west-1."),
              string("INTERNET_GATEWAY_ID", "InternetGatewayId").describe("The gateway's id."),
              string("OWNER_ID", "OwnerId").describe("The account that owns it."))
          .addViewColumns(
              count("VPC_COUNT", "Attachments").describe("How many VPCs it is attached to."))
          .addKinds(
              new ResourceKind(
                  "AWS::EC2::InternetGateway",
                  "INTERNET_GATEWAY_ID",
                  "arn:${Partition}:ec2:${REGION_NAME}:${OWNER_ID}:internet-gateway/${INTERNET_GATEWAY_ID}"))
          .addUnorderedLists(ListPath.parse("Attachments"), ListPath.parse("Tags"))
          .addParts(Views.tags())
          .build();

  private static final Source DECLARATION =
      Source.builder()
          .name("internet_gateways")
          .title("Internet gateways")
          .function("monitorInternetGateways")
          .coverage(Coverage.REGIONAL)
          .directory("internet_gateway_monitoring")
          .addActions("ec2:DescribeInternetGateways")
          .addDatasets(DATASET)
          .build();

  /** The gateways of a Region, each page fetched when it is needed. */
  public static Stream<Gateway> stream(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    return scope
        .pages(ec2.describeInternetGatewaysPaginator(request -> request.maxResults(PAGE)))
        .flatMap(page -> page.internetGateways().stream())
        .map(gateway -> new Gateway(gateway, scope.accountId(), scope.region()));
  }

  /** A gateway, and where it is. */
  public record Gateway(InternetGateway resource, String accountId, Region region)
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
    stream(scope).forEach(gateway -> emitter.emit(DATASET, gateway));
  }

  @Override
  public List<Check> checks() {
    return List.of(CheckSet.resource(InternetGateways.class, "IG01.sql"));
  }
}
