package io.snowwatch.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

class MotoServerIT {

  @Test
  void accountsDoNotSeeEachOther() {
    String first = MotoServer.randomAccountId();
    String second = MotoServer.randomAccountId();
    try (AwsAccount one = AwsAccount.create(MotoServer.shared().settings(first));
        AwsAccount other = AwsAccount.create(MotoServer.shared().settings(second))) {
      assertThat(one.accountId()).isEqualTo(first);
      assertThat(other.accountId()).isEqualTo(second);
      S3Client s3 = one.client(S3Client.class, S3Client::builder);
      s3.createBucket(request -> request.bucket("snowwatch-" + first));
      assertThat(s3.listBuckets().buckets()).hasSize(1);
      assertThat(other.client(S3Client.class, S3Client::builder).listBuckets().buckets()).isEmpty();
    }
  }

  @Test
  void instancesThatWereRunAreDescribed() {
    try (AwsAccount account =
        AwsAccount.create(MotoServer.shared().settings(MotoServer.randomAccountId()))) {
      Ec2Client ec2 = account.client(Ec2Client.class, Ec2Client::builder);
      ec2.runInstances(
          request ->
              request.imageId("ami-12c6146b").instanceType("t3.micro").minCount(2).maxCount(2));
      assertThat(ec2.describeInstances().reservations().get(0).instances()).hasSize(2);
      assertThat(account.describeRegions()).hasSizeGreaterThan(20);
    }
  }
}
