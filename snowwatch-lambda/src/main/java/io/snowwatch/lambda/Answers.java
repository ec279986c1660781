package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.Failure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What callers that take failures one by one expect to be returned. */
final class Answers {

  /** The longest text that a completion report of S3 Batch Operations takes. */
  private static final int RESULT_CHARACTERS = 1024;

  private Answers() {}

  /**
   * The messages that failed, which SQS delivers again.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
   *     errors for an SQS event source: partial batch responses</a>
   */
  static ObjectNode toSqs(
      Map<LogFileEvent.Delivery, List<LogFilesFailedException.FailedFile>> failures) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ArrayNode items = answer.putArray("batchItemFailures");
    failures.forEach(
        (message, failed) -> {
          if (!failed.isEmpty()) {
            items.addObject().put("itemIdentifier", message.id());
          }
        });
    return answer;
  }

  /**
   * A result for each task; those that failed for a passing reason are tried again.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html">
   *     Invoke AWS Lambda function: response and result codes</a>
   */
  static ObjectNode toS3Batch(
      JsonNode event,
      Map<LogFileEvent.Delivery, List<LogFilesFailedException.FailedFile>> failures) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set(LogFileEvent.S3_BATCH_VERSION, event.path(LogFileEvent.S3_BATCH_VERSION));
    answer.put("treatMissingKeysAs", "PermanentFailure");
    answer.set(LogFileEvent.S3_BATCH_INVOCATION, event.path(LogFileEvent.S3_BATCH_INVOCATION));
    ArrayNode results = answer.putArray("results");
    failures.forEach(
        (task, failed) -> {
          ObjectNode result = results.addObject();
          result.put("taskId", task.id());
          result.put("resultCode", resultCode(failed));
          String text =
              failed.stream().map(f -> f.failure().toString()).collect(Collectors.joining("; "));
          result.put("resultString", text.substring(0, Math.min(text.length(), RESULT_CHARACTERS)));
        });
    return answer;
  }

  private static String resultCode(List<LogFilesFailedException.FailedFile> failed) {
    if (failed.isEmpty()) {
      return "Succeeded";
    }
    return failed.stream()
            .map(LogFilesFailedException.FailedFile::failure)
            .allMatch(Failure::passes)
        ? "TemporaryFailure"
        : "PermanentFailure";
  }
}
