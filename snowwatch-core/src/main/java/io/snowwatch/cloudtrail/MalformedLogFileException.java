package io.snowwatch.cloudtrail;

import io.snowwatch.SnowWatchException;

/** A log file is not what CloudTrail writes: {@code {"Records":[…]}} with an object per event. */
public final class MalformedLogFileException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  MalformedLogFileException(long offset, String problem) {
    super("At byte %d of the uncompressed log file: %s".formatted(offset, problem));
    this.offset = offset;
  }

  /**
   * Where the problem is.
   *
   * @return the offset in the uncompressed file, in bytes from 0
   */
  public long offset() {
    return offset;
  }
}
