package io.snowwatch.storage;

import io.snowwatch.SnowWatchException;

/**
 * An object could not be read or written. What was being written is aborted: nothing half-written
 * is left behind.
 */
public final class StorageException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final String location;

  /**
   * Creates an exception.
   *
   * @param location the object or the store
   * @param message what happened and what to do about it
   * @param cause what led to it
   */
  public StorageException(String location, String message, Throwable cause) {
    super(message, cause);
    this.location = location;
  }

  /**
   * The object or the store at fault.
   *
   * @return for example {@code s3://bucket/key}
   */
  public String location() {
    return location;
  }
}
