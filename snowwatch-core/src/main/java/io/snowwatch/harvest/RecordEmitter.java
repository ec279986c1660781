package io.snowwatch.harvest;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.json.JsonRecord;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes the records of one source in one scope. Not safe for use by several threads.
 *
 * <p>Every method throws {@link IllegalArgumentException} for a dataset that the source does not
 * declare.
 */
public interface RecordEmitter {

  /**
   * Takes a record, unless its dataset has already failed.
   *
   * @param dataset the dataset that it belongs to, one of the source's
   * @param record the record
   */
  void emit(Dataset dataset, JsonRecord record);

  /**
   * Takes a record that a further call completes, such as a load balancer whose listeners have a
   * call of their own. Several such calls are made at the same time, by other threads, and their
   * records are taken as they come.
   *
   * <p>A call that throws costs its record what it would have told and no more: the record lands
   * without, and the run counts it as incomplete.
   *
   * @param <D> what the call tells
   * @param dataset the dataset that the record belongs to, one of the source's
   * @param call makes the call; empty if what it asks for has gone meanwhile
   * @param record makes the record of what the call told
   */
  <D> void emit(
      Dataset dataset, Supplier<Optional<D>> call, Function<Optional<D>, JsonRecord> record);

  /**
   * Fails one dataset and leaves the source's others alone; nothing of it will appear.
   *
   * @param dataset the dataset, one of the source's
   * @param cause why its records cannot be complete
   */
  void fail(Dataset dataset, RuntimeException cause);

  /**
   * Whether a dataset has failed, so that further calls for it are in vain.
   *
   * @param dataset the dataset, one of the source's
   * @return true after {@link #fail}
   */
  boolean hasFailed(Dataset dataset);
}
