package io.snowwatch.benchmarks;

import java.io.OutputStream;

/** Takes bytes into a small buffer, as a socket does, and forgets them. */
final class Sink extends OutputStream {

  private final byte[] buffer = new byte[64 * 1024];
  private long bytes;
  private long sum;

  @Override
  public void write(int b) {
    buffer[0] = (byte) b;
    bytes++;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, buffer.length);
      System.arraycopy(source, from, buffer, 0, count);
      from += count;
      left -= count;
    }
    bytes += length;
  }

  /** Takes what was read of an event. */
  void take(long read) {
    sum += read;
    bytes++;
  }

  /** What was read of all events, added up. */
  long sum() {
    return sum;
  }

  /** How many bytes were taken. */
  long bytes() {
    return bytes;
  }
}
