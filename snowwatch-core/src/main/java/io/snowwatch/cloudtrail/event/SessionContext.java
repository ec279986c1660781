package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The session of temporary credentials.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
@Value.Immutable
@ValueStyle
public abstract class SessionContext {

  static final FieldNames FIELDS =
      FieldNames.of(
              "sessionIssuer",
              "webIdFederationData",
              "sourceIdentity",
              "assumedRoot",
              "ec2RoleDelivery",
              "attributes")
          .with("sessionIssuer", SessionIssuer.FIELDS)
          .with("webIdFederationData", WebIdFederationData.FIELDS)
          .with("attributes", SessionAttributes.FIELDS);

  SessionContext() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Who issued the credentials.
   *
   * @return the role or user
   */
  public abstract Optional<SessionIssuer> sessionIssuer();

  /**
   * The web identity behind the session.
   *
   * @return the identity
   */
  public abstract Optional<WebIdFederationData> webIdFederationData();

  /**
   * The original identity, as {@code AssumeRole} was told.
   *
   * @return the source identity
   */
  public abstract Optional<String> sourceIdentity();

  /**
   * Whether it is a session of {@code AssumeRoot}.
   *
   * @return true for a privileged root session
   */
  public abstract Optional<Boolean> assumedRoot();

  /**
   * How an EC2 instance got the credentials.
   *
   * @return {@code 1.0} for IMDSv1, {@code 2.0} for IMDSv2
   */
  public abstract Optional<String> ec2RoleDelivery();

  /**
   * When and how the session was begun.
   *
   * @return the attributes
   */
  public abstract Optional<SessionAttributes> attributes();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static SessionContext read(EventFields fields) {
    return builder()
        .sessionIssuer(fields.object("sessionIssuer", SessionIssuer.FIELDS, SessionIssuer::read))
        .webIdFederationData(
            fields.object(
                "webIdFederationData", WebIdFederationData.FIELDS, WebIdFederationData::read))
        .sourceIdentity(fields.text("sourceIdentity"))
        .assumedRoot(fields.flag("assumedRoot"))
        .ec2RoleDelivery(fields.text("ec2RoleDelivery"))
        .attributes(fields.object("attributes", SessionAttributes.FIELDS, SessionAttributes::read))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link SessionContext}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableSessionContext.Builder {
    Builder() {}
  }
}
