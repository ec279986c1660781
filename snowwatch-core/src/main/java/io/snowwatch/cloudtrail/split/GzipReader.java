package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Uncompresses gzip, of any number of members, and gives out every byte that stands before damage;
 * if it is asked to, also the members behind it.
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

  // What a header has at least; compressors write few values of the last two bytes.
  private static final int HEADER_BYTES = 10;

  private static final int LEVEL = 8;
  private static final int SYSTEM = 9;
  private static final int MAX_LEVEL = 4;
  private static final int MAX_SYSTEM = 13;
  private static final int UNKNOWN_SYSTEM = 255;

  private final InputStream in;
  private final Behind behind;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  /** Behind the first byte of the member's header, where the buffer still has it. */
  private int searchFrom;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean inMember;
  private boolean ended;
  private long offset;
  private @Nullable MalformedLogFileException damage;

  /** What becomes of the members behind a damaged one. */
  enum Behind {
    /** They are not read. */
    LEAVE,
    /**
     * They are read as if the damaged one ended where it cannot be read any more. The damage is
     * told at the end of all of them, the first if there are several.
     */
    READ
  }

  /**
   * Reads gzip.
   *
   * @param in begins with a gzip header; closed with this stream
   */
  GzipReader(InputStream in, Behind behind) {
    this.in = in;
    this.behind = behind;
  }

  /**
   * Reads uncompressed bytes.
   *
   * @throws MalformedLogFileException at the end of what can be read, at every further call too
   */
  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      try {
        int read = readMember(target, from, length);
        if (read > 0) {
          return read;
        }
      } catch (MalformedLogFileException e) {
        damage = damage == null ? e : damage;
        ended = behind == Behind.LEAVE || !findMember();
      }
    }
    if (damage != null) {
      throw damage;
    }
    return -1;
  }

  /** At least one byte, or 0 at the end of the member. */
  private int readMember(byte[] target, int from, int length) throws IOException {
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
    return 0;
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
    int id1 = take();
    searchFrom = position;
    if (id1 != ID1 || take() != ID2 || take() != DEFLATE) {
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

  /**
   * Goes to the next member behind damage. What is damaged may have been taken for more than it is,
   * so that the search begins as far before it as the buffer reaches.
   */
  private boolean findMember() throws IOException {
    inMember = false;
    position = searchFrom;
    while (true) {
      while (limit - position >= HEADER_BYTES) {
        if (beginsMember()) {
          return true;
        }
        position++;
      }
      int rest = limit - position;
      System.arraycopy(buffer, position, buffer, 0, rest);
      int read = in.readNBytes(buffer, rest, buffer.length - rest);
      position = 0;
      searchFrom = 0;
      limit = rest + read;
      if (limit < HEADER_BYTES) {
        return false;
      }
    }
  }

  private boolean beginsMember() {
    int level = at(LEVEL);
    int system = at(SYSTEM);
    return at(0) == ID1
        && at(1) == ID2
        && at(2) == DEFLATE
        && (at(3) & RESERVED) == 0
        && level <= MAX_LEVEL
        && (level & 1) == 0
        && (system <= MAX_SYSTEM || system == UNKNOWN_SYSTEM);
  }

  private int at(int distance) {
    return buffer[position + distance] & 0xFF;
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
    // A whole buffer, so that what is found does not depend on how the bytes arrive.
    limit = in.readNBytes(buffer, 0, buffer.length);
    position = 0;
    searchFrom = 0;
    return limit > 0;
  }

  private MalformedLogFileException damage(String problem) {
    return new MalformedLogFileException(offset, problem + ".");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
