package io.snowwatch.cloudtrail.digest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The contents of a gzip file, and nothing that stands behind their end. The JDK's class reads
 * further gzip data there as if it belonged to the contents, and says nothing of other bytes.
 */
final class GzipMember extends GZIPInputStream {

  private static final int BUFFER_BYTES = 64 * 1024;

  // CRC and length: https://www.rfc-editor.org/rfc/rfc1952#section-2.3
  private static final int TRAILER_BYTES = 8;

  private long bytes;

  private GzipMember(InputStream in) throws IOException {
    super(in, BUFFER_BYTES);
  }

  /** Uncompresses what is compressed; anything else is passed through. */
  static InputStream uncompress(InputStream object) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(object, BUFFER_BYTES);
    buffered.mark(2);
    int magic = buffered.read() | buffered.read() << 8;
    buffered.reset();
    return magic == GZIP_MAGIC ? new GzipMember(buffered) : buffered;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    bytes += Math.max(0, read);
    return read;
  }

  /**
   * Refuses what stands behind the end of the contents, which have been read to it.
   *
   * @throws IOException if there is anything
   */
  static void requireEnd(InputStream content) throws IOException {
    if (content instanceof GzipMember member && member.isFollowed()) {
      throw new IOException("something was appended to its gzip data.");
    }
  }

  private boolean isFollowed() throws IOException {
    // A second member resets the inflater and its count.
    return bytes != inf.getBytesWritten() || inf.getRemaining() > TRAILER_BYTES || in.read() >= 0;
  }
}
