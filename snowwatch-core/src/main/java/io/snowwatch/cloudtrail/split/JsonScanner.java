package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Checks the grammar of JSON (RFC 8259) and its encoding (RFC 3629) in a stream of bytes, and
 * copies the bytes of those values that are asked for.
 *
 * <p>Where the grammar is broken it throws and stays in front of the byte that broke it, with what
 * was open there, so that whoever wants to may go on from that point.
 *
 * <p>Memory is constant but for one bit per level of nesting. One scanner serves one stream and one
 * thread.
 */
final class JsonScanner {

  /** What {@link #peek} returns behind the last byte. */
  static final int END = -1;

  /** How many bytes before the position can be looked at, whatever was read last. */
  static final int HISTORY_BYTES = 512;

  /** The first member of every event. */
  static final String FIRST_MEMBER = "eventVersion";

  /** How long a name is that is looked for, at most. */
  static final int MAX_NAME_LENGTH = 32;

  private static final String NO_NAME = "a member's name is a string";
  private static final int BUFFER_BYTES = 64 * 1024;

  /** A read into less room than this would be a small one. */
  private static final int LEAST_READ_BYTES = BUFFER_BYTES / 2;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** Reads eight bytes at once, the first of them in the lowest bits. */
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long HIGH_BITS = EACH_BYTE << 7;

  /** What {@link #keepFrom} is while nothing is kept. */
  private static final long NOTHING = Long.MAX_VALUE;

  private InputStream in;
  private final OutputStream out;
  private byte[] buffer = new byte[HISTORY_BYTES + BUFFER_BYTES];
  private int position;
  private int limit;

  /** The offset in the stream of the buffer's first byte. */
  private long bufferOffset;

  /** The first byte in the buffer that is to be copied and is not yet; -1 while nothing is. */
  private int copyFrom = -1;

  /** From where on the bytes stay in the buffer, whatever is read. */
  private long keepFrom = NOTHING;

  private long[] nesting = new long[4];
  private int depth;
  private boolean inString;

  private boolean refusesInnerEvents;

  /** How many levels of nesting an object that looks like an event may not stand within. */
  private int refusedLevels = Integer.MAX_VALUE;

  private long innerEvent = -1;

  /** Where the object begins that was opened last. */
  private long brace;

  JsonScanner(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Refuses objects within a value whose first member is {@value #FIRST_MEMBER}, for they are
   * events that a damaged one has swallowed.
   */
  void refuseInnerEvents() {
    refusesInnerEvents = true;
  }

  /** Goes on to another stream, as if it were new. */
  void reset(InputStream next) {
    in = next;
    position = 0;
    limit = 0;
    bufferOffset = 0;
    keepFrom = NOTHING;
    restart();
  }

  /** Keeps what is read from an offset on, which is at most {@value #HISTORY_BYTES} bytes ago. */
  void keepFrom(long offset) {
    keepFrom = offset;
  }

  /** What {@link #keepFrom} kept stands here, until more is read. */
  byte[] buffer() {
    return buffer;
  }

  /** Where in the {@link #buffer} the byte of an offset stands. */
  int indexOf(long offset) {
    return Math.toIntExact(offset - bufferOffset);
  }

  /** Where the object begins that was refused, its first member's name read; -1 if none was. */
  long innerEvent() {
    return innerEvent;
  }

  /** The offset of the next byte. */
  long offset() {
    return bufferOffset + position;
  }

  /** How many objects and arrays of the last value were open where its grammar was broken. */
  int depth() {
    return depth;
  }

  /** Whether the grammar was broken inside a string. */
  boolean inString() {
    return inString;
  }

  /** The next byte without taking it, or {@link #END}. */
  int peek() throws IOException {
    return position < limit || fill() ? buffer[position] & 0xFF : END;
  }

  /** Takes the byte that {@link #peek} returned. */
  void skip() {
    position++;
  }

  /** A byte before the position, 1 being the last one; {@link #END} where it cannot be told. */
  int lookBack(int distance) {
    return distance <= HISTORY_BYTES && distance <= position
        ? buffer[position - distance] & 0xFF
        : END;
  }

  /** Whether the container at a level of nesting, the outermost being 0, is an object. */
  boolean isObject(int level) {
    return (nesting[level >> 6] & (1L << (level & 63))) != 0;
  }

  /** Enters an object or an array. */
  void open(boolean object) {
    int word = depth >> 6;
    if (word == nesting.length) {
      nesting = Arrays.copyOf(nesting, nesting.length * 2);
    }
    long bit = 1L << (depth & 63);
    nesting[word] = object ? nesting[word] | bit : nesting[word] & ~bit;
    depth++;
  }

  /** Nothing is open any more. */
  void restart() {
    depth = 0;
    inString = false;
    innerEvent = -1;
  }

  /** Leaves an object or an array. */
  void close() {
    depth--;
  }

  /** From the next byte on, all that is read is copied but for line breaks between tokens. */
  void beginCopy() {
    copyFrom = position;
  }

  /** The last byte to be copied is read. */
  void endCopy() throws IOException {
    flushCopy();
    copyFrom = -1;
  }

  /**
   * Goes on to copy behind a separator that has just one byte, with a line break in its stead.
   *
   * @return whether the next byte but one is the given one, and the separator is read
   */
  boolean copyLineBreakFor(int separator, int following) {
    if (position + 1 < limit
        && buffer[position] == separator
        && buffer[position + 1] == following) {
      buffer[position++] = '\n';
      return true;
    }
    return false;
  }

  private void flushCopy() throws IOException {
    if (position > copyFrom) {
      out.write(buffer, copyFrom, position - copyFrom);
    }
    copyFrom = position;
  }

  /** The next byte that is no whitespace, without taking it, or {@link #END}. */
  int token() throws IOException {
    if (position < limit && buffer[position] > ' ') {
      return buffer[position];
    }
    return tokenBehindWhitespace();
  }

  private int tokenBehindWhitespace() throws IOException {
    while (true) {
      int next = peek();
      if (next == ' ' || next == '\t') {
        position++;
      } else if (next == '\n' || next == '\r') {
        if (copyFrom >= 0) {
          flushCopy();
          copyFrom++;
        }
        position++;
      } else {
        return next;
      }
    }
  }

  /** Reads a byte order mark, if there is one. */
  void byteOrderMark() throws IOException {
    if (peek() == (BYTE_ORDER_MARK[0] & 0xFF)) {
      literal(BYTE_ORDER_MARK);
    }
  }

  /** Reads a token of one character. */
  void expect(int expected, String rule) throws IOException {
    if (token() != expected) {
      throw malformed(rule);
    }
    position++;
  }

  /** Reads a comma or the given end; tells whether it was a comma. */
  boolean another(int end) throws IOException {
    int next = token();
    if (next != ',' && next != end) {
      throw malformed("a comma or '" + (char) end + "' is missing");
    }
    position++;
    return next == ',';
  }

  /** Reads one value of any kind, without recursion, so that no nesting exhausts the stack. */
  void value() throws IOException {
    restart();
    refuseWithin(1);
    values(0);
  }

  /** Enters an object, its brace being the next byte. */
  void openObject() {
    position++;
    open(true);
  }

  /**
   * Reads the value of a member of the object that is open.
   *
   * @param mayHoldEvent whether the value itself may be an object that begins as an event does
   */
  void memberValue(boolean mayHoldEvent) throws IOException {
    refuseWithin(mayHoldEvent ? depth + 1 : depth);
    values(depth);
  }

  private void refuseWithin(int levels) {
    refusedLevels = refusesInnerEvents ? levels : Integer.MAX_VALUE;
  }

  /** Reads the rest of an object, the opening quote of its first member's name read. */
  void objectFromFirstName() throws IOException {
    restart();
    open(true);
    stringBody();
    colon();
    refuseWithin(1);
    values(0);
  }

  /** Reads the rest of an object, its first member's name read. */
  void objectFromFirstColon() throws IOException {
    restart();
    open(true);
    colon();
    refuseWithin(1);
    values(0);
  }

  /** Reads a value and whatever is open above a level of nesting. */
  private void values(int level) throws IOException {
    while (true) {
      int first = token();
      if (first == '"') {
        position++;
        stringBody();
      } else if (first == '{') {
        brace = offset();
        position++;
        open(true);
        if (token() != '}') {
          firstName();
          continue;
        }
        position++;
        depth--;
      } else if (first == '[') {
        position++;
        open(false);
        if (token() != ']') {
          continue;
        }
        position++;
        depth--;
      } else {
        scalar(first);
      }
      // After a value, containers end until one goes on.
      while (true) {
        if (depth == level) {
          return;
        }
        boolean object = isObject(depth - 1);
        if (another(object ? '}' : ']')) {
          if (object) {
            name();
          }
          break;
        }
        depth--;
      }
    }
  }

  /** Reads the name of an object's first member and the colon. */
  private void firstName() throws IOException {
    if (depth <= refusedLevels
        || (position + 1 < limit && buffer[position + 1] != 'e' && buffer[position + 1] != '\\')) {
      name();
      return;
    }
    if (readShortName().equals(FIRST_MEMBER) && token() == ':') {
      innerEvent = brace;
      throw malformed("there is an event in an event");
    }
    colon();
  }

  /** Reads a member's name and the colon. */
  private void name() throws IOException {
    expect('"', NO_NAME);
    stringBody();
    colon();
  }

  void colon() throws IOException {
    expect(':', "a colon follows a member's name");
  }

  /**
   * Reads a member's name, escapes resolved.
   *
   * @return the name; empty if it is longer than {@value #MAX_NAME_LENGTH} characters or has others
   *     than ASCII
   */
  String shortName() throws IOException {
    restart();
    return readShortName();
  }

  /** Reads a string as {@link #shortName} does, in whatever is open. */
  String readShortName() throws IOException {
    expect('"', NO_NAME);
    StringBuilder name = new StringBuilder(MAX_NAME_LENGTH);
    while (name.length() <= MAX_NAME_LENGTH) {
      int next = peek();
      if (next == '"') {
        position++;
        return name.toString();
      }
      int character = next;
      if (next == '\\') {
        position++;
        character = escape();
      } else if (next >= 0x20 && next < 0x80) {
        position++;
      }
      if (character < 0x20 || character >= 0x80) {
        break;
      }
      name.append((char) character);
    }
    stringBody();
    return "";
  }

  /**
   * Enters a string, its opening quote being the next byte.
   *
   * @return the text, escapes resolved, as bytes; it ends when the closing quote is read. A half of
   *     a surrogate pair becomes bytes that are no UTF-8
   */
  Text text() throws IOException {
    peek();
    position++;
    return new Text();
  }

  /** The text of a string that is read as far as it is asked for. */
  final class Text extends InputStream {

    private static final int MOST_BYTES_OF_A_CHARACTER = 4;

    private boolean ended;
    private boolean broken;

    /** Whether it was the string whose grammar was broken, and not what is made of its text. */
    boolean isBroken() {
      return broken;
    }

    /** Reads the rest of the string. */
    void end() throws IOException {
      if (!ended) {
        ended = true;
        stringBody();
      }
    }

    @Override
    public int read() throws IOException {
      throw new UnsupportedOperationException("It is read in pieces.");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length < MOST_BYTES_OF_A_CHARACTER) {
        throw new IllegalArgumentException("There is no room for a character.");
      }
      int to = offset;
      try {
        while (!ended && offset + length - to >= MOST_BYTES_OF_A_CHARACTER) {
          int from = position;
          skipPlain();
          int plain = Math.min(position - from, offset + length - to);
          position = from + plain;
          System.arraycopy(buffer, from, target, to, plain);
          to += plain;
          if (offset + length - to >= MOST_BYTES_OF_A_CHARACTER) {
            to += special(target, to);
          }
        }
      } catch (MalformedLogFileException e) {
        broken = true;
        throw e;
      }
      return to == offset ? -1 : to - offset;
    }

    /** Copies one character that means something in a string, or none at the end of the buffer. */
    private int special(byte[] target, int to) throws IOException {
      int next = peek();
      if (next == '"') {
        position++;
        ended = true;
        return 0;
      }
      if (next == '\\') {
        position++;
        return encode(unescaped(), target, to);
      }
      if (next >= 0x80) {
        nonAscii(next);
        int bytes = next < 0xE0 ? 2 : next < 0xF0 ? 3 : 4;
        System.arraycopy(buffer, position - bytes, target, to, bytes);
        return bytes;
      }
      if (next == END) {
        throw malformedString("the file is cut off inside a string");
      }
      if (next < 0x20) {
        throw malformedString("a string contains a control character");
      }
      return 0;
    }

    private int unescaped() throws IOException {
      int kind = peek();
      int character = escape();
      return switch (kind) {
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        default -> character;
      };
    }

    private int encode(int character, byte[] target, int to) throws IOException {
      if (character < 0x80) {
        target[to] = (byte) character;
        return 1;
      }
      if (character < 0x800) {
        target[to] = (byte) (0xC0 | character >> 6);
        target[to + 1] = trailing(character);
        return 2;
      }
      if (Character.isHighSurrogate((char) character) && peek() == '\\') {
        position++;
        if (peek() == 'u') {
          int second = escape();
          if (Character.isLowSurrogate((char) second)) {
            int whole = Character.toCodePoint((char) character, (char) second);
            target[to] = (byte) (0xF0 | whole >> 18);
            target[to + 1] = trailing(whole >> 12);
            target[to + 2] = trailing(whole >> 6);
            target[to + 3] = trailing(whole);
            return 4;
          }
          // Two halves that do not belong together: what is given out cannot be UTF-8 anyway.
        } else {
          escape();
        }
      }
      target[to] = (byte) (0xE0 | character >> 12);
      target[to + 1] = trailing(character >> 6);
      target[to + 2] = trailing(character);
      return 3;
    }

    private static byte trailing(int bits) {
      return (byte) (0x80 | (bits & 0x3F));
    }
  }

  private void scalar(int first) throws IOException {
    switch (first) {
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> number();
    }
  }

  private void literal(byte[] expected) throws IOException {
    for (byte b : expected) {
      if (peek() != (b & 0xFF)) {
        throw malformed("this is no JSON value");
      }
      position++;
    }
  }

  private void number() throws IOException {
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits();
    }
    if (peek() == '.') {
      position++;
      digits();
    }
    int exponent = peek();
    if (exponent == 'e' || exponent == 'E') {
      position++;
      int sign = peek();
      if (sign == '+' || sign == '-') {
        position++;
      }
      digits();
    }
  }

  private void digits() throws IOException {
    if (!isDigit(peek())) {
      throw malformed("this is no JSON value");
    }
    do {
      position++;
    } while (isDigit(peek()));
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /** The rest of a string, its opening quote read, up to and with its closing quote. */
  private void stringBody() throws IOException {
    while (true) {
      skipPlain();
      int stop = peek();
      if (stop == '"') {
        position++;
        return;
      }
      if (stop == '\\') {
        position++;
        escape();
      } else if (stop >= 0x80) {
        nonAscii(stop);
      } else if (stop == END) {
        throw malformedString("the file is cut off inside a string");
      } else if (stop < 0x20) {
        throw malformedString("a string contains a control character");
      }
    }
  }

  /** Goes on to the next byte in the buffer that means something in a string, or to its end. */
  private void skipPlain() {
    byte[] bytes = buffer;
    int p = position;
    int wordsEnd = limit - Long.BYTES;
    while (p <= wordsEnd) {
      long word = (long) WORDS.get(bytes, p);
      // Each term has the high bit of the first byte that it looks for, and none of those before.
      long quotes = word ^ (EACH_BYTE * '"');
      long backslashes = word ^ (EACH_BYTE * '\\');
      long stops =
          (((quotes - EACH_BYTE) & ~quotes)
                  | ((backslashes - EACH_BYTE) & ~backslashes)
                  | (word - EACH_BYTE * 0x20)
                  | word)
              & HIGH_BITS;
      if (stops != 0) {
        position = p + (Long.numberOfTrailingZeros(stops) >>> 3);
        return;
      }
      p += Long.BYTES;
    }
    while (p < limit && bytes[p] >= 0x20 && bytes[p] != '"' && bytes[p] != '\\') {
      p++;
    }
    position = p;
  }

  /** The rest of an escape, its backslash read; the character, or -1 for half of one. */
  private int escape() throws IOException {
    int kind = peek();
    switch (kind) {
      case '"', '\\', '/' -> {
        position++;
        return kind;
      }
      case 'b', 'f', 'n', 'r', 't' -> {
        position++;
        // Which one it is does not matter: no name that is looked for has a control character.
        return 0;
      }
      case 'u' -> {
        position++;
        int character = 0;
        for (int i = 0; i < 4; i++) {
          int next = peek();
          int digit = next < 0x80 ? Character.digit(next, 16) : -1;
          if (digit < 0) {
            throw malformedString("an escape in a string is incomplete");
          }
          character = character << 4 | digit;
          position++;
        }
        return character;
      }
      default -> throw malformedString("an escape in a string is unknown");
    }
  }

  /**
   * One character of several bytes.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-4">RFC 3629, section 4</a>
   */
  private void nonAscii(int first) throws IOException {
    int following;
    int least = 0x80;
    int most = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
      following = 1;
    } else if (first >= 0xE0 && first <= 0xEF) {
      following = 2;
      least = first == 0xE0 ? 0xA0 : least;
      most = first == 0xED ? 0x9F : most;
    } else if (first >= 0xF0 && first <= 0xF4) {
      following = 3;
      least = first == 0xF0 ? 0x90 : least;
      most = first == 0xF4 ? 0x8F : most;
    } else {
      throw malformedString("a string is not in UTF-8");
    }
    position++;
    for (int i = 0; i < following; i++) {
      int next = peek();
      if (next < least || next > most) {
        throw malformedString("a string is not in UTF-8");
      }
      position++;
      least = 0x80;
      most = 0xBF;
    }
  }

  MalformedLogFileException malformed(Rule rule) throws IOException {
    return malformed(rule.toString());
  }

  MalformedLogFileException malformed(String problem) throws IOException {
    return new MalformedLogFileException(
        offset(), peek() == END ? "the file is cut off: " + problem + "." : problem + ".");
  }

  private MalformedLogFileException malformedString(String problem) throws IOException {
    inString = true;
    return malformed(problem);
  }

  private boolean fill() throws IOException {
    if (copyFrom >= 0) {
      flushCopy();
    }
    if (buffer.length - limit < LEAST_READ_BYTES) {
      int shift = (int) Math.min(limit - HISTORY_BYTES, keepFrom - bufferOffset);
      System.arraycopy(buffer, shift, buffer, 0, limit - shift);
      bufferOffset += shift;
      limit -= shift;
      position = limit;
      if (copyFrom >= 0) {
        copyFrom = limit;
      }
      if (buffer.length - limit < LEAST_READ_BYTES) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
    }
    int read;
    do {
      read = in.read(buffer, limit, buffer.length - limit);
    } while (read == 0);
    if (read < 0) {
      return false;
    }
    limit += read;
    return true;
  }
}
