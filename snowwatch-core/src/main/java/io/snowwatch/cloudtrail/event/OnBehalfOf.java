package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The IAM Identity Center user on whose behalf a request was made.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class OnBehalfOf {

  static final FieldNames FIELDS = FieldNames.of("userId", "identityStoreArn");

  OnBehalfOf() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The user in the identity store.
   *
   * @return the id
   */
  public abstract Optional<String> userId();

  /**
   * The identity store.
   *
   * @return the ARN
   */
  public abstract Optional<String> identityStoreArn();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static OnBehalfOf read(EventFields fields) {
    return builder()
        .userId(fields.text("userId"))
        .identityStoreArn(fields.text("identityStoreArn"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link OnBehalfOf}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableOnBehalfOf.Builder {
    Builder() {}
  }
}
