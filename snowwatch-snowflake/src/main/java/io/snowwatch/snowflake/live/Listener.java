package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Statement;

/** Hears what apply and drop do, as they do it. */
public interface Listener {

  /**
   * A statement is about to run.
   *
   * @param statement the statement
   * @param number which it is, from 1
   * @param count how many there are as far as is known
   */
  default void begins(Statement statement, int number, int count) {}

  /**
   * A statement took effect, and what it changed was read back.
   *
   * @param statement the statement
   * @param queryId what Snowflake calls it; empty if it said nothing
   */
  default void done(Statement statement, String queryId) {}

  /**
   * Something that is worth a line.
   *
   * @param text one or two sentences
   */
  default void says(String text) {}
}
