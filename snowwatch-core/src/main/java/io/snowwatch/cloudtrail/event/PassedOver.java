package io.snowwatch.cloudtrail.event;

import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EventStream} passed over: an event that cannot be typed, for it has no version or
 * no time, or a stretch of the file that is damaged or no event.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PassedOver {

  /** Who is told what a stream passes over, in the order of the file. */
  @FunctionalInterface
  public interface Listener {

    /**
     * Something was passed over.
     *
     * @param what what it was. An exception that is thrown here ends the stream
     */
    void onPassedOver(PassedOver what);
  }

  private final long offset;
  private final long length;
  private final String reason;
  private final @Nullable String json;

  PassedOver(long offset, long length, String reason, @Nullable String json) {
    this.offset = offset;
    this.length = length;
    this.reason = reason;
    this.json = json;
  }

  /**
   * Fails at whatever would be passed over, with a {@link MalformedLogFileException}.
   *
   * @return the listener that throws
   */
  public static Listener failing() {
    return what -> {
      throw new MalformedLogFileException(what.offset, what.reason);
    };
  }

  /**
   * Where it begins.
   *
   * @return the offset in the uncompressed file, in bytes from 0
   */
  public long offset() {
    return offset;
  }

  /**
   * How long it is.
   *
   * @return bytes of the uncompressed file; 0 where something is missing, such as the end of a file
   *     that is cut off
   */
  public long length() {
    return length;
  }

  /**
   * Why it was passed over.
   *
   * @return a sentence
   */
  public String reason() {
    return reason;
  }

  /**
   * The event that cannot be typed.
   *
   * @return its own JSON; absent for a stretch that is no event, whose bytes stand at {@link
   *     #offset} of the file
   */
  public Optional<String> json() {
    return Optional.ofNullable(json);
  }

  /** A sentence for people. */
  @Override
  public String toString() {
    return "At byte %d, %d bytes: %s".formatted(offset, length, reason);
  }
}
