package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * Who made a request, and with which credentials.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class UserIdentity {

  static final FieldNames FIELDS =
      FieldNames.of(
              "type",
              "userName",
              "principalId",
              "arn",
              "accountId",
              "accessKeyId",
              "sessionContext",
              "invokedBy",
              "onBehalfOf",
              "inScopeOf",
              "credentialId",
              "identityProvider")
          .with("sessionContext", SessionContext.FIELDS)
          .with("onBehalfOf", OnBehalfOf.FIELDS)
          .with("inScopeOf", InScopeOf.FIELDS);

  UserIdentity() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The kind of identity.
   *
   * @return for example {@code Root}, {@code IAMUser}, {@code AssumedRole}, {@code FederatedUser},
   *     {@code AWSAccount}, {@code AWSService} or {@code IdentityCenterUser}
   */
  public abstract Optional<String> type();

  /**
   * The friendly name.
   *
   * @return the name; {@code HIDDEN_DUE_TO_SECURITY_REASONS} where somebody mistyped it at sign-in
   */
  public abstract Optional<String> userName();

  /**
   * The unique identifier.
   *
   * @return the id; for temporary credentials with the session name behind a colon
   */
  public abstract Optional<String> principalId();

  /**
   * The ARN of the principal.
   *
   * @return the ARN
   */
  public abstract Optional<String> arn();

  /**
   * The account that granted the permissions.
   *
   * @return 12 digits
   */
  public abstract Optional<String> accountId();

  /**
   * The access key that signed the request.
   *
   * @return the id, which begins with {@code AKIA} or {@code ASIA}; {@code ""} where CloudTrail
   *     hides it
   */
  public abstract Optional<String> accessKeyId();

  /**
   * The session, where the credentials are temporary.
   *
   * @return the session
   */
  public abstract Optional<SessionContext> sessionContext();

  /**
   * The AWS service that made the request on somebody's behalf.
   *
   * @return for example {@code autoscaling.amazonaws.com}
   */
  public abstract Optional<String> invokedBy();

  /**
   * The IAM Identity Center user on whose behalf the request was made.
   *
   * @return the user
   */
  public abstract Optional<OnBehalfOf> onBehalfOf();

  /**
   * What the credentials of a service were issued for.
   *
   * @return the scope
   */
  public abstract Optional<InScopeOf> inScopeOf();

  /**
   * The id of the bearer token of an IAM Identity Center user.
   *
   * @return the id
   */
  public abstract Optional<String> credentialId();

  /**
   * The external identity provider's principal, for SAML and web identities.
   *
   * @return for example {@code cognito-identity.amazon.com}
   */
  public abstract Optional<String> identityProvider();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static UserIdentity read(EventFields fields) {
    return builder()
        .type(fields.text("type"))
        .userName(fields.text("userName"))
        .principalId(fields.text("principalId"))
        .arn(fields.text("arn"))
        .accountId(fields.text("accountId"))
        .accessKeyId(fields.text("accessKeyId"))
        .sessionContext(
            fields.object("sessionContext", SessionContext.FIELDS, SessionContext::read))
        .invokedBy(fields.text("invokedBy"))
        .onBehalfOf(fields.object("onBehalfOf", OnBehalfOf.FIELDS, OnBehalfOf::read))
        .inScopeOf(fields.object("inScopeOf", InScopeOf.FIELDS, InScopeOf::read))
        .credentialId(fields.text("credentialId"))
        .identityProvider(fields.text("identityProvider"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link UserIdentity}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableUserIdentity.Builder {
    Builder() {}
  }
}
