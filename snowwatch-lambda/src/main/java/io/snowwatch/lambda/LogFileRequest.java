package io.snowwatch.lambda;

import io.snowwatch.cloudtrail.split.LogFileRange;
import java.util.Optional;

/** What a message asks for. */
sealed interface LogFileRequest {

  /**
   * One object.
   *
   * @param bucket the bucket's name; empty for the function's own
   * @param key the object's key, decoded
   */
  record OneObject(Optional<String> bucket, String key) implements LogFileRequest {}

  /**
   * Every log file below a prefix.
   *
   * @param bucket the bucket's name; empty for the function's own
   * @param prefix what the keys begin with
   * @param range the times that are asked for
   */
  record Listing(Optional<String> bucket, String prefix, LogFileRange range)
      implements LogFileRequest {}

  /**
   * Something that asks for nothing.
   *
   * @param reason what it is
   */
  record Nothing(String reason) implements LogFileRequest {}

  /**
   * Something that is not understood.
   *
   * @param problem what was expected and what came
   */
  record Unknown(String problem) implements LogFileRequest {}
}
