package io.snowwatch;

/**
 * What SnowWatch throws: every subclass stands for one decision that a caller can take.
 *
 * <p>Messages name the value at fault and the remedy, and never a secret.
 */
public class SnowWatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what happened and what to do about it
   */
  public SnowWatchException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what happened and what to do about it
   * @param cause what led to it
   */
  public SnowWatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
