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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event that tells of log files, whichever way it came.
 *
 * <p>What is understood: an S3 event notification; EventBridge's event of an object that was
 * created, S3's own or that of the call which did; CloudTrail's own SNS message; any of these in
 * SNS and SQS messages, an SNS message in an SQS message included; the tasks of S3 Batch
 * Operations; a batch of objects from a Distributed Map of Step Functions; and a direct invocation
 * with a list of keys, or a prefix and a range of time.
 *
 * @param answer what the caller expects
 * @param deliveries what succeeds or fails each by itself
 * @param nothingToDo what the messages are that ask for nothing
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
record LogFileEvent(Answer answer, List<Delivery> deliveries, List<String> nothingToDo) {

  /** Parts that ask for nothing are told apart from those that ask for something. */
  LogFileEvent(Answer answer, List<Delivery> deliveries) {
    this(
        answer,
        deliveries.stream().map(delivery -> new Delivery(delivery.id(), delivery.asked())).toList(),
        deliveries.stream().flatMap(Delivery::reasons).toList());
  }

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
   * @param requests what it asks for; none for a message that asks for nothing
   */
  record Delivery(String id, List<LogFileRequest> requests) {

    private List<LogFileRequest> asked() {
      return requests.stream().filter(r -> !(r instanceof LogFileRequest.Nothing)).toList();
    }

    private Stream<String> reasons() {
      return requests.stream()
          .flatMap(
              request ->
                  request instanceof LogFileRequest.Nothing nothing
                      ? Stream.of(nothing.reason())
                      : Stream.empty());
    }
  }

  static final String S3_BATCH_VERSION = "invocationSchemaVersion";
  static final String S3_BATCH_INVOCATION = "invocationId";

  private static final String EXPECTED =
      """
      The event is not understood. Expected one of:
        an S3 event notification {"Records":[{"s3":{"bucket":{"name":…},"object":{"key":…}}}]},
        EventBridge's event {"source":"aws.s3","detail-type":"Object Created","detail":{…}}, or
          "AWS API Call via CloudTrail" of s3.amazonaws.com,
        CloudTrail's message {"s3Bucket":…,"s3ObjectKey":[…]}, or any of these through SNS or SQS,
        tasks of S3 Batch Operations {"invocationSchemaVersion":…,"tasks":[…]},
        objects of a Distributed Map {"Items":[{"Key":…}],"BatchInput":{"bucket":…}},
        a list {"keys":[…]}, or {"prefix":…,"from":…,"until":…}, each with a "bucket" or without.
      Got: %s""";
  private static final int SHOWN_CHARACTERS = 500;

  private static final String SNS = "Type";
  private static final String CALL = "AWS API Call via CloudTrail";

  /** The calls that make an object. */
  private static final Set<String> CREATING_CALLS =
      Set.of("PutObject", "CopyObject", "CompleteMultipartUpload", "PostObject");

  /**
   * What AWS Config calls its messages, which it sends to a topic that it may share.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html">
   *     Notifications that AWS Config sends to an Amazon SNS topic</a>
   */
  private static final Pattern OF_CONFIG =
      Pattern.compile(
          "(Oversized)?Config[A-Za-z]+|ComplianceChangeNotification|[A-Za-z]*ConfigRule[A-Za-z]*");

  /** What CloudTrail publishes when it is told of a topic. */
  private static final String VALIDATION_MESSAGE = "CloudTrail validation message.";

  /** How other services' messages begin that test a topic. */
  private static final String VALIDATED = "Successfully validated SNS topic for ";

  /**
   * Reads an event.
   *
   * @param event the event
   * @return what it asks for; parts that are not understood are {@link LogFileRequest.Unknown}
   */
  static LogFileEvent parse(JsonNode event) {
    List<JsonNode> records = list(event.path("Records"));
    if (!records.isEmpty() && records.get(0).path("eventSource").asText().equals("aws:sqs")) {
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
      for (JsonNode task : list(event.path("tasks"))) {
        tasks.add(new Delivery(task.path("taskId").asText(), List.of(ofTask(task))));
      }
      return new LogFileEvent(Answer.S3_BATCH, tasks);
    }
    return new LogFileEvent(Answer.SUMMARY, List.of(new Delivery("", of(event))));
  }

  /** The elements of a list; what stands in the place of a list is a list of one. */
  private static List<JsonNode> list(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    List<JsonNode> elements = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(elements::add);
    } else {
      elements.add(value);
    }
    return elements;
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
    if (text.equals(VALIDATION_MESSAGE) || text.startsWith(VALIDATED)) {
      return nothing("a test of the topic: " + text);
    }
    try {
      return of(Json.MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return List.of(unknown(text));
    }
  }

  private static List<LogFileRequest> of(JsonNode message) {
    if (message.path("Event").asText().equals("s3:TestEvent")) {
      return nothing("a test event of S3");
    }
    String messageType = message.path("messageType").asText();
    if (OF_CONFIG.matcher(messageType).matches()) {
      return nothing("a message of AWS Config: " + messageType);
    }
    if (message.has("AlarmName") && message.has("NewStateValue")) {
      return nothing("an alarm of CloudWatch");
    }
    if (message.has("Records")) {
      List<LogFileRequest> requests = new ArrayList<>();
      for (JsonNode record : list(message.path("Records"))) {
        requests.addAll(
            record.has("Sns")
                ? ofText(record.path("Sns").path("Message").asText())
                : ofNotification(record));
      }
      return requests;
    }
    switch (message.path(SNS).asText()) {
      case "Notification" -> {
        return ofText(message.path("Message").asText());
      }
      case "SubscriptionConfirmation", "UnsubscribeConfirmation" -> {
        return nothing("a message of SNS about the subscription: " + message.path(SNS).asText());
      }
      default -> {}
    }
    if (message.has("detail-type")) {
      return ofEventBridge(message);
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

  private static List<LogFileRequest> nothing(String reason) {
    return List.of(
        new LogFileRequest.Nothing(
            reason.length() > SHOWN_CHARACTERS
                ? reason.substring(0, SHOWN_CHARACTERS) + "…"
                : reason));
  }

  private static List<LogFileRequest> ofEventBridge(JsonNode event) {
    String source = event.path("source").asText();
    String type = event.path("detail-type").asText();
    JsonNode detail = event.path("detail");
    if (type.equals(CALL)) {
      return detail.path("eventSource").asText().equals("s3.amazonaws.com")
              && source.equals("aws.s3")
          ? ofCall(event, detail)
          : List.of(unknown(event.toString()));
    }
    if (!source.equals("aws.s3")) {
      return source.startsWith("aws.")
          ? nothing("an event of %s: %s".formatted(source, type))
          : List.of(unknown(event.toString()));
    }
    // Keys in EventBridge's events are not encoded.
    return type.equals("Object Created")
        ? List.of(
            object(
                event,
                detail.path("bucket").path("name"),
                detail.path("object").path("key").textValue()))
        : nothing("an event of S3: " + type);
  }

  /**
   * A call of S3, as CloudTrail recorded it for EventBridge.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html">
   *     EventBridge: AWS service events delivered via CloudTrail</a>
   */
  private static List<LogFileRequest> ofCall(JsonNode event, JsonNode detail) {
    String call = detail.path("eventName").asText();
    if (call.isEmpty()) {
      return List.of(unknown(event.toString()));
    }
    if (!CREATING_CALLS.contains(call)) {
      return nothing("a call of S3 that makes no object: " + call);
    }
    if (detail.hasNonNull("errorCode")) {
      return nothing("a call of S3 that failed: " + call);
    }
    JsonNode parameters = detail.path("requestParameters");
    return List.of(
        object(event, parameters.path("bucketName"), parameters.path("key").textValue()));
  }

  private static List<LogFileRequest> ofNotification(JsonNode record) {
    String eventName = record.path("eventName").asText();
    if (!eventName.isEmpty() && !eventName.contains("ObjectCreated")) {
      return nothing("a notification of S3: " + eventName);
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
    for (JsonNode item : list(items)) {
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
