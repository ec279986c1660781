package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * An event as CloudTrail records it: the documented fields typed, what has no fixed form as JSON,
 * and every other field kept.
 *
 * <p>A field that the record lacks, or gives as {@code null}, is absent. A documented field whose
 * value has another type than documented is found in {@link #otherFields()}, unchanged. Numbers in
 * JSON keep all their digits.
 *
 * <p>Two events are equal if their fields are, whatever the original JSON's layout. Immutable and
 * safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * <p>An event that was read keeps the bytes of its JSON; a field is read when it is asked for, and
 * what has no fixed form becomes a tree then.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">
 *     CloudTrail record contents</a>
 */
@Value.Immutable
@ValueStyle
public abstract class CloudTrailEvent {

  CloudTrailEvent() {}

  /**
   * Starts with every field absent; {@link #eventVersion()} and {@link #eventTime()} are required.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The version of the record format.
   *
   * @return {@code 1.11} or older, as of 2026
   */
  public abstract String eventVersion();

  /**
   * When the request was completed, or when the {@link #timeWindow} of an aggregated event begins.
   *
   * @return the time, to the second and in events of some tools more precise
   */
  public abstract Instant eventTime();

  /**
   * Who made the request.
   *
   * @return the identity; absent in Insights events
   */
  public abstract Optional<UserIdentity> userIdentity();

  /**
   * The service.
   *
   * @return for example {@code ec2.amazonaws.com}; absent in Insights events
   */
  public abstract Optional<String> eventSource();

  /**
   * The action.
   *
   * @return for example {@code RunInstances}; absent in Insights events
   */
  public abstract Optional<String> eventName();

  /**
   * The Region in which the request was made.
   *
   * @return for example {@code eu-west-1}
   */
  public abstract Optional<String> awsRegion();

  /**
   * Where the request came from.
   *
   * @return an IP address, a service's DNS name or {@code AWS Internal}
   */
  public abstract Optional<String> sourceIpAddress();

  /**
   * The program that made the request.
   *
   * @return the user agent
   */
  public abstract Optional<String> userAgent();

  /**
   * The service's error, if the request failed.
   *
   * @return for example {@code AccessDenied}
   */
  public abstract Optional<String> errorCode();

  /**
   * The description of the error.
   *
   * @return the description
   */
  public abstract Optional<String> errorMessage();

  /**
   * The parameters of the request.
   *
   * @return JSON
   */
  public abstract Optional<JsonNode> requestParameters();

  /**
   * What a changing action returned.
   *
   * @return JSON
   */
  public abstract Optional<JsonNode> responseElements();

  /**
   * What is part of neither the request nor the response.
   *
   * @return JSON
   */
  public abstract Optional<JsonNode> additionalEventData();

  /**
   * The service's id of the request.
   *
   * @return the id
   */
  public abstract Optional<String> requestId();

  /**
   * CloudTrail's id of the event.
   *
   * @return a GUID; since record format 1.01
   */
  public abstract Optional<String> eventId();

  /**
   * The kind of event.
   *
   * @return for example {@code AwsApiCall}, {@code AwsServiceEvent}, {@code AwsConsoleSignIn},
   *     {@code AwsConsoleAction}, {@code AwsCloudTrailInsight} or {@code AwsVpceEvent}
   */
  public abstract Optional<String> eventType();

  /**
   * The version of the API that was called.
   *
   * @return for example {@code 2012-08-10}
   */
  public abstract Optional<String> apiVersion();

  /**
   * Whether it is a management event.
   *
   * @return false for a data event; since 1.06
   */
  public abstract Optional<Boolean> managementEvent();

  /**
   * Whether the action only reads.
   *
   * @return false for an action that changes something; since 1.01
   */
  public abstract Optional<Boolean> readOnly();

  /**
   * The resources that were accessed.
   *
   * @return the resources; empty where none is named
   */
  public abstract List<EventResource> resources();

  /**
   * The account that received the event. Aggregated events call it {@code accountId}.
   *
   * @return 12 digits; another account may have made the call; since 1.02
   */
  public abstract Optional<String> recipientAccountId();

  /**
   * What triggered a service event, and its result.
   *
   * @return JSON
   */
  public abstract Optional<JsonNode> serviceEventDetails();

  /**
   * What the events of one action in several accounts have in common.
   *
   * @return a GUID
   */
  public abstract Optional<String> sharedEventId();

  /**
   * The VPC endpoint through which the request came.
   *
   * @return for example {@code vpce-0123456789abcdef0}
   */
  public abstract Optional<String> vpcEndpointId();

  /**
   * The owner of the VPC endpoint.
   *
   * @return 12 digits
   */
  public abstract Optional<String> vpcEndpointAccountId();

  /**
   * The category of event.
   *
   * @return {@code Management}, {@code Data}, {@code NetworkActivity}, {@code Insight} or {@code
   *     Aggregated}; since 1.07
   */
  public abstract Optional<String> eventCategory();

  /**
   * Why the event was delivered late or anew.
   *
   * @return the reason; absent for most events; since 1.08
   */
  public abstract Optional<Addendum> addendum();

  /**
   * Whether the credentials come from a session of the console.
   *
   * @return true for the console; since 1.08
   */
  public abstract Optional<Boolean> sessionCredentialFromConsole();

  /**
   * The tags and condition keys with which the event was enriched.
   *
   * @return JSON; since 1.11
   */
  public abstract Optional<JsonNode> eventContext();

  /**
   * The edge device that a request went to.
   *
   * @return JSON; since 1.08
   */
  public abstract Optional<JsonNode> edgeDeviceDetails();

  /**
   * How the connection was encrypted.
   *
   * @return the details; since 1.08
   */
  public abstract Optional<TlsDetails> tlsDetails();

  /**
   * What an Insights event is about.
   *
   * @return the details; absent in all other events
   */
  public abstract Optional<InsightDetails> insightDetails();

  /**
   * The time that an aggregated event is about.
   *
   * @return the window; absent in all other events
   */
  public abstract Optional<TimeWindow> timeWindow();

  /**
   * The counts of an aggregated event.
   *
   * @return JSON; absent in all other events
   */
  public abstract Optional<JsonNode> summary();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  /**
   * The event's own bytes in the log file, decoded: not re-ordered, not re-formatted.
   *
   * @return a JSON object; absent for an event that no log file held
   */
  @Value.Auxiliary
  @Value.Redacted
  public abstract Optional<String> originalJson();

  /**
   * A field's own bytes in the log file, decoded: what {@link #requestParameters} makes a tree of,
   * for whoever wants its text.
   *
   * @param field the field's name in the record format, such as {@code requestParameters}
   * @return JSON; absent for a field that the event lacks or gives as null, and for an event that
   *     no log file held
   */
  public Optional<String> originalJson(String field) {
    return Optional.empty();
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CloudTrailEvent event
            && (isReadFromSameJson(event) || fields().equals(event.fields())));
  }

  @Override
  public final int hashCode() {
    return Objects.hash(eventVersion(), eventTime(), eventId(), eventName());
  }

  /** Whether both are read from JSON, and from the same. */
  boolean isReadFromSameJson(CloudTrailEvent other) {
    return false;
  }

  /** All fields but the original JSON. */
  private List<Object> fields() {
    return List.of(
        eventVersion(),
        eventTime(),
        userIdentity(),
        eventSource(),
        eventName(),
        awsRegion(),
        sourceIpAddress(),
        userAgent(),
        errorCode(),
        errorMessage(),
        requestParameters(),
        responseElements(),
        additionalEventData(),
        requestId(),
        eventId(),
        eventType(),
        apiVersion(),
        managementEvent(),
        readOnly(),
        resources(),
        recipientAccountId(),
        serviceEventDetails(),
        sharedEventId(),
        vpcEndpointId(),
        vpcEndpointAccountId(),
        eventCategory(),
        addendum(),
        sessionCredentialFromConsole(),
        eventContext(),
        edgeDeviceDetails(),
        tlsDetails(),
        insightDetails(),
        timeWindow(),
        summary(),
        otherFields());
  }

  /** Builds {@link CloudTrailEvent}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableCloudTrailEvent.Builder {
    Builder() {}
  }
}
