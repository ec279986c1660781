package io.snowwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyStreamTest {

  private final AtomicLong now = new AtomicLong();

  /** Brings so many bytes with each read, and takes a second for it. */
  private SteadyStream stream(int bytesPerSecond, long size) {
    InputStream source =
        new InputStream() {
          private long left = size;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            int count = (int) Math.min(Math.min(bytesPerSecond, length), left);
            left -= count;
            return count == 0 ? -1 : count;
          }
        };
    return new SteadyStream(source, now::get);
  }

  @Test
  void aLargeObjectOnASlowLineComesToItsEnd() throws Exception {
    long size = 1L << 30;

    assertThat(stream(8 * 1024, size).transferTo(java.io.OutputStream.nullOutputStream()))
        .isEqualTo(size);
    assertThat(Duration.ofNanos(now.get())).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void aByteASecondHasAnEnd() {
    assertThatThrownBy(() -> stream(1, 1000).readAllBytes())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage(
            "The object came too slowly: 60 bytes in 60 seconds, and at least 4096 a second are"
                + " expected.");
  }

  @Test
  void whatTheReaderDoesInBetweenDoesNotCount() throws Exception {
    SteadyStream stream = stream(1024, 50 * 1024);
    while (stream.read(new byte[4096], 0, 4096) >= 0) {
      now.addAndGet(Duration.ofMinutes(5).toNanos());
    }
  }
}
