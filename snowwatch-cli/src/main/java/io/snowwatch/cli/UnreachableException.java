package io.snowwatch.cli;

import io.snowwatch.SnowWatchException;

/** An account cannot be reached with the credentials that were named. */
final class UnreachableException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
