package io.snowwatch.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document that must not end before its reader is done with it: who has read the root's end does
 * not ask for more.
 */
final class WholeDocument extends FilterInputStream {

  private final Supplier<? extends RuntimeException> endedEarly;

  WholeDocument(InputStream document, Supplier<? extends RuntimeException> endedEarly) {
    super(document);
    this.endedEarly = endedEarly;
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte @Nullable [] bytes, int offset, int length) throws IOException {
    return checked(super.read(bytes, offset, length));
  }

  private int checked(int read) {
    if (read < 0) {
      throw endedEarly.get();
    }
    return read;
  }
}
