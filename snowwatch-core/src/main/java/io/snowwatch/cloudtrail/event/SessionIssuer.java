package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * Who issued temporary credentials.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class SessionIssuer {

  static final FieldNames FIELDS =
      FieldNames.of("type", "userName", "principalId", "arn", "accountId");

  SessionIssuer() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The kind of issuer.
   *
   * @return for example {@code Root}, {@code IAMUser} or {@code Role}
   */
  public abstract Optional<String> type();

  /**
   * The friendly name.
   *
   * @return the name of the role or user
   */
  public abstract Optional<String> userName();

  /**
   * The unique identifier.
   *
   * @return the id
   */
  public abstract Optional<String> principalId();

  /**
   * The ARN of the issuer.
   *
   * @return the ARN
   */
  public abstract Optional<String> arn();

  /**
   * The issuer's account.
   *
   * @return 12 digits
   */
  public abstract Optional<String> accountId();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static SessionIssuer read(EventFields fields) {
    return builder()
        .type(fields.text("type"))
        .userName(fields.text("userName"))
        .principalId(fields.text("principalId"))
        .arn(fields.text("arn"))
        .accountId(fields.text("accountId"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link SessionIssuer}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableSessionIssuer.Builder {
    Builder() {}
  }
}
