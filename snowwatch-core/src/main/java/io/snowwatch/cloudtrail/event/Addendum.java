package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * Why an event was delivered late, or anew with other values.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
@Value.Immutable
@ValueStyle
public abstract class Addendum {

  static final FieldNames FIELDS =
      FieldNames.of("reason", "updatedFields", "originalRequestID", "originalEventID");

  Addendum() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Why the event, or part of it, was missing.
   *
   * @return {@code DELIVERY_DELAY}, {@code UPDATED_DATA} or {@code SERVICE_OUTAGE}
   */
  public abstract Optional<String> reason();

  /**
   * The fields that this event corrects.
   *
   * @return names of fields as CloudTrail joins them
   */
  public abstract Optional<String> updatedFields();

  /**
   * The request id of the original event.
   *
   * @return the id
   */
  public abstract Optional<String> originalRequestId();

  /**
   * The event id of the original event.
   *
   * @return the id
   */
  public abstract Optional<String> originalEventId();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static Addendum read(EventFields fields) {
    return builder()
        .reason(fields.text("reason"))
        .updatedFields(fields.text("updatedFields"))
        .originalRequestId(fields.text("originalRequestID"))
        .originalEventId(fields.text("originalEventID"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link Addendum}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableAddendum.Builder {
    Builder() {}
  }
}
