package io.snowwatch.cloudtrail.split;

import java.nio.charset.StandardCharsets;

/**
 * Watches bytes go by for JSON tokens that stand in a row, with any whitespace between them.
 *
 * <p>It looks at nothing but the bytes, so it finds them also where damage hides whether a byte is
 * part of a string. An unescaped quote ends a string, so what begins with an object or a name and
 * ends with its colon is never found within one.
 */
final class Landmark {

  private final byte[] bytes;

  /** Whether whitespace may stand before a byte. */
  private final boolean[] begins;

  private int matched;
  private long offset;

  /** A landmark of tokens. */
  Landmark(String... tokens) {
    this.bytes = String.join("", tokens).getBytes(StandardCharsets.US_ASCII);
    this.begins = new boolean[bytes.length];
    int begin = 0;
    for (String token : tokens) {
      begins[begin] = begin > 0;
      begin += token.length();
    }
  }

  /** Forgets what was seen. */
  void reset() {
    matched = 0;
  }

  /** Takes the first bytes as seen. */
  void assume(int count, long at) {
    matched = count;
    offset = at;
  }

  /** Takes all bytes but the last as seen. */
  void assumeAllButLast(long at) {
    assume(bytes.length - 1, at);
  }

  /** Whether the last bytes may belong to the landmark. */
  boolean hasBegun() {
    return matched > 0;
  }

  /** Where the landmark begins that was found, or has begun. */
  long offset() {
    return offset;
  }

  /**
   * Looks at the next byte.
   *
   * @return whether it completes the landmark
   */
  boolean see(int next, long at) {
    if (matched == bytes.length) {
      matched = 0;
    }
    if (next == bytes[matched]) {
      if (matched == 0) {
        offset = at;
      }
      matched++;
      return matched == bytes.length;
    }
    boolean whitespace = next == ' ' || next == '\t' || next == '\n' || next == '\r';
    if (!whitespace || !begins[matched]) {
      matched = next == bytes[0] ? 1 : 0;
      offset = at;
    }
    return false;
  }
}
