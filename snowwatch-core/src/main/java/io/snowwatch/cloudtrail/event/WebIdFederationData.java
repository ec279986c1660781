package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The web identity behind a session.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class WebIdFederationData {

  static final FieldNames FIELDS = FieldNames.of("federatedProvider", "attributes");

  WebIdFederationData() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The identity provider.
   *
   * @return for example {@code www.amazon.com} or an OIDC provider's ARN
   */
  public abstract Optional<String> federatedProvider();

  /**
   * The application id and user id that the provider told.
   *
   * @return an object
   */
  public abstract Optional<JsonNode> attributes();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static WebIdFederationData read(EventFields fields) {
    return builder()
        .federatedProvider(fields.text("federatedProvider"))
        .attributes(fields.json("attributes"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link WebIdFederationData}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableWebIdFederationData.Builder {
    Builder() {}
  }
}
