package io.snowwatch.cloudtrail.split;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream that ends where what is below it is damaged, and then tells how. */
final class CutOffStream extends FilterInputStream {

  private @Nullable MalformedLogFileException damage;

  CutOffStream(InputStream in) {
    super(in);
  }

  /**
   * How the stream is damaged; empty while no end was reached, and if the end is none of damage.
   */
  Optional<MalformedLogFileException> damage() {
    return Optional.ofNullable(damage);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (damage != null) {
      return -1;
    }
    try {
      return super.read(buffer, offset, length);
    } catch (MalformedLogFileException e) {
      damage = e;
      return -1;
    }
  }
}
