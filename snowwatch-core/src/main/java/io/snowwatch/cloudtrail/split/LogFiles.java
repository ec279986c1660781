package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Log files as CloudTrail delivers them: compressed with gzip. */
public final class LogFiles {

  private LogFiles() {}

  /**
   * Uncompresses what is compressed; anything else is passed through.
   *
   * @param object the object's bytes
   * @return the uncompressed bytes; closing it closes the object. Where the compressed bytes are
   *     damaged or cut off, reading throws {@link MalformedLogFileException}, after every byte that
   *     stands before the damage; where the object cannot be read, it throws {@code IOException}
   * @throws IOException if reading fails
   */
  public static InputStream uncompress(InputStream object) throws IOException {
    return uncompress(object, GzipReader.Behind.LEAVE);
  }

  /**
   * Uncompresses what is damaged: all that can be read of each member of the gzip data, and then
   * the first damage. It is told after bytes that stand behind it.
   *
   * @param object the object's bytes
   * @return the uncompressed bytes, as {@link #uncompress} gives them; closing it closes the object
   * @throws IOException if reading fails
   */
  public static InputStream uncompressDamaged(InputStream object) throws IOException {
    return uncompress(object, GzipReader.Behind.READ);
  }

  private static InputStream uncompress(InputStream object, GzipReader.Behind behind)
      throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(object, 2);
    byte[] id = pushback.readNBytes(2);
    pushback.unread(id);
    boolean gzip =
        id.length == 2 && (id[0] & 0xFF) == GzipReader.ID1 && (id[1] & 0xFF) == GzipReader.ID2;
    return gzip ? new GzipReader(pushback, behind) : pushback;
  }
}
