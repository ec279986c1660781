package io.snowwatch.examples;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Harvests everything into a bucket, as the scheduled functions do: the objects lie where the pipes
 * look for them.
 */
public final class HarvestToBucket {

  private HarvestToBucket() {}

  /**
   * Prints how many records landed in how many objects.
   *
   * @param args the bucket, such as {@code s3://snowwatch-123456789012}
   * @throws io.snowwatch.harvest.HarvestFailedException naming every part that failed; all others
   *     landed
   */
  public static void main(String... args) {
    S3Location bucket =
        S3Location.parse(Arguments.of("HarvestToBucket", args).required("bucket's location"));
    // tag::bucket[]
    try (AwsAccount account = AwsAccount.create()) {
      S3Client s3 = account.client(S3Client.class, S3Client::builder);
      HarvestReport report =
          Harvest.builder()
              .addAccounts(account)
              .addAllSources(Sources.inventory())
              .sink(
                  SnapshotSink.of(
                      new S3ObjectStore(s3, bucket), BucketLayout.of(Sources.catalog())))
              .build()
              .run()
              .orThrow();
      System.out.printf(
          "%d records in %d objects%n", report.recordCount(), report.objectKeys().size());
    }
    // end::bucket[]
  }
}
