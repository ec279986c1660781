package io.snowwatch.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * An object that is being read. Closed before its end, it gives up the connection: the SDK would
 * read the rest of the object, however long, to use the connection again.
 */
final class S3ObjectStream extends FilterInputStream {

  private final ResponseInputStream<?> response;
  private boolean ended;

  S3ObjectStream(ResponseInputStream<?> response) {
    super(response);
    this.response = response;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    ended |= read < 0;
    return read;
  }

  @Override
  public int read(byte @Nullable [] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    ended |= read < 0;
    return read;
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      response.abort();
    }
    super.close();
  }
}
