package io.snowwatch.cloudtrail;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A process that transfers a log file, stops near its end, and waits to be killed. */
final class DyingTransfer {

  static final String NEAR_THE_END = "near the end";

  /** Far enough that parts have been uploaded, and not at the end. */
  private static final long READ_BYTES = 8L * 1024 * 1024;

  private DyingTransfer() {}

  public static void main(String[] arguments) {
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
      S3Client s3 = account.client(S3Client.class, S3Client::builder);
      ObjectStore bucket = new S3ObjectStore(s3, new S3Location(arguments[2], ""));
      new LogFileTransfer(
              new Stopping(bucket),
              "cloudtrail",
              bucket,
              new LogFileDirectories(
                  "cloudtrail_monitoring", "cloudtrail_summaries", "cloudtrail_quarantine"))
          .transfer(arguments[3]);
    }
  }

  private record Stopping(ObjectStore store) implements ObjectStore {

    @Override
    public InputStream open(String key) {
      return new FilterInputStream(store.open(key)) {
        private long read;

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          if (read > READ_BYTES) {
            System.out.println(NEAR_THE_END);
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          int count = super.read(bytes, offset, length);
          read += count;
          return count;
        }
      };
    }

    @Override
    public PendingObject create(String key) {
      return store.create(key);
    }

    @Override
    public PendingObject createIfAbsent(String key) {
      return store.createIfAbsent(key);
    }

    @Override
    public Stream<String> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public String location(String key) {
      return store.location(key);
    }
  }
}
