package io.snowwatch.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses into a pending object and leaves it open: finishing completes the compressed bytes,
 * closing frees the compressor's native memory, and neither publishes or aborts the object.
 *
 * <p>Equal bytes compress to equal bytes. Not safe for use by several threads.
 */
public abstract class CompressedWriter extends OutputStream {

  CompressedWriter() {}

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Completes the compressed bytes. Nothing can be written afterwards.
   *
   * @throws IOException never, in practice: the object throws {@link StorageException}
   */
  public abstract void finish() throws IOException;

  /** Frees native memory; does not complete the compressed bytes. Closing again does nothing. */
  @Override
  public abstract void close();
}
