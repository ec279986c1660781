package io.snowwatch.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.cloudtrail.split.LogFileRange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that tells of log files, whichever way it came.
 *
 * <p>What is understood: an S3 event notification; EventBridge's event of an object that was
 * created; CloudTrail's own SNS message; any of these in SNS and SQS messages, an SNS message in an
 * SQS message included; the tasks of S3 Batch Operations; a batch of objects from a Distributed Map
 * of Step Functions; and a direct invocation with a list of keys, or a prefix and a range of time.
 *
 * @param answer what the caller expects
 * @param deliveries what succeeds or fails each by itself
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">
 *     S3: Event message structure</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">S3:
 *     EventBridge event message structure</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Lambda: SQS</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Lambda: SNS</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-s3-batch.html">Lambda: S3
 *     Batch Operations</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html">Step
 *     Functions: ItemBatcher</a>
 */
record LogFileEvent(Answer answer, List<Delivery> deliveries) {

  /** What the caller expects to be returned. */
  enum Answer {
    /** A summary, and an error if anything failed. */
    SUMMARY,
    /** SQS: the messages that failed. */
    SQS,
    /** S3 Batch Operations: a result for each task. */
    S3_BATCH
  }

  /**
   * A message, a task, or the whole event.
   *
   * @param id what the caller calls it; empty for the whole event
   * @param requests what it asks for; none for a message that only tests the way
   */
  record Delivery(String id, List<LogFileRequest> requests) {}

  static final String S3_BATCH_VERSION = "invocationSchemaVersion";
  static final String S3_BATCH_INVOCATION = "invocationId";

  private static final String EXPECTED =
      """
      The event is not understood. Expected one of:
        an S3 event notification {"Records":[{"s3":{"bucket":{"name":…},"object":{"key":…}}}]},
        EventBridge's event {"source":"aws.s3","detail-type":"Object Created","detail":{…}},
        CloudTrail's message {"s3Bucket":…,"s3ObjectKey":[…]}, or any of these through SNS or SQS,
        tasks of S3 Batch Operations {"invocationSchemaVersion":…,"tasks":[…]},
        objects of a Distributed Map {"Items":[{"Key":…}],"BatchInput":{"bucket":…}},
        a list {"keys":[…]}, or {"prefix":…,"from":…,"until":…}, each with a "bucket" or without.
      Got: %s""";
  private static final int SHOWN_CHARACTERS = 500;

  /** What CloudTrail publishes when it is told of a topic. */
  private static final String VALIDATION_MESSAGE = "CloudTrail validation message.";

  /**
   * Reads an event.
   *
   * @param event the event
   * @return what it asks for; parts that are not understood are {@link LogFileRequest.Unknown}
   */
  static LogFileEvent parse(JsonNode event) {
    JsonNode records = event.path("Records");
    if (records.path(0).path("eventSource").asText().equals("aws:sqs")) {
      List<Delivery> messages = new ArrayList<>();
      for (JsonNode message : records) {
        messages.add(
            new Delivery(
                message.path("messageId").asText(), ofText(message.path("body").asText())));
      }
      return new LogFileEvent(Answer.SQS, messages);
    }
    if (event.has(S3_BATCH_VERSION)) {
      List<Delivery> tasks = new ArrayList<>();
      for (JsonNode task : event.path("tasks")) {
        tasks.add(new Delivery(task.path("taskId").asText(), List.of(ofTask(task))));
      }
      return new LogFileEvent(Answer.S3_BATCH, tasks);
    }
    return new LogFileEvent(Answer.SUMMARY, List.of(new Delivery("", of(event))));
  }

  /** The problem of an event that consists of nothing that is understood. */
  Optional<String> problem() {
    return deliveries.size() == 1
            && deliveries.get(0).requests().size() == 1
            && deliveries.get(0).requests().get(0) instanceof LogFileRequest.Unknown unknown
        ? Optional.of(unknown.problem())
        : Optional.empty();
  }

  private static List<LogFileRequest> ofText(String text) {
    if (text.equals(VALIDATION_MESSAGE)) {
      return List.of();
    }
    try {
      return of(Json.MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return List.of(unknown(text));
    }
  }

  private static List<LogFileRequest> of(JsonNode message) {
    if (message.path("Event").asText().equals("s3:TestEvent")) {
      return List.of();
    }
    if (message.path("Records").isArray()) {
      List<LogFileRequest> requests = new ArrayList<>();
      for (JsonNode record : message.path("Records")) {
        requests.addAll(
            record.has("Sns")
                ? ofText(record.path("Sns").path("Message").asText())
                : ofNotification(record));
      }
      return requests;
    }
    if (message.path("Type").asText().equals("Notification")) {
      return ofText(message.path("Message").asText());
    }
    if (message.path("source").asText().equals("aws.s3")) {
      // Keys in EventBridge's events are not encoded.
      return message.path("detail-type").asText().equals("Object Created")
          ? List.of(
              object(
                  message,
                  message.path("detail").path("bucket").path("name"),
                  message.path("detail").path("object").path("key").textValue()))
          : List.of();
    }
    if (message.has("s3ObjectKey")) {
      return objects(message, message.path("s3Bucket"), message.path("s3ObjectKey"));
    }
    if (message.has("Items")) {
      return ofBatch(message, message.path("BatchInput"));
    }
    if (message.has("keys")) {
      return objects(message, message.path("bucket"), message.path("keys"));
    }
    return List.of(message.has("prefix") ? listing(message) : unknown(message.toString()));
  }

  private static List<LogFileRequest> ofNotification(JsonNode record) {
    String eventName = record.path("eventName").asText();
    if (!eventName.isEmpty() && !eventName.contains("ObjectCreated")) {
      // A notification of something else, such as an object's removal, asks for nothing.
      return List.of();
    }
    JsonNode s3 = record.path("s3");
    return List.of(
        object(record, s3.path("bucket").path("name"), decoded(s3.path("object").path("key"))));
  }

  private static LogFileRequest ofTask(JsonNode task) {
    String arn = task.path("s3BucketArn").asText();
    JsonNode bucket =
        task.has("s3Bucket")
            ? task.path("s3Bucket")
            : Json.MAPPER.getNodeFactory().textNode(arn.substring(arn.lastIndexOf(':') + 1));
    return object(task, bucket, decoded(task.path("s3Key")));
  }

  /** Keys in S3's own messages are URL-encoded as forms are: a plus sign is a space. */
  private static @Nullable String decoded(JsonNode key) {
    try {
      return key.isTextual() ? URLDecoder.decode(key.textValue(), StandardCharsets.UTF_8) : null;
    } catch (IllegalArgumentException e) {
      // A percent sign without two digits: S3 did not write this.
      return null;
    }
  }

  private static LogFileRequest object(JsonNode part, JsonNode bucket, @Nullable String key) {
    return key == null || key.isEmpty() || !bucket.isTextual() || bucket.textValue().isEmpty()
        ? unknown(part.toString())
        : new LogFileRequest.OneObject(Optional.of(bucket.textValue()), key);
  }

  private static List<LogFileRequest> objects(
      JsonNode message, JsonNode bucket, JsonNode items, String... members) {
    List<LogFileRequest> requests = new ArrayList<>();
    for (JsonNode item : items) {
      JsonNode key = members.length == 0 ? item : item.path(members[0]);
      requests.add(
          key.isTextual() && !key.textValue().isEmpty()
              ? new LogFileRequest.OneObject(Optional.ofNullable(bucket.textValue()), key.asText())
              : unknown(message.toString()));
    }
    return requests.isEmpty() && !items.isArray() ? List.of(unknown(message.toString())) : requests;
  }

  /** A Distributed Map lists a whole prefix, so the range of time is kept here. */
  private static List<LogFileRequest> ofBatch(JsonNode message, JsonNode input) {
    try {
      LogFileRange range = LogFileRange.of(time(input, "from"), time(input, "until"));
      return objects(message, input.path("bucket"), message.path("Items"), "Key").stream()
          .filter(
              request ->
                  !(request instanceof LogFileRequest.OneObject object)
                      || range.contains(object.key()))
          .toList();
    } catch (ConfigurationException e) {
      return List.of(new LogFileRequest.Unknown(String.join(" ", e.problems())));
    }
  }

  private static LogFileRequest listing(JsonNode message) {
    if (!message.path("prefix").isTextual()) {
      return unknown(message.toString());
    }
    try {
      return new LogFileRequest.Listing(
          Optional.ofNullable(message.path("bucket").textValue()),
          message.path("prefix").textValue(),
          LogFileRange.of(time(message, "from"), time(message, "until")));
    } catch (ConfigurationException e) {
      return new LogFileRequest.Unknown(String.join(" ", e.problems()));
    }
  }

  private static @Nullable Instant time(JsonNode message, String member) {
    JsonNode time = message.path(member);
    if (time.isMissingNode() || time.isNull()) {
      return null;
    }
    try {
      return Instant.parse(time.asText());
    } catch (DateTimeException e) {
      throw new ConfigurationException(
          List.of(
              "\"%s\": %s is no time: write it as \"2026-11-24T00:00:00Z\"."
                  .formatted(member, time)));
    }
  }

  private static LogFileRequest.Unknown unknown(String text) {
    return new LogFileRequest.Unknown(
        EXPECTED.formatted(
            text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text));
  }
}
