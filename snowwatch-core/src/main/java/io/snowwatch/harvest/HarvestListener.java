package io.snowwatch.harvest;

/**
 * Is told how a harvest goes on, by several threads at once. Every method does nothing by default.
 *
 * <p>What a listener throws is logged once and changes nothing.
 */
public interface HarvestListener {

  /** A listener that does nothing. */
  HarvestListener NONE = new HarvestListener() {};

  /**
   * The harvest knows more of what it is going to do: each account's Regions are found by a call.
   *
   * @param scopes how many scopes are known by now; one that was told before is counted again
   */
  default void planned(int scopes) {}

  /** A record was taken. */
  default void recordTaken() {}

  /**
   * A dataset of a scope is done.
   *
   * @param run how it went
   */
  default void finished(HarvestRun run) {}

  /** A scope, one of those {@link #planned}, is done. */
  default void scopeFinished() {}
}
