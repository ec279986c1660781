package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;
import java.util.List;

/** How a part of a run went. */
public sealed interface Outcome {

  /**
   * Everything there is was collected and has landed.
   *
   * @param recordCount the number of records, 0 or more
   * @param objectKeys the keys of the objects that hold them
   */
  record Succeeded(long recordCount, List<String> objectKeys) implements Outcome {

    /** Copies the keys. */
    public Succeeded {
      objectKeys = List.copyOf(objectKeys);
    }
  }

  /**
   * Nobody looked.
   *
   * @param reason why, a word in upper case such as {@code NOT_OPTED_IN}
   */
  record Skipped(String reason) implements Outcome {}

  /**
   * It could not be collected, or not completely; nothing has landed.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements Outcome {}
}
