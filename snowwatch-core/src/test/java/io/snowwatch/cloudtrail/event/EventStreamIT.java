package io.snowwatch.cloudtrail.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class EventStreamIT {

  private static final int EVENTS = 150_000;

  /** The file has twice the bytes of this JVM's heap. */
  @Test
  void anObjectThatIsLargerThanTheHeapIsReadEventByEvent() throws IOException {
    try (AwsAccount account =
        AwsAccount.create(MotoServer.shared().settings(MotoServer.randomAccountId()))) {
      S3Client s3 = account.client(S3Client.class, S3Client::builder);
      String bucket = "trail-" + UUID.randomUUID();
      s3.createBucket(request -> request.bucket(bucket));
      S3ObjectStore store = new S3ObjectStore(s3, new S3Location(bucket, ""));
      long bytes = write(store, "large.json.gz");
      assertThat(bytes).isGreaterThan(2 * Runtime.getRuntime().maxMemory());

      EventFilter odd = EventFilter.builder().addEventNames("Odd").build();
      try (Stream<CloudTrailEvent> events = EventStream.of(store, "large.json.gz", odd)) {
        assertThat(events.filter(e -> e.readOnly().orElseThrow())).hasSize(EVENTS / 1000);
      }
    }
  }

  private static long write(S3ObjectStore store, String key) throws IOException {
    String padding = "x".repeat(2000);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    long bytes = 0;
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"Records\":[".getBytes(UTF_8));
      for (int i = 0; i < EVENTS; i++) {
        byte[] event =
            """
            %s{"eventVersion":"1.11","eventTime":"2026-11-24T00:00:00Z","eventName":"%s",\
            "requestParameters":{"padding":"%s"},"readOnly":true}"""
                .formatted(i == 0 ? "" : ",", i % 1000 == 0 ? "Odd" : "Even", padding)
                .getBytes(UTF_8);
        gzip.write(event);
        bytes += event.length;
      }
      gzip.write("]}".getBytes(UTF_8));
    }
    try (PendingObject object = store.create(key)) {
      byte[] content = compressed.toByteArray();
      object.write(content, 0, content.length);
      object.commit();
    }
    return bytes;
  }
}
