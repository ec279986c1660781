package io.snowwatch.harvest;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.json.JsonRecord;

/** Takes the records of one source in one scope. Not safe for use by several threads. */
public interface RecordEmitter {

  /**
   * Takes a record, unless its dataset has already failed.
   *
   * @param dataset the dataset that it belongs to, one of the source's
   * @param record the record
   */
  void emit(Dataset dataset, JsonRecord record);

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
