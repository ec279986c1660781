package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form in which results of checks are printed, check by check, the worst first. */
interface CheckOutput {

  /** Takes a result. */
  interface Sink {
    void row(List<@Nullable Object> row) throws IOException;
  }

  /** Yields every result of a check, those that pass too. */
  interface Source {
    void forEach(Sink sink) throws IOException;
  }

  /** Before the first check. */
  default void begin() throws IOException {}

  /**
   * A check.
   *
   * @param check the check
   * @param summary its results, of which those that pass are counted in the last column
   * @param all every result, in order
   */
  void check(Check check, Rows summary, Source all) throws IOException;

  /** After the last check. */
  default void end() throws IOException {}
}
