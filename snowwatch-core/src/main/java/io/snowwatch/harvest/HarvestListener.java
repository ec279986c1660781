package io.snowwatch.harvest;

/**
 * Is told how a harvest goes on, by several threads at once. Every method does nothing by default.
 */
public interface HarvestListener {

  /** A listener that does nothing. */
  HarvestListener NONE = new HarvestListener() {};

  /**
   * The harvest knows what it is going to do.
   *
   * @param scopes how many combinations of source, account and Region there are
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

  /** A combination of source, account and Region is done. */
  default void scopeFinished() {}
}
