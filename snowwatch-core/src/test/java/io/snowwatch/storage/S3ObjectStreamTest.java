package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class S3ObjectStreamTest {

  private final AtomicInteger aborted = new AtomicInteger();

  private InputStream object(int bytes) {
    return new S3ObjectStream(
        new ResponseInputStream<>(
            GetObjectResponse.builder().build(),
            AbortableInputStream.create(
                new ByteArrayInputStream(new byte[bytes]), aborted::incrementAndGet)));
  }

  @Test
  void anObjectThatIsClosedBeforeItsEndIsNotReadToIt() throws IOException {
    try (InputStream in = object(100)) {
      assertThat(in.read(new byte[10])).isEqualTo(10);
      assertThat(in.read()).isZero();
    }

    assertThat(aborted).hasValue(1);
  }

  @Test
  void theConnectionOfAnObjectThatWasReadToItsEndIsKept() throws IOException {
    try (InputStream in = object(100)) {
      assertThat(in.readAllBytes()).hasSize(100);
    }

    assertThat(aborted).hasValue(0);
  }

  @Test
  void closingAgainDoesNothing() throws IOException {
    InputStream in = object(100);
    in.close();
    in.close();

    assertThat(aborted).hasValue(1);
  }
}
