package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;
import java.util.List;
import java.util.Optional;

/** How a part of a run went. */
public sealed interface Outcome {

  /**
   * Everything there is was listed and has landed.
   *
   * @param recordCount the number of records, 0 or more
   * @param objectKeys the keys of the objects that hold them
   * @param incompleteness what some of the records lack; empty where all are complete
   */
  record Succeeded(
      long recordCount, List<String> objectKeys, Optional<Incompleteness> incompleteness)
      implements Outcome {

    /** Copies the keys. */
    public Succeeded {
      objectKeys = List.copyOf(objectKeys);
    }

    /**
     * Everything has landed, and every record is complete.
     *
     * @param recordCount the number of records, 0 or more
     * @param objectKeys the keys of the objects that hold them
     */
    public Succeeded(long recordCount, List<String> objectKeys) {
      this(recordCount, objectKeys, Optional.empty());
    }

    /**
     * How many of the records lack a member.
     *
     * @return 0 or more
     */
    public long incompleteCount() {
      return incompleteness.map(Incompleteness::recordCount).orElse(0L);
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
