package io.snowwatch.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An object that has to come at {@value #BYTES_PER_SECOND} bytes a second at least, taken over a
 * minute of waiting. A large object on a slow line may take its hours; a server that gives a byte
 * now and then has an end. Only the time spent in reading counts, not what the reader does in
 * between.
 */
final class SteadyStream extends FilterInputStream {

  /** A modem of 56 kbit/s brings half as much again. */
  static final int BYTES_PER_SECOND = 4 * 1024;

  static final Duration WINDOW = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private long waitedNanos;
  private long bytes;

  SteadyStream(InputStream object) {
    this(object, System::nanoTime);
  }

  SteadyStream(InputStream object, LongSupplier nanoTime) {
    super(object);
    this.nanoTime = nanoTime;
  }

  @Override
  public int read() throws IOException {
    long start = nanoTime.getAsLong();
    int read = super.read();
    took(nanoTime.getAsLong() - start, read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte @Nullable [] into, int offset, int length) throws IOException {
    long start = nanoTime.getAsLong();
    int read = super.read(into, offset, length);
    took(nanoTime.getAsLong() - start, Math.max(0, read));
    return read;
  }

  private void took(long nanos, int count) throws SocketTimeoutException {
    waitedNanos += nanos;
    bytes += count;
    if (waitedNanos >= WINDOW.toNanos()) {
      if (bytes < BYTES_PER_SECOND * WINDOW.toSeconds()) {
        throw new SocketTimeoutException(
            "The object came too slowly: %d bytes in %d seconds, and at least %d a second are expected."
                .formatted(bytes, Duration.ofNanos(waitedNanos).toSeconds(), BYTES_PER_SECOND));
      }
      waitedNanos = 0;
      bytes = 0;
    }
  }
}
