package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * When and how a session of temporary credentials was begun.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class SessionAttributes {

  static final FieldNames FIELDS = FieldNames.of("creationDate", "mfaAuthenticated");

  SessionAttributes() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * When the credentials were issued.
   *
   * @return the time
   */
  public abstract Optional<Instant> creationDate();

  /**
   * Whether the identity used a second factor.
   *
   * @return true for MFA
   */
  public abstract Optional<Boolean> mfaAuthenticated();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static SessionAttributes read(EventFields fields) {
    return builder()
        .creationDate(fields.time("creationDate"))
        .mfaAuthenticated(fields.flag("mfaAuthenticated"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link SessionAttributes}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableSessionAttributes.Builder {
    Builder() {}
  }
}
