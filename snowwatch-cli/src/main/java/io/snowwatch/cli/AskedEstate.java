package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.local.Rows;
import java.util.List;

/** What questions are asked of: what landed, on this machine or in Snowflake. */
interface AskedEstate extends AutoCloseable {

  /** Runs a query. */
  Rows query(String sql);

  /** A check's results; one that fails to evaluate is UNKNOWN, with the error. */
  Rows check(Check check);

  /**
   * As {@link #check}, with one row and their number for all that pass in an account and Region.
   */
  Rows summary(Check check);

  /** A sentence for each object that could not be read. */
  List<String> problems();

  @Override
  void close();
}
