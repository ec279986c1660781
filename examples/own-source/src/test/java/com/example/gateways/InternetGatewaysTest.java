package com.example.gateways;

import io.snowwatch.contract.Pages;
import io.snowwatch.contract.SourceContract;
import io.snowwatch.contract.SourceFixture;
import io.snowwatch.harvest.InventorySource;
import java.util.Map;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The contract that the built-in sources keep too. */
class InternetGatewaysTest extends SourceContract {

  @Override
  protected InventorySource source() {
    return new InternetGateways();
  }

  @Override
  protected SourceFixture fixture() {
    return pages -> Map.<Class<?>, SdkClient>of(Ec2Client.class, new FakeEc2(pages));
  }

  private record FakeEc2(int pages) implements Ec2Client {

    @Override
    public DescribeInternetGatewaysResponse describeInternetGateways(
        DescribeInternetGatewaysRequest request) {
      int number = Pages.number(request.nextToken());
      return DescribeInternetGatewaysResponse.builder()
          .internetGateways(Pages.of(number, pages, FakeEc2::gateway))
          .nextToken(Pages.next(number, pages))
          .build();
    }

    private static InternetGateway gateway(int number) {
      return InternetGateway.builder()
          .internetGatewayId("igw-" + number)
          .ownerId("123456789012")
          .attachments(
              InternetGatewayAttachment.builder()
                  .vpcId("vpc-1")
                  .state(SourceFixture.FUTURE)
                  .build())
          .tags(Tag.builder().key("Team").value("web").build())
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
