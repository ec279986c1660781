package io.snowwatch.snowflake.aws;

import io.snowwatch.SnowWatchException;

/** Something of somebody else's is in the way; nothing was written. */
public final class WiringConflictException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient Wiring wiring;

  WiringConflictException(Wiring wiring) {
    super(wiring.toString().stripTrailing());
    this.wiring = wiring;
  }

  /**
   * Both sides.
   *
   * @return what was found and what was wanted
   */
  public Wiring wiring() {
    return wiring;
  }
}
