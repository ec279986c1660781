package io.snowwatch.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsClients;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.paginators.DescribeInstancesIterable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A large estate in a small heap, which the build gives to the integration tests of this module.
 */
class SmallHeapIT {

  private static final int INSTANCES = 200_000;
  private static final int PAGE = 1_000;
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  @org.junit.jupiter.api.Tag("slow")
  void twoHundredThousandInstancesPassThrough128Megabytes() throws IOException {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(128 * MEBIBYTE);
    String accountId = MotoServer.randomAccountId();
    S3Location bucket = new S3Location("snowwatch-" + accountId, "");
    try (AwsAccount moto = AwsAccount.create(MotoServer.shared().settings(accountId));
        AwsAccount large = AwsAccount.of(new LargeEstate(), Region.EU_WEST_1, accountId)) {
      S3Client s3 = moto.client(S3Client.class, S3Client::builder);
      s3.createBucket(request -> request.bucket(bucket.bucket()));

      HarvestReport report =
          Harvest.builder()
              .addAccounts(large)
              .addSources(Sources.inventory("ec2_instances"))
              .sink(
                  SnapshotSink.of(
                      new S3ObjectStore(s3, bucket),
                      BucketLayout.of(Sources.catalog()),
                      12 * MEBIBYTE))
              .build()
              .run()
              .orThrow();

      assertThat(report.recordCount()).isEqualTo(INSTANCES);
      assertThat(report.objectKeys()).hasSizeGreaterThan(1);
      long lines = 0;
      long bytes = 0;
      for (S3Object object :
          s3.listObjectsV2Paginator(r -> r.bucket(bucket.bucket()).prefix("ec2_monitoring/"))
              .contents()) {
        assertThat(report.objectKeys()).contains(object.key());
        try (InputStream in = s3.getObject(r -> r.bucket(bucket.bucket()).key(object.key()));
            BufferedReader reader =
                new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines++;
            bytes += line.length() + 1;
          }
        }
      }
      assertThat(lines).isEqualTo(INSTANCES);
      assertThat(bytes / lines).isBetween(2_200L, 2_800L);
    }
  }

  /** An account whose one Region has a great many instances, made when they are asked for. */
  private static final class LargeEstate implements AwsClients {

    @Override
    public <C extends SdkClient> C client(
        Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
      return type.cast(new ManyInstances());
    }

    @Override
    public void close() {}
  }

  private static final class ManyInstances implements Ec2Client {

    // Made once: otherwise they are most of what the test does.
    private static final List<Tag> TAGS =
        new Random(20261125)
            .ints(1024)
            .mapToObj(
                i ->
                    Tag.builder()
                        .key("cost:allocation:key-%02d".formatted(i & 31))
                        .value("%08x".formatted(i).repeat(5))
                        .build())
            .toList();

    @Override
    public DescribeRegionsResponse describeRegions(DescribeRegionsRequest request) {
      return DescribeRegionsResponse.builder()
          .regions(
              software.amazon.awssdk.services.ec2.model.Region.builder()
                  .regionName("eu-west-1")
                  .optInStatus("opt-in-not-required")
                  .build())
          .build();
    }

    @Override
    public DescribeInstancesIterable describeInstancesPaginator() {
      return new DescribeInstancesIterable(this, DescribeInstancesRequest.builder().build());
    }

    @Override
    public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
      int first = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
      Random random = new Random(first);
      List<Instance> page =
          IntStream.range(first, first + PAGE).mapToObj(i -> instance(i, random)).toList();
      int next = first + PAGE;
      return DescribeInstancesResponse.builder()
          .reservations(Reservation.builder().reservationId("r-" + first).instances(page).build())
          .nextToken(next < INSTANCES ? String.valueOf(next) : null)
          .build();
    }

    private static Instance instance(int number, Random random) {
      return Instance.builder()
          .instanceId("i-%017x".formatted(number))
          .instanceType("m7i.2xlarge")
          .tags(Stream.generate(() -> TAGS.get(random.nextInt(TAGS.size()))).limit(27).toList())
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
