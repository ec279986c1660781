package io.snowwatch.benchmarks;

import com.amazonaws.services.cloudtrail.processinglibrary.model.CloudTrailEventData;
import com.amazonaws.services.cloudtrail.processinglibrary.model.internal.Resource;
import com.amazonaws.services.cloudtrail.processinglibrary.model.internal.SessionIssuer;
import com.amazonaws.services.cloudtrail.processinglibrary.model.internal.UserIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.cloudtrail.event.CloudTrailEvent;
import io.snowwatch.cloudtrail.event.EventResource;
import io.snowwatch.cloudtrail.event.SessionContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an event that AWS's library has, of either kind of event. */
final class FieldReader {

  private static final int UUID_LENGTH = 36;

  private FieldReader() {}

  /**
   * Reads them from SnowWatch's event, what has no fixed form as text, as it is in AWS's.
   *
   * @return how long the texts are together
   */
  static long read(CloudTrailEvent event) {
    long length = event.eventVersion().length() + event.eventTime().getEpochSecond();
    length += length(event.eventSource());
    length += length(event.eventName());
    length += length(event.awsRegion());
    length += length(event.sourceIpAddress());
    length += length(event.userAgent());
    length += length(event.errorCode());
    length += length(event.errorMessage());
    length += length(event.requestId());
    length += length(event.eventType());
    length += length(event.apiVersion());
    length += length(event.recipientAccountId());
    length += length(event.vpcEndpointId());
    length += length(event.eventId());
    length += length(event.sharedEventId());
    length += length(event.originalJson("requestParameters"));
    length += length(event.originalJson("responseElements"));
    length += length(event.originalJson("serviceEventDetails"));
    length += length(event.originalJson("additionalEventData"));
    length += count(event.readOnly().orElse(false));
    length += count(event.managementEvent().orElse(false));
    for (EventResource resource : event.resources()) {
      length += length(resource.arn()) + length(resource.accountId()) + length(resource.type());
    }
    if (event.userIdentity().isPresent()) {
      length += read(event.userIdentity().get());
    }
    return length;
  }

  /** Makes trees of what has no fixed form. */
  static int readTrees(CloudTrailEvent event) {
    return event.requestParameters().map(JsonNode::size).orElse(0)
        + event.responseElements().map(JsonNode::size).orElse(0)
        + event.serviceEventDetails().map(JsonNode::size).orElse(0)
        + event.additionalEventData().map(JsonNode::size).orElse(0);
  }

  private static long read(io.snowwatch.cloudtrail.event.UserIdentity identity) {
    long length = length(identity.type());
    length += length(identity.principalId());
    length += length(identity.arn());
    length += length(identity.accountId());
    length += length(identity.accessKeyId());
    length += length(identity.userName());
    length += length(identity.invokedBy());
    var issuer = identity.sessionContext().flatMap(SessionContext::sessionIssuer);
    if (issuer.isPresent()) {
      length += length(issuer.get().type());
      length += length(issuer.get().principalId());
      length += length(issuer.get().arn());
      length += length(issuer.get().accountId());
      length += length(issuer.get().userName());
    }
    return length;
  }

  /**
   * Reads them from AWS's event.
   *
   * @return how long the texts are together
   */
  static long read(CloudTrailEventData event) {
    long length =
        event.getEventVersion().length() + event.getEventTime().toInstant().getEpochSecond();
    length += length(event.getEventSource());
    length += length(event.getEventName());
    length += length(event.getAwsRegion());
    length += length(event.getSourceIPAddress());
    length += length(event.getUserAgent());
    length += length(event.getErrorCode());
    length += length(event.getErrorMessage());
    length += length(event.getRequestId());
    length += length(event.getEventType());
    length += length(event.getApiVersion());
    length += length(event.getRecipientAccountId());
    length += length(event.getVpcEndpointId());
    // A UUID there; its text is not asked for.
    length += event.getEventId() == null ? 0 : UUID_LENGTH;
    length += length(event.getSharedEventId());
    length += jsonLength(event.getRequestParameters());
    length += jsonLength(event.getResponseElements());
    length += jsonLength(event.getServiceEventDetails());
    length += jsonLength(event.getAdditionalEventData());
    length += count(Boolean.TRUE.equals(event.isReadOnly()));
    length += count(Boolean.TRUE.equals(event.isManagementEvent()));
    for (Resource resource : event.getResources()) {
      length +=
          length(resource.getArn()) + length(resource.getAccountId()) + length(resource.getType());
    }
    UserIdentity identity = event.getUserIdentity();
    length += length(identity.getIdentityType());
    length += length(identity.getPrincipalId());
    length += length(identity.getARN());
    length += length(identity.getAccountId());
    length += length(identity.getAccessKeyId());
    length += length(identity.getUserName());
    length += length(identity.getInvokedBy());
    SessionIssuer issuer =
        identity.getSessionContext() == null
            ? null
            : identity.getSessionContext().getSessionIssuer();
    if (issuer != null) {
      length += length(issuer.getType());
      length += length(issuer.getPrincipalId());
      length += length(issuer.getArn());
      length += length(issuer.getAccountId());
      length += length(issuer.getUserName());
    }
    return length;
  }

  private static int jsonLength(@Nullable String json) {
    return json == null || json.equals("null") ? 0 : json.length();
  }

  private static int length(Optional<String> text) {
    return text.orElse("").length();
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static int count(boolean set) {
    return set ? 1 : 0;
  }
}
