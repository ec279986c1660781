package io.snowwatch.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Uncompresses gzip, of any number of members, and gives out every byte that stands before damage.
 *
 * <p>The JDK's own stream tells damaged bytes and a failing network by the same exception, and ends
 * early where a network stream has nothing at hand between two members.
 *
 * <p>Not safe for use by several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipReader extends InputStream {

  static final int ID1 = 0x1f;
  static final int ID2 = 0x8b;

  private static final int DEFLATE = 8;
  private static final int HAS_HEADER_CHECKSUM = 1 << 1;
  private static final int HAS_EXTRA_FIELD = 1 << 2;
  private static final int HAS_NAME = 1 << 3;
  private static final int HAS_COMMENT = 1 << 4;
  private static final int RESERVED = 0xE0;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean inMember;
  private boolean ended;
  private long offset;
  private @Nullable MalformedLogFileException damage;

  /**
   * Reads gzip.
   *
   * @param in begins with a gzip header; closed with this stream
   */
  GzipReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads uncompressed bytes.
   *
   * @throws MalformedLogFileException where damage begins, at every further call too
   */
  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (damage != null) {
      throw damage;
    }
    while (!ended) {
      if (!inMember) {
        header();
      }
      int read = inflate(target, from, length);
      if (read > 0) {
        checksum.update(target, from, read);
        offset += read;
        return read;
      }
      trailer();
      ended = !anotherMember();
    }
    return -1;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /** At least one byte, or 0 at the end of the member. */
  private int inflate(byte[] target, int from, int length) throws IOException {
    while (true) {
      // It may hold bytes back though it has taken all of its input, so that it is asked first.
      long before = inflater.getBytesWritten();
      try {
        int read = inflater.inflate(target, from, length);
        if (read > 0) {
          return read;
        }
      } catch (DataFormatException e) {
        int read = Math.toIntExact(inflater.getBytesWritten() - before);
        if (read > 0) {
          return read;
        }
        throw damage("the gzip data is corrupt, " + e.getMessage());
      }
      if (inflater.finished()) {
        break;
      }
      if (inflater.needsDictionary()) {
        throw damage("the gzip data asks for a dictionary");
      }
      if (position == limit && !fill()) {
        throw damage("the gzip data is cut off");
      }
      inflater.setInput(buffer, position, limit - position);
      position = limit;
    }
    position = limit - inflater.getRemaining();
    return 0;
  }

  private void header() throws IOException {
    if (take() != ID1 || take() != ID2 || take() != DEFLATE) {
      throw damage("the gzip header is corrupt");
    }
    int flags = take();
    if ((flags & RESERVED) != 0) {
      throw damage("the gzip header is corrupt");
    }
    skip(6);
    if ((flags & HAS_EXTRA_FIELD) != 0) {
      skip(take() | take() << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CHECKSUM) != 0) {
      skip(2);
    }
    inflater.reset();
    checksum.reset();
    inMember = true;
  }

  private void trailer() throws IOException {
    long expected = takeInt();
    long size = takeInt();
    if (expected != checksum.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw damage("the gzip data does not have the checksum that it states");
    }
    inMember = false;
  }

  /** Tells whether another member begins; zeros at the end are padding. */
  private boolean anotherMember() throws IOException {
    while (position < limit || fill()) {
      if (buffer[position] != 0) {
        if ((buffer[position] & 0xFF) != ID1) {
          throw damage("something that is no gzip follows the gzip data");
        }
        return true;
      }
      position++;
    }
    return false;
  }

  private long takeInt() throws IOException {
    return take() | take() << 8 | take() << 16 | (long) take() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      take();
    }
  }

  private void skipText() throws IOException {
    while (take() != 0) {
      // The name of the file that was compressed, or a comment.
    }
  }

  private int take() throws IOException {
    if (position == limit && !fill()) {
      throw damage("the gzip data is cut off");
    }
    return buffer[position++] & 0xFF;
  }

  private boolean fill() throws IOException {
    int read;
    do {
      read = in.read(buffer, 0, buffer.length);
    } while (read == 0);
    position = 0;
    limit = Math.max(0, read);
    return read > 0;
  }

  private MalformedLogFileException damage(String problem) {
    damage = new MalformedLogFileException(offset, problem + ".");
    return damage;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
