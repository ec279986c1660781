package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What the credentials of an AWS service were issued for.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class InScopeOf {

  static final FieldNames FIELDS =
      FieldNames.of("sourceArn", "sourceAccount", "issuerType", "credentialsIssuedTo");

  InScopeOf() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The resource that called the service.
   *
   * @return the ARN
   */
  public abstract Optional<String> sourceArn();

  /**
   * The owner of the resource.
   *
   * @return 12 digits
   */
  public abstract Optional<String> sourceAccount();

  /**
   * The kind of the credentials' issuer.
   *
   * @return for example {@code AWS::Lambda::Function}
   */
  public abstract Optional<String> issuerType();

  /**
   * The resource to which the credentials were issued.
   *
   * @return the ARN
   */
  public abstract Optional<String> credentialsIssuedTo();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static InScopeOf read(EventFields fields) {
    return builder()
        .sourceArn(fields.text("sourceArn"))
        .sourceAccount(fields.text("sourceAccount"))
        .issuerType(fields.text("issuerType"))
        .credentialsIssuedTo(fields.text("credentialsIssuedTo"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link InScopeOf}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableInScopeOf.Builder {
    Builder() {}
  }
}
