package io.snowwatch.storage;

import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses into a pending object and leaves it open: finishing completes the compressed bytes,
 * closing frees the compressor's native memory, and neither publishes or aborts the object.
 *
 * <p>The header carries no time, so equal bytes compress to equal bytes. Not safe for use by
 * several threads.
 */
public final class GzipWriter extends GZIPOutputStream {

  private static final int BUFFER_BYTES = 16 * 1024;

  /**
   * Begins to compress.
   *
   * @param object takes the compressed bytes
   * @throws IOException never, in practice: the object throws {@link StorageException}
   */
  public GzipWriter(PendingObject object) throws IOException {
    super(object, BUFFER_BYTES);
  }

  /** Frees native memory; does not finish the compressed bytes. Closing again does nothing. */
  @Override
  public void close() {
    def.end();
  }
}
