package io.snowwatch.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Turns the uncompressed bytes of a log file, {@code {"Records":[…]}}, into JSON lines.
 *
 * <p>A line is the event's own bytes: nothing is parsed into values or formatted anew, and only
 * line breaks between tokens go. {@code Records} may stand at any position and other members beside
 * it; the grammar of JSON (RFC 8259) is checked throughout, the encoding of non-ASCII text is not.
 *
 * <p>Memory is constant whatever the size of file or event, but for one bit per level of nesting.
 * One splitter serves one file and one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html">
 *     CloudTrail log file examples</a>
 */
public final class LogFileSplitter {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] RECORDS = {'R', 'e', 'c', 'o', 'r', 'd', 's'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int END = -1;

  /** Bytes that a scan over a string's body stops at: quote, backslash and control characters. */
  private static final boolean[] STOPS_STRING = new boolean[256];

  static {
    Arrays.fill(STOPS_STRING, 0, 0x20, true);
    STOPS_STRING['"'] = true;
    STOPS_STRING['\\'] = true;
  }

  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  /** The offset in the file of the buffer's first byte. */
  private long bufferOffset;

  /** The first byte in the buffer that belongs to a line and is not written yet; -1 outside. */
  private int lineFrom = -1;

  private long events;
  private long[] nesting = new long[4];

  private LogFileSplitter(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Splits a log file.
   *
   * @param in the uncompressed file; read to its end, not closed
   * @param out receives one line per event; not closed. After an exception it holds the lines up to
   *     the problem and perhaps the beginning of one more, so it must then be dropped
   * @return how many events there were
   * @throws MalformedLogFileException if the file is not a log file, or is cut off
   * @throws IOException if reading or writing fails
   */
  public static long split(InputStream in, OutputStream out) throws IOException {
    LogFileSplitter splitter = new LogFileSplitter(in, out);
    splitter.file();
    return splitter.events;
  }

  private void file() throws IOException {
    if (peek() == (BYTE_ORDER_MARK[0] & 0xFF)) {
      literal(BYTE_ORDER_MARK);
    }
    boolean found = false;
    skipWhitespace();
    expect('{', "a log file is a JSON object");
    skipWhitespace();
    if (peek() == '}') {
      position++;
    } else {
      do {
        skipWhitespace();
        boolean records = memberNamedRecords();
        skipWhitespace();
        expect(':', "a colon follows a member's name");
        skipWhitespace();
        if (records) {
          found = true;
          records();
        } else {
          value();
        }
        skipWhitespace();
      } while (another('}'));
    }
    skipWhitespace();
    if (peek() != END) {
      throw malformed("something follows the end of the JSON object");
    }
    if (!found) {
      throw malformed("there is no member 'Records'");
    }
  }

  private void records() throws IOException {
    expect('[', "'Records' is an array");
    skipWhitespace();
    if (peek() == ']') {
      position++;
      return;
    }
    do {
      skipWhitespace();
      if (peek() != '{') {
        throw malformed("an event is a JSON object");
      }
      lineFrom = position;
      value();
      flushLine();
      out.write('\n');
      lineFrom = -1;
      events++;
      skipWhitespace();
    } while (another(']'));
  }

  /** Reads a comma or the given end; tells whether it was a comma. */
  private boolean another(int end) throws IOException {
    int next = peek();
    if (next != ',' && next != end) {
      throw malformed("a comma or '" + (char) end + "' is missing");
    }
    position++;
    return next == ',';
  }

  private boolean memberNamedRecords() throws IOException {
    expect('"', "a member's name is a string");
    for (int i = 0; i < RECORDS.length; i++) {
      if (peek() != RECORDS[i]) {
        stringBody();
        return false;
      }
      position++;
    }
    boolean ends = peek() == '"';
    stringBody();
    return ends;
  }

  /** One value of any kind, without recursion, so that no nesting exhausts the stack. */
  private void value() throws IOException {
    int depth = 0;
    while (true) {
      skipWhitespace();
      int first = peek();
      boolean opened = false;
      if (first == '{' || first == '[') {
        position++;
        setObject(depth++, first == '{');
        skipWhitespace();
        int next = peek();
        if (next == (first == '{' ? '}' : ']')) {
          position++;
          depth--;
        } else {
          opened = true;
        }
      } else {
        scalar(first);
      }
      // After a value, containers end until one goes on.
      while (!opened && depth > 0) {
        skipWhitespace();
        boolean object = isObject(depth - 1);
        if (another(object ? '}' : ']')) {
          opened = true;
        } else {
          depth--;
        }
      }
      if (depth == 0) {
        return;
      }
      if (isObject(depth - 1)) {
        skipWhitespace();
        expect('"', "a member's name is a string");
        stringBody();
        skipWhitespace();
        expect(':', "a colon follows a member's name");
      }
    }
  }

  private void setObject(int depth, boolean object) {
    int word = depth >> 6;
    if (word == nesting.length) {
      nesting = Arrays.copyOf(nesting, nesting.length * 2);
    }
    long bit = 1L << (depth & 63);
    nesting[word] = object ? nesting[word] | bit : nesting[word] & ~bit;
  }

  private boolean isObject(int depth) {
    return (nesting[depth >> 6] & (1L << (depth & 63))) != 0;
  }

  private void scalar(int first) throws IOException {
    switch (first) {
      case '"' -> {
        position++;
        stringBody();
      }
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
      int p = position;
      int end = limit;
      while (p < end && !STOPS_STRING[buffer[p] & 0xFF]) {
        p++;
      }
      position = p;
      int stop = peek();
      if (stop == '"') {
        position++;
        return;
      }
      if (stop == '\\') {
        position++;
        escape();
      } else if (stop == END) {
        throw malformed("the file is cut off inside a string");
      } else if (stop < 0x20) {
        throw malformed("a string contains a control character");
      }
    }
  }

  private void escape() throws IOException {
    int kind = peek();
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> position++;
      case 'u' -> {
        position++;
        for (int i = 0; i < 4; i++) {
          if (Character.digit(peek(), 16) < 0) {
            throw malformed("an escape in a string is incomplete");
          }
          position++;
        }
      }
      default -> throw malformed("an escape in a string is unknown");
    }
  }

  /** Whitespace between tokens; inside a line its line breaks are left out. */
  private void skipWhitespace() throws IOException {
    while (true) {
      int next = peek();
      if (next == ' ' || next == '\t') {
        position++;
      } else if (next == '\n' || next == '\r') {
        if (lineFrom >= 0) {
          flushLine();
          lineFrom = position + 1;
        }
        position++;
      } else {
        return;
      }
    }
  }

  private void expect(int expected, String rule) throws IOException {
    if (peek() != expected) {
      throw malformed(rule);
    }
    position++;
  }

  private MalformedLogFileException malformed(String problem) throws IOException {
    return new MalformedLogFileException(
        bufferOffset + position,
        peek() == END ? "the file is cut off: " + problem + "." : problem + ".");
  }

  /** The next byte without taking it, or {@link #END}. */
  private int peek() throws IOException {
    return position < limit || fill() ? buffer[position] & 0xFF : END;
  }

  private boolean fill() throws IOException {
    if (lineFrom >= 0) {
      flushLine();
      lineFrom = 0;
    }
    bufferOffset += limit;
    position = 0;
    limit = 0;
    int read;
    do {
      read = in.read(buffer, 0, buffer.length);
    } while (read == 0);
    limit = Math.max(0, read);
    return limit > 0;
  }

  private void flushLine() throws IOException {
    if (position > lineFrom) {
      out.write(buffer, lineFrom, position - lineFrom);
    }
    lineFrom = position;
  }
}
