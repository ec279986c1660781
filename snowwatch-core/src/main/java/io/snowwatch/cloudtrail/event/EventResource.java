package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A resource that an event accessed.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
@Value.Immutable
@ValueStyle
public abstract class EventResource {

  static final FieldNames FIELDS = FieldNames.of("ARN", "arn", "ARNPrefix", "accountId", "type");

  EventResource() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The resource.
   *
   * @return the ARN
   */
  public abstract Optional<String> arn();

  /**
   * What the ARNs of the resources begin with, where there are many.
   *
   * @return the beginning of ARNs
   */
  public abstract Optional<String> arnPrefix();

  /**
   * The resource's owner.
   *
   * @return 12 digits
   */
  public abstract Optional<String> accountId();

  /**
   * The kind of resource.
   *
   * @return for example {@code AWS::S3::Bucket}
   */
  public abstract Optional<String> type();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static EventResource read(EventFields fields) {
    return builder()
        .arn(fields.text("ARN", "arn"))
        .arnPrefix(fields.text("ARNPrefix"))
        .accountId(fields.text("accountId"))
        .type(fields.text("type"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link EventResource}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableEventResource.Builder {
    Builder() {}
  }
}
