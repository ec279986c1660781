package io.snowwatch.cloudtrail;

/** Is told how a backfill goes on, by several threads at once. */
public interface BackfillListener {

  /** Hears nothing. */
  BackfillListener NONE = new BackfillListener() {};

  /**
   * More objects were found.
   *
   * @param count how many, above 0
   */
  default void found(int count) {}

  /**
   * An object is done with.
   *
   * @param outcome what became of it
   */
  default void finished(LogFileOutcome outcome) {}
}
