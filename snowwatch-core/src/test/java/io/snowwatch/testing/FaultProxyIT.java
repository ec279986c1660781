package io.snowwatch.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.s3.S3Client;

class FaultProxyIT {

  private final String accountId = MotoServer.randomAccountId();
  private final FaultProxy proxy = FaultProxy.before(MotoServer.shared().endpoint());
  private final AwsAccount account =
      AwsAccount.create(
          AwsSettings.builder()
              .from(MotoServer.shared().settings(accountId))
              .endpointOverride(proxy.endpoint())
              .build());
  private final Ec2Client ec2 = account.client(Ec2Client.class, Ec2Client::builder);
  private final S3Client s3 = account.client(S3Client.class, S3Client::builder);

  @AfterEach
  void close() {
    account.close();
    proxy.close();
  }

  @Test
  void whatNoRuleMatchesPassesAndIsRemembered() {
    s3.createBucket(r -> r.bucket("bucket-" + accountId));
    s3.putObject(r -> r.bucket("bucket-" + accountId).key("a b"), RequestBody.fromString("x"));

    assertThat(s3.headObject(r -> r.bucket("bucket-" + accountId).key("a b")).contentLength())
        .isEqualTo(1);
    assertThat(ec2.describeRegions().regions()).isNotEmpty();
    assertThat(proxy.calls())
        .extracting(call -> call.service() + ":" + call.action())
        .containsExactly(
            "sts:GetCallerIdentity",
            "s3:CreateBucket",
            "s3:PutObject",
            "s3:HeadObject",
            "ec2:DescribeRegions");
    assertThat(proxy.calls("PutObject").get(0).path()).isEqualTo("/bucket-" + accountId + "/a%20b");
  }

  @Test
  void aRuleActsOnTheCallsThatItCounts() {
    proxy.on("ec2", "DescribeRegions").nth(2).does(Fault.error(400, "Odd"));

    assertThat(ec2.describeRegions().regions()).isNotEmpty();
    assertThatThrownBy(ec2::describeRegions)
        .isInstanceOf(Ec2Exception.class)
        .hasMessageContaining("Odd by the proxy");
    assertThat(ec2.describeRegions().regions()).isNotEmpty();
  }

  @Test
  void whatIsThrottledAndResetIsTriedAgain() {
    proxy.on("ec2", "DescribeRegions").first(1).does(Fault.throttle());
    proxy.on("ec2", "DescribeRegions").nth(2).does(Fault.reset());
    proxy.on("ec2", "DescribeRegions").nth(3).does(Fault.error(500, "InternalError"));

    assertThat(ec2.describeRegions().regions()).isNotEmpty();
    assertThat(proxy.calls("DescribeRegions")).hasSize(4);
  }

  @Test
  void pagesLeadToTheTokensThatTheyAreGiven() {
    proxy.on("ec2", "DescribeInstances").does(Fault.pageTokens("a", "b"));

    List<String> tokens =
        ec2.describeInstancesPaginator().stream().limit(4).map(page -> page.nextToken()).toList();

    assertThat(tokens).containsExactly("a", "b", "a", "b");
    assertThat(proxy.calls("DescribeInstances").get(1).pageToken()).isEqualTo("a");
  }
}
