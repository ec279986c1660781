package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event of a log file, whose fields are read from its own bytes as they are asked for. What
 * becomes an object is made once.
 */
final class ReadEvent extends CloudTrailEvent {

  private static final int EVENT_VERSION = 0;
  private static final int USER_IDENTITY = 1;
  static final int EVENT_TIME = 2;
  static final int EVENT_SOURCE = 3;
  static final int EVENT_NAME = 4;
  static final int AWS_REGION = 5;
  private static final int SOURCE_IP_ADDRESS = 6;
  private static final int USER_AGENT = 7;
  private static final int ERROR_CODE = 8;
  private static final int ERROR_MESSAGE = 9;
  private static final int REQUEST_PARAMETERS = 10;
  private static final int RESPONSE_ELEMENTS = 11;
  private static final int ADDITIONAL_EVENT_DATA = 12;
  private static final int REQUEST_ID = 13;
  private static final int EVENT_ID = 14;
  private static final int AGGREGATED_EVENT_ID = 15;
  static final int READ_ONLY = 16;
  private static final int RESOURCES = 17;
  private static final int EVENT_TYPE = 18;
  private static final int API_VERSION = 19;
  private static final int MANAGEMENT_EVENT = 20;
  static final int RECIPIENT_ACCOUNT_ID = 21;
  static final int AGGREGATED_ACCOUNT_ID = 22;
  private static final int SERVICE_EVENT_DETAILS = 23;
  private static final int SHARED_EVENT_ID = 24;
  private static final int VPC_ENDPOINT_ID = 25;
  private static final int VPC_ENDPOINT_ACCOUNT_ID = 26;
  private static final int EVENT_CATEGORY = 27;
  private static final int ADDENDUM = 28;
  private static final int SESSION_CREDENTIAL_FROM_CONSOLE = 29;
  private static final int EVENT_CONTEXT = 30;
  private static final int EDGE_DEVICE_DETAILS = 31;
  private static final int TLS_DETAILS = 32;
  private static final int INSIGHT_DETAILS = 33;
  private static final int TIME_WINDOW = 34;
  private static final int SUMMARY = 35;

  private static final FieldNames NAMES =
      FieldNames.of(
              "eventVersion",
              "userIdentity",
              "eventTime",
              "eventSource",
              "eventName",
              "awsRegion",
              "sourceIPAddress",
              "userAgent",
              "errorCode",
              "errorMessage",
              "requestParameters",
              "responseElements",
              "additionalEventData",
              "requestID",
              "eventID",
              "eventId",
              "readOnly",
              "resources",
              "eventType",
              "apiVersion",
              "managementEvent",
              "recipientAccountId",
              "accountId",
              "serviceEventDetails",
              "sharedEventID",
              "vpcEndpointId",
              "vpcEndpointAccountId",
              "eventCategory",
              "addendum",
              "sessionCredentialFromConsole",
              "eventContext",
              "edgeDeviceDetails",
              "tlsDetails",
              "insightDetails",
              "timeWindow",
              "summary")
          .with("userIdentity", UserIdentity.FIELDS)
          .with("resources", EventResource.FIELDS)
          .with("addendum", Addendum.FIELDS)
          .with("tlsDetails", TlsDetails.FIELDS)
          .with("insightDetails", InsightDetails.FIELDS)
          .with("timeWindow", TimeWindow.FIELDS);

  private static final List<FieldKind> KINDS =
      List.of(
          FieldKind.WORD,
          FieldKind.OBJECT,
          FieldKind.TIME,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.JSON,
          FieldKind.JSON,
          FieldKind.JSON,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT_INSTEAD,
          FieldKind.FLAG,
          FieldKind.OBJECTS,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.FLAG,
          FieldKind.TEXT,
          FieldKind.TEXT_INSTEAD,
          FieldKind.JSON,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.TEXT,
          FieldKind.OBJECT,
          FieldKind.FLAG,
          FieldKind.JSON,
          FieldKind.JSON,
          FieldKind.OBJECT,
          FieldKind.OBJECT,
          FieldKind.OBJECT,
          FieldKind.JSON);

  private static final int OTHER_FIELDS = 13;
  private static final VarHandle MADE = MethodHandles.arrayElementVarHandle(Object[].class);

  private final EventFields fields;
  private final String eventVersion;
  private final Instant eventTime;

  /** What was made of the fields so far. */
  private final @Nullable Object[] made = new Object[OTHER_FIELDS + 1];

  private ReadEvent(EventFields fields, String eventVersion, Instant eventTime) {
    this.fields = fields;
    this.eventVersion = eventVersion;
    this.eventTime = eventTime;
  }

  /**
   * Finds an event's fields.
   *
   * @param room is lent until they are copied
   */
  static EventFields fields(byte[] json, int from, int[] room) {
    return EventFields.of(json, from, NAMES, room);
  }

  /**
   * Reads what every event has.
   *
   * @param fields in bytes of their own
   * @throws IllegalArgumentException if an event would have it and this one has not
   */
  static ReadEvent of(EventFields fields) {
    return new ReadEvent(
        fields,
        fields.word(EVENT_VERSION).orElseThrow(() -> missing("eventVersion", "a string")),
        time(fields).orElseThrow(() -> missing("eventTime", "a time")));
  }

  private static IllegalArgumentException missing(String name, String what) {
    return new IllegalArgumentException("the event has no '" + name + "' that is " + what + ".");
  }

  /** The time of an event, or where the window of an aggregated one begins. */
  static Optional<Instant> time(EventFields fields) {
    Optional<Instant> time = fields.time(EVENT_TIME);
    return time.isPresent()
        ? time
        : fields
            .object(TIME_WINDOW, TimeWindow.FIELDS, TimeWindow::read)
            .flatMap(TimeWindow::windowStart);
  }

  static Optional<String> accountId(EventFields fields) {
    return text(fields, RECIPIENT_ACCOUNT_ID, AGGREGATED_ACCOUNT_ID);
  }

  /** The text of the first of two fields that has one. */
  private static Optional<String> text(EventFields fields, int name, int other) {
    Optional<String> text = fields.text(name);
    return text.isPresent() ? text : fields.text(other);
  }

  @SuppressWarnings("unchecked") // A slot has values of one type.
  private <T> T once(int slot, Function<EventFields, T> maker) {
    Object before = MADE.getAcquire(made, slot);
    if (before != null) {
      return (T) before;
    }
    T value = maker.apply(fields);
    // Where two threads make it at once, either will do.
    MADE.setRelease(made, slot, value);
    return value;
  }

  @Override
  public String eventVersion() {
    return eventVersion;
  }

  @Override
  public Instant eventTime() {
    return eventTime;
  }

  @Override
  public Optional<UserIdentity> userIdentity() {
    return once(0, event -> event.object(USER_IDENTITY, UserIdentity.FIELDS, UserIdentity::read));
  }

  @Override
  public Optional<String> eventSource() {
    return fields.text(EVENT_SOURCE);
  }

  @Override
  public Optional<String> eventName() {
    return fields.text(EVENT_NAME);
  }

  @Override
  public Optional<String> awsRegion() {
    return fields.text(AWS_REGION);
  }

  @Override
  public Optional<String> sourceIpAddress() {
    return fields.text(SOURCE_IP_ADDRESS);
  }

  @Override
  public Optional<String> userAgent() {
    return fields.text(USER_AGENT);
  }

  @Override
  public Optional<String> errorCode() {
    return fields.text(ERROR_CODE);
  }

  @Override
  public Optional<String> errorMessage() {
    return fields.text(ERROR_MESSAGE);
  }

  @Override
  public Optional<JsonNode> requestParameters() {
    return once(1, event -> event.json(REQUEST_PARAMETERS));
  }

  @Override
  public Optional<JsonNode> responseElements() {
    return once(2, event -> event.json(RESPONSE_ELEMENTS));
  }

  @Override
  public Optional<JsonNode> additionalEventData() {
    return once(3, event -> event.json(ADDITIONAL_EVENT_DATA));
  }

  @Override
  public Optional<String> requestId() {
    return fields.text(REQUEST_ID);
  }

  @Override
  public Optional<String> eventId() {
    return text(fields, EVENT_ID, AGGREGATED_EVENT_ID);
  }

  @Override
  public Optional<Boolean> readOnly() {
    return fields.flag(READ_ONLY);
  }

  @Override
  public List<EventResource> resources() {
    return once(4, event -> event.objects(RESOURCES, EventResource.FIELDS, EventResource::read));
  }

  @Override
  public Optional<String> eventType() {
    return fields.text(EVENT_TYPE);
  }

  @Override
  public Optional<String> apiVersion() {
    return fields.text(API_VERSION);
  }

  @Override
  public Optional<Boolean> managementEvent() {
    return fields.flag(MANAGEMENT_EVENT);
  }

  @Override
  public Optional<String> recipientAccountId() {
    return accountId(fields);
  }

  @Override
  public Optional<JsonNode> serviceEventDetails() {
    return once(5, event -> event.json(SERVICE_EVENT_DETAILS));
  }

  @Override
  public Optional<String> sharedEventId() {
    return fields.text(SHARED_EVENT_ID);
  }

  @Override
  public Optional<String> vpcEndpointId() {
    return fields.text(VPC_ENDPOINT_ID);
  }

  @Override
  public Optional<String> vpcEndpointAccountId() {
    return fields.text(VPC_ENDPOINT_ACCOUNT_ID);
  }

  @Override
  public Optional<String> eventCategory() {
    return fields.text(EVENT_CATEGORY);
  }

  @Override
  public Optional<Addendum> addendum() {
    return once(6, event -> event.object(ADDENDUM, Addendum.FIELDS, Addendum::read));
  }

  @Override
  public Optional<Boolean> sessionCredentialFromConsole() {
    return fields.flag(SESSION_CREDENTIAL_FROM_CONSOLE);
  }

  @Override
  public Optional<JsonNode> eventContext() {
    return once(7, event -> event.json(EVENT_CONTEXT));
  }

  @Override
  public Optional<JsonNode> edgeDeviceDetails() {
    return once(8, event -> event.json(EDGE_DEVICE_DETAILS));
  }

  @Override
  public Optional<TlsDetails> tlsDetails() {
    return once(9, event -> event.object(TLS_DETAILS, TlsDetails.FIELDS, TlsDetails::read));
  }

  @Override
  public Optional<InsightDetails> insightDetails() {
    return once(
        10, event -> event.object(INSIGHT_DETAILS, InsightDetails.FIELDS, InsightDetails::read));
  }

  @Override
  public Optional<TimeWindow> timeWindow() {
    return once(11, event -> event.object(TIME_WINDOW, TimeWindow.FIELDS, TimeWindow::read));
  }

  @Override
  public Optional<JsonNode> summary() {
    return once(12, event -> event.json(SUMMARY));
  }

  @Override
  public Map<String, JsonNode> otherFields() {
    return once(OTHER_FIELDS, event -> Collections.unmodifiableMap(event.rest(KINDS)));
  }

  @Override
  public Optional<String> originalJson() {
    return Optional.of(fields.raw());
  }

  @Override
  public Optional<String> originalJson(String field) {
    return fields.raw(field);
  }

  @Override
  boolean isReadFromSameJson(CloudTrailEvent other) {
    return other instanceof ReadEvent event && fields.hasSameBytes(event.fields);
  }

  /** The fields that are there, by the names and in the order of the JSON. */
  @Override
  public String toString() {
    return "CloudTrailEvent" + fields;
  }
}
