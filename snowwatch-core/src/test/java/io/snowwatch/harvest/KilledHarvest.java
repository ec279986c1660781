package io.snowwatch.harvest;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.source.Sources;
import io.snowwatch.source.fixture.FakeClients;
import io.snowwatch.source.fixture.FakeEc2;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.paginators.DescribeInstancesIterable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A process that harvests, to be killed at any point: into a folder, or into a bucket of an
 * emulated S3, or one after the other. It prints a line when it begins, and another at its end.
 */
final class KilledHarvest {

  static final int INSTANCES = 400;
  static final String BEGUN = "begun";
  static final String ENDED = "ended";

  private static final String ACCOUNT_ID = "123456789012";
  private static final int PAGE = 50;

  private KilledHarvest() {}

  /** With a folder, with an endpoint, an account and a bucket, or with all of these. */
  public static void main(String[] arguments) {
    if (arguments.length != 3) {
      harvest(new FolderObjectStore(Path.of(arguments[0])), 24 * 1024);
    }
    if (arguments.length > 1) {
      intoBucket(Arrays.copyOfRange(arguments, arguments.length - 3, arguments.length));
    }
  }

  private static void intoBucket(String[] arguments) {
    AwsSettings settings =
        AwsSettings.builder()
            .endpointOverride(URI.create(arguments[0]))
            .homeRegion(Region.US_EAST_1)
            .accountId(arguments[1])
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("moto", "moto")))
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .putHeader("x-moto-account-id", arguments[1])
                    .build())
            .build();
    try (AwsAccount account = AwsAccount.create(settings)) {
      harvest(
          new S3ObjectStore(
              account.client(S3Client.class, S3Client::builder), new S3Location(arguments[2], "")),
          96 * 1024);
    }
  }

  private static void harvest(ObjectStore store, long rollOverBytes) {
    Harvest harvest =
        Harvest.builder()
            .addAccounts(
                AwsAccount.of(
                    new FakeClients(Map.of(Ec2Client.class, new Instances()), Set.of()),
                    Region.EU_WEST_1,
                    ACCOUNT_ID))
            .addSources(Sources.inventory("ec2_instances"))
            .regions(RegionFilter.of(FakeEc2.FIRST))
            .sink(SnapshotSink.of(store, BucketLayout.of(Sources.catalog()), rollOverBytes))
            .build();
    System.out.println(BEGUN);
    harvest.run().orThrow();
    System.out.println(ENDED);
  }

  private static final class Instances extends FakeEc2 {

    @Override
    public DescribeInstancesIterable describeInstancesPaginator(DescribeInstancesRequest request) {
      return new DescribeInstancesIterable(this, request);
    }

    @Override
    public DescribeInstancesIterable describeInstancesPaginator() {
      return describeInstancesPaginator(DescribeInstancesRequest.builder().build());
    }

    @Override
    public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
      int first = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
      int next = first + PAGE;
      Random random = new Random(first);
      List<Instance> page =
          IntStream.range(first, next)
              .mapToObj(
                  i -> {
                    byte[] bytes = new byte[600];
                    random.nextBytes(bytes);
                    return Instance.builder()
                        .instanceId("i-%017x".formatted(i))
                        .tags(
                            Tag.builder()
                                .key("noise")
                                .value(Base64.getEncoder().encodeToString(bytes))
                                .build())
                        .build();
                  })
              .toList();
      return DescribeInstancesResponse.builder()
          .reservations(Reservation.builder().reservationId("r-" + first).instances(page).build())
          .nextToken(next < INSTANCES ? String.valueOf(next) : null)
          .build();
    }
  }
}
