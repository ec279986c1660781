package io.snowwatch.examples.quickstart;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.lambda.HandlerName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The deployed functions, each loaded by the name of its handler and invoked as Lambda does. */
final class Functions {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String accountId;
  private final String bucket;
  private final List<String> regions;

  /**
   * @param bucket where the functions write
   * @param regions the Regions that they look at
   */
  Functions(String accountId, String bucket, List<String> regions) {
    this.accountId = accountId;
    this.bucket = bucket;
    this.regions = regions;
  }

  /**
   * Invokes a source's function with an event of the kind that triggers it.
   *
   * @param arrived the keys of the objects that the event tells of, if objects trigger it
   * @return the summary that the function returns
   */
  JsonNode invoke(Source source, List<String> arrived) throws IOException {
    RequestStreamHandler handler = handler(source);
    ObjectNode event =
        source.trigger() == Trigger.OBJECT_CREATED ? objectsCreated(arrived) : scheduled();
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)),
        summary,
        new Invocation(source.function().orElseThrow(), accountId, TIMEOUT));
    return JSON.readTree(summary.toByteArray());
  }

  private RequestStreamHandler handler(Source source) {
    Map<String, String> environment =
        Map.of("S3_BUCKET_NAME", bucket, "SNOWWATCH_REGIONS", String.join(",", regions));
    try {
      return Class.forName(HandlerName.of(source))
          .asSubclass(RequestStreamHandler.class)
          .getConstructor(Map.class)
          .newInstance(environment);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Function %s cannot be created".formatted(source.function().orElse("")), e);
    }
  }

  /** What an EventBridge schedule sends. */
  private ObjectNode scheduled() {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "0");
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.events");
    event.put("account", accountId);
    event.putObject("detail");
    return event;
  }

  /** What S3 sends; keys are encoded as forms are. */
  private ObjectNode objectsCreated(List<String> keys) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (String key : keys) {
      ObjectNode record = records.addObject();
      record.put("eventVersion", "2.1");
      record.put("eventSource", "aws:s3");
      record.put("eventName", "ObjectCreated:Put");
      ObjectNode s3 = record.putObject("s3");
      s3.putObject("bucket").put("name", bucket);
      s3.putObject("object").put("key", URLEncoder.encode(key, StandardCharsets.UTF_8));
    }
    return event;
  }
}
