package io.snowwatch.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** Log files as CloudTrail delivers them: compressed with gzip. */
public final class LogFiles {

  private static final int BUFFER_BYTES = 64 * 1024;

  // https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
  private static final int GZIP_ID1 = 0x1f;
  private static final int GZIP_ID2 = 0x8b;

  private LogFiles() {}

  /**
   * Uncompresses what is compressed; anything else is passed through.
   *
   * @param object the object's bytes
   * @return the uncompressed bytes; closing it closes the object
   * @throws IOException if reading fails, or the gzip header is damaged
   */
  public static InputStream uncompress(InputStream object) throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(object, 2);
    byte[] id = pushback.readNBytes(2);
    pushback.unread(id);
    boolean gzip = id.length == 2 && (id[0] & 0xFF) == GZIP_ID1 && (id[1] & 0xFF) == GZIP_ID2;
    return gzip ? new GZIPInputStream(pushback, BUFFER_BYTES) : pushback;
  }
}
