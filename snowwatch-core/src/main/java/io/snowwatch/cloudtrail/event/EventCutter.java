package io.snowwatch.cloudtrail.event;

import io.snowwatch.cloudtrail.split.LogFileSplitter;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts the events out of a log file, one at a time and when it is asked to: where {@link
 * LogFileSplitter} pushes all of them.
 *
 * <p>It knows strings and brackets and nothing else of JSON; whoever takes an event parses it. So a
 * file that is no JSON between the events may pass; a cut-off one never does.
 */
final class EventCutter {

  private static final int END = -1;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int FIRST_EVENT_BYTES = 8 * 1024;
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private enum State {
    BEFORE_RECORDS,
    BEFORE_FIRST,
    BETWEEN,
    AFTER_RECORDS
  }

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long bufferOffset;
  private State state = State.BEFORE_RECORDS;

  private byte[] event = new byte[FIRST_EVENT_BYTES];
  private int eventLength;
  private long eventOffset;
  private boolean inEvent;

  /** Cuts an uncompressed log file, which its owner closes. */
  EventCutter(InputStream in) {
    this.in = in;
  }

  /**
   * Goes to the next event.
   *
   * @return whether there is one
   * @throws MalformedLogFileException if the file is no log file, or ends before its end
   * @throws IOException if reading fails for another reason than the file's damage
   */
  boolean next() throws IOException {
    if (state == State.BEFORE_RECORDS) {
      begin();
    }
    if (state == State.AFTER_RECORDS) {
      return false;
    }
    int next = skipWhitespace();
    if (state == State.BETWEEN && next == ',') {
      position++;
      next = skipWhitespace();
    } else if (next == ']') {
      position++;
      state = State.AFTER_RECORDS;
      end();
      return false;
    } else if (state == State.BETWEEN) {
      throw malformed("a comma or ']' is missing after an event");
    }
    if (next != '{') {
      throw malformed("an event is a JSON object");
    }
    state = State.BETWEEN;
    eventOffset = bufferOffset + position;
    eventLength = 0;
    inEvent = true;
    value();
    inEvent = false;
    return true;
  }

  /** The bytes of the event, {@link #length()} of them; valid until the next one. */
  byte[] bytes() {
    return event;
  }

  int length() {
    return eventLength;
  }

  /** Where in the file the event begins. */
  long offset() {
    return eventOffset;
  }

  private void begin() throws IOException {
    if (peek() == BYTE_ORDER_MARK[0]) {
      for (int b : BYTE_ORDER_MARK) {
        expect(b, "a byte order mark is incomplete");
      }
    }
    skipWhitespace();
    expect('{', "a log file is a JSON object");
    boolean first = true;
    while (true) {
      int next = skipWhitespace();
      if (next == '}') {
        throw malformed("there is no member 'Records'");
      }
      if (!first) {
        expect(',', "a comma or '}' is missing");
        skipWhitespace();
      }
      first = false;
      if (member()) {
        expect('[', "'Records' is an array");
        state = State.BEFORE_FIRST;
        return;
      }
      value();
    }
  }

  private void end() throws IOException {
    while (true) {
      int next = skipWhitespace();
      if (next == '}') {
        position++;
        break;
      }
      expect(',', "a comma or '}' is missing");
      skipWhitespace();
      if (member()) {
        throw malformed("there is a second member 'Records'");
      }
      value();
    }
    if (skipWhitespace() != END) {
      throw malformed("something follows the end of the JSON object");
    }
  }

  /** Reads a member's name and colon; tells whether the value of 'Records' follows. */
  private boolean member() throws IOException {
    if (peek() != '"') {
      throw malformed("a member's name is a string");
    }
    eventLength = 0;
    inEvent = true;
    string();
    inEvent = false;
    boolean records =
        eventLength == RECORDS.length
            && Arrays.equals(event, 0, eventLength, RECORDS, 0, RECORDS.length);
    skipWhitespace();
    expect(':', "a colon follows a member's name");
    skipWhitespace();
    return records;
  }

  private static final byte[] RECORDS = {'"', 'R', 'e', 'c', 'o', 'r', 'd', 's', '"'};

  /** Any value: up to the bracket that closes it, or the end of a string or word. */
  private void value() throws IOException {
    int depth = 0;
    do {
      int next = peek();
      switch (next) {
        case END -> throw malformed("the file is cut off");
        case '"' -> string();
        case '{', '[' -> {
          take();
          depth++;
        }
        case '}', ']' -> {
          if (depth == 0) {
            throw malformed("a value is missing");
          }
          take();
          depth--;
        }
        default -> {
          if (depth == 0) {
            word();
          } else {
            take();
          }
        }
      }
    } while (depth > 0);
  }

  /** A number, true, false or null. */
  private void word() throws IOException {
    int length = 0;
    while (Character.isLetterOrDigit(peek()) || peek() == '-' || peek() == '+' || peek() == '.') {
      take();
      length++;
    }
    if (length == 0) {
      throw malformed("a value is missing");
    }
  }

  private void string() throws IOException {
    take();
    while (true) {
      int from = position;
      int p = from;
      while (p < limit && buffer[p] != '"' && buffer[p] != '\\') {
        p++;
      }
      take(p - from);
      int next = peek();
      if (next == END) {
        throw malformed("the file is cut off inside a string");
      }
      if (next == '"') {
        take();
        return;
      }
      if (next == '\\') {
        take();
        if (peek() == END) {
          throw malformed("the file is cut off inside a string");
        }
        take();
      }
    }
  }

  private void take() {
    take(1);
  }

  private void take(int bytes) {
    if (inEvent) {
      if (eventLength + bytes > event.length) {
        event = Arrays.copyOf(event, Math.max(event.length * 2, eventLength + bytes));
      }
      System.arraycopy(buffer, position, event, eventLength, bytes);
      eventLength += bytes;
    }
    position += bytes;
  }

  private int skipWhitespace() throws IOException {
    while (true) {
      int next = peek();
      if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
        return next;
      }
      position++;
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
}
