package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that an event tells of.
 *
 * @param bucket the bucket's name
 * @param key the object's key, decoded
 */
record ObjectReference(String bucket, String key) {

  /**
   * Reads an S3 event notification.
   *
   * @param event the event
   * @return the objects, in the event's order; none for the test event that S3 sends when a
   *     notification is set up
   * @throws IllegalArgumentException if it is no S3 event notification
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">
   *     Event message structure</a>
   */
  static List<ObjectReference> parse(JsonNode event) {
    if ("s3:TestEvent".equals(event.path("Event").textValue())) {
      return List.of();
    }
    JsonNode records = event.path("Records");
    if (!records.isArray()) {
      throw unknown(event);
    }
    List<ObjectReference> references = new ArrayList<>();
    for (JsonNode record : records) {
      String bucket = record.path("s3").path("bucket").path("name").textValue();
      String key = record.path("s3").path("object").path("key").textValue();
      if (bucket == null || key == null) {
        throw unknown(event);
      }
      // Keys in notifications are URL-encoded as forms are: a plus sign is a space.
      references.add(new ObjectReference(bucket, URLDecoder.decode(key, StandardCharsets.UTF_8)));
    }
    return references;
  }

  private static IllegalArgumentException unknown(JsonNode event) {
    String text = event.toString();
    return new IllegalArgumentException(
        ("The event is not an S3 event notification: expected"
                + " {\"Records\":[{\"s3\":{\"bucket\":{\"name\":…},\"object\":{\"key\":…}}}]},"
                + " got %s")
            .formatted(text.length() > 500 ? text.substring(0, 500) + "…" : text));
  }
}
