package io.snowwatch.cloudtrail.split;

import io.snowwatch.SnowWatchException;

/** A log file is not what CloudTrail writes: {@code {"Records":[…]}} with an object per event. */
public final class MalformedLogFileException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * For the readers of log files.
   *
   * @param offset where the problem is, in bytes of the uncompressed file from 0
   * @param problem what is wrong, with a full stop at its end
   */
  public MalformedLogFileException(long offset, String problem) {
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
