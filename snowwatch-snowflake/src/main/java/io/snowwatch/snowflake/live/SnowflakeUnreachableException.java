package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import java.util.Optional;

/** Snowflake cannot be reached, or does not accept the credentials, or the connection was lost. */
public final class SnowflakeUnreachableException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do about it, without any secret
   * @param cause what led to it; empty where that could show a secret
   */
  public SnowflakeUnreachableException(String message, Optional<Throwable> cause) {
    super(message);
    cause.ifPresent(this::initCause);
  }
}
