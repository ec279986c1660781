package io.snowwatch.cloudtrail.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.cloudtrail.split.LogFileSplitter;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ASSUMED_ROLE =
      """
      {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session",
      "arn":"arn:aws:sts::123456789012:assumed-role/Admin/session","accountId":"123456789012",
      "accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role",
      "principalId":"AROAEXAMPLE","arn":"arn:aws:iam::123456789012:role/Admin",
      "accountId":"123456789012","userName":"Admin"},"webIdFederationData":{
      "federatedProvider":"arn:aws:iam::123456789012:oidc-provider/example.org",
      "attributes":{"appid":"1"}},"attributes":{"creationDate":"2026-11-24T08:00:00Z",
      "mfaAuthenticated":"true"},"sourceIdentity":"alice","ec2RoleDelivery":"2.0",
      "assumedRoot":"false"},"invokedBy":"cloudformation.amazonaws.com","onBehalfOf":{"userId":"u-1",
      "identityStoreArn":"arn:aws:identitystore::123456789012:identitystore/d-1"},"inScopeOf":{
      "sourceArn":"arn:aws:lambda:eu-west-1:123456789012:function:f","sourceAccount":"123456789012",
      "issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:x"},
      "credentialId":"c-1","identityProvider":"example.org","newIdentityField":[1]},
      "eventTime":"2026-11-24T10:15:30Z","eventSource":"ec2.amazonaws.com",
      "eventName":"RunInstances","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1",
      "userAgent":"aws-cli/2","errorCode":"Client.UnauthorizedOperation","errorMessage":"é \\u00e9",
      "requestParameters":{"number":1.0000000000000000001E400},"responseElements":null,
      "additionalEventData":{"a":1},"requestID":"r-1","eventID":"e-1","readOnly":false,
      "resources":[{"ARN":"arn:aws:s3:::b","accountId":"123456789012","type":"AWS::S3::Bucket"},
      {"ARNPrefix":"arn:aws:s3:::b/","type":"AWS::S3::Object"}],"eventType":"AwsApiCall",
      "apiVersion":"2016-11-15","managementEvent":true,"recipientAccountId":"123456789012",
      "serviceEventDetails":{"d":true},"sharedEventID":"s-1","vpcEndpointId":"vpce-1",
      "vpcEndpointAccountId":"210987654321","eventCategory":"Management","addendum":{
      "reason":"UPDATED_DATA","updatedFields":"eventName","originalRequestID":"r-0",
      "originalEventID":"e-0"},"sessionCredentialFromConsole":"true","eventContext":{
      "requestContext":{"aws:MultiFactorAuthPresent":"true"}},"edgeDeviceDetails":{"t":"snow"},
      "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",
      "clientProvidedHostHeader":"ec2.eu-west-1.amazonaws.com","keyExchange":"x25519"},
      "fieldOfTomorrow":{"x":[]}}"""
          .replace("\n", "");

  @Test
  void everyDocumentedFieldIsTypedAndUnknownOnesAreKept() {
    CloudTrailEvent event = only(file(ASSUMED_ROLE));

    assertThat(event.eventVersion()).isEqualTo("1.11");
    assertThat(event.eventTime()).isEqualTo("2026-11-24T10:15:30Z");
    assertThat(event.eventSource()).contains("ec2.amazonaws.com");
    assertThat(event.eventName()).contains("RunInstances");
    assertThat(event.sourceIpAddress()).contains("192.0.2.1");
    assertThat(event.errorMessage()).contains("é é");
    assertThat(event.readOnly()).contains(false);
    assertThat(event.managementEvent()).contains(true);
    assertThat(event.sessionCredentialFromConsole()).contains(true);
    assertThat(event.responseElements()).isEmpty();
    assertThat(event.requestId()).contains("r-1");
    assertThat(event.eventId()).contains("e-1");
    assertThat(event.sharedEventId()).contains("s-1");
    assertThat(event.requestParameters().orElseThrow().path("number").decimalValue())
        .isEqualTo("1.0000000000000000001E400");
    assertThat(event.resources())
        .extracting(r -> r.arn().orElse("") + r.arnPrefix().orElse("-"))
        .containsExactly("arn:aws:s3:::b-", "arn:aws:s3:::b/");
    assertThat(event.addendum().orElseThrow().originalEventId()).contains("e-0");
    assertThat(event.tlsDetails().orElseThrow().keyExchange()).contains("x25519");
    assertThat(event.otherFields()).containsOnlyKeys("fieldOfTomorrow");

    UserIdentity identity = event.userIdentity().orElseThrow();
    assertThat(identity.type()).contains("AssumedRole");
    assertThat(identity.otherFields()).containsOnlyKeys("newIdentityField");
    assertThat(identity.onBehalfOf().orElseThrow().userId()).contains("u-1");
    assertThat(identity.inScopeOf().orElseThrow().issuerType()).contains("AWS::Lambda::Function");
    SessionContext session = identity.sessionContext().orElseThrow();
    assertThat(session.sessionIssuer().orElseThrow().userName()).contains("Admin");
    assertThat(session.assumedRoot()).contains(false);
    assertThat(session.attributes().orElseThrow().mfaAuthenticated()).contains(true);
    assertThat(session.attributes().orElseThrow().creationDate())
        .contains(Instant.parse("2026-11-24T08:00:00Z"));
  }

  @Test
  void noDocumentedFieldOfAFullRecordIsLeftAmongTheOthers() throws IOException {
    CloudTrailEvent event = only(file(ASSUMED_ROLE));

    ObjectNode record = (ObjectNode) JSON.readTree(ASSUMED_ROLE);
    record.remove("fieldOfTomorrow");
    String text = event.toString();
    record
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                assertThat(text.toLowerCase(java.util.Locale.ROOT))
                    .contains(field.getKey().toLowerCase(java.util.Locale.ROOT) + "=");
              }
            });
    assertThat(text).doesNotContain(ASSUMED_ROLE);
  }

  @Test
  void theOriginalJsonIsTheEventsOwnBytes() {
    String event = event("A").replace("{\"", "{ \n \"").replace("é", "\\u00e9");

    assertThat(only(" { \"Records\" : [\n" + event + " ] } ").originalJson()).contains(event);
  }

  @Test
  void anInsightsEventIsTyped() {
    CloudTrailEvent event =
        only(
            file(
                """
                {"eventVersion":"1.09","eventTime":"2026-11-24T10:15:30Z","awsRegion":"eu-west-1",
                "eventID":"e","eventType":"AwsCloudTrailInsight","recipientAccountId":"123456789012",
                "sharedEventID":"s","eventCategory":"Insight","insightDetails":{"state":"Start",
                "eventSource":"ec2.amazonaws.com","eventName":"RunInstances",
                "insightType":"ApiErrorRateInsight","errorCode":"E","insightContext":{"statistics":
                {"baseline":{"average":0.0012}}}}}"""));

    assertThat(event.eventName()).isEmpty();
    InsightDetails insight = event.insightDetails().orElseThrow();
    assertThat(insight.state()).contains("Start");
    assertThat(insight.errorCode()).contains("E");
    assertThat(event.otherFields()).isEmpty();
    assertThat(insight.otherFields()).isEmpty();
  }

  @Test
  void aValueOfAnUnexpectedTypeIsKeptAmongTheOtherFields() {
    CloudTrailEvent event =
        only(
            file(
                """
                {"eventVersion":"1.0","eventTime":"2026-11-24T10:15:30Z","eventName":7,
                "readOnly":"perhaps","resources":"none","userIdentity":"root"}"""));

    assertThat(event.eventName()).isEmpty();
    assertThat(event.readOnly()).isEmpty();
    assertThat(event.resources()).isEmpty();
    assertThat(event.userIdentity()).isEmpty();
    assertThat(event.otherFields())
        .containsOnlyKeys("eventName", "readOnly", "resources", "userIdentity");
  }

  @Test
  void anEventCanBeBuiltByHand() {
    CloudTrailEvent event =
        CloudTrailEvent.builder()
            .eventVersion("1.11")
            .eventTime(Instant.EPOCH)
            .eventName("A")
            .userIdentity(UserIdentity.builder().type("Root").build())
            .build();

    assertThat(event.originalJson()).isEmpty();
    assertThat(event.userIdentity().flatMap(UserIdentity::type)).contains("Root");
  }

  @Test
  void aStreamReadsNoFurtherThanItIsConsumed() {
    try (Stream<CloudTrailEvent> events = EventStream.of(new Endless(), EventFilter.all())) {
      assertThat(events.limit(1000).map(e -> e.eventName().orElseThrow()))
          .hasSize(1000)
          .startsWith("first", "next");
    }
  }

  @Test
  void closingTheStreamClosesTheFile() {
    List<String> closed = new ArrayList<>();
    InputStream in =
        new ByteArrayInputStream(file(event("A")).getBytes(UTF_8)) {
          @Override
          public void close() {
            closed.add("closed");
          }
        };

    EventStream.of(in, EventFilter.all()).close();

    assertThat(closed).containsExactly("closed");
  }

  @Test
  void filesAndObjectsAreReadCompressedOrNot(@TempDir Path folder) throws IOException {
    Path plain = Files.writeString(folder.resolve("plain.json"), file(event("A")));
    Path zipped = Files.write(folder.resolve("zipped.json.gz"), gzip(file(event("B"))));
    FolderObjectStore store = new FolderObjectStore(folder);
    try (PendingObject object = store.create("logs/c.json.gz")) {
      byte[] content = gzip(file(event("C")));
      object.write(content, 0, content.length);
      object.commit();
    }

    assertThat(names(EventStream.of(plain, EventFilter.all()))).containsExactly("A");
    assertThat(names(EventStream.of(zipped, EventFilter.all()))).containsExactly("B");
    assertThat(names(EventStream.of(store, "logs/c.json.gz", EventFilter.all())))
        .containsExactly("C");
    assertThatThrownBy(() -> EventStream.of(folder.resolve("none"), EventFilter.all()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("none");
  }

  @ParameterizedTest
  @CsvSource({
    "eventNames, B, B",
    "eventSources, b.amazonaws.com, B",
    "regions, eu-b-1, B",
    "accounts, 00000000000B, B",
    "readOnly, true, A",
    "readOnly, false, B C",
    "since, 2026-11-24T10:00:02Z, B C",
    "until, 2026-11-24T10:00:02Z, A"
  })
  void eachCriterionSelects(String criterion, String value, String expected) {
    EventFilter.Builder filter = EventFilter.builder();
    switch (criterion) {
      case "eventNames" -> filter.addEventNames(value);
      case "eventSources" -> filter.addEventSources(value);
      case "regions" -> filter.addRegions(value);
      case "accounts" -> filter.addAccountIds(value);
      case "readOnly" -> filter.readOnly(Boolean.parseBoolean(value));
      case "since" -> filter.since(Instant.parse(value));
      default -> filter.until(Instant.parse(value));
    }

    String file = file(event("A"), event("B"), event("C"));
    assertThat(String.join(" ", names(EventStream.of(bytes(file), filter.build()))))
        .isEqualTo(expected);
  }

  @Test
  void allCriteriaMustHoldWhereverTheFieldsStand() {
    EventFilter filter =
        EventFilter.builder()
            .addEventNames("A", "B")
            .readOnly(false)
            .since(Instant.parse("2026-11-24T10:00:00Z"))
            .until(Instant.parse("2026-11-24T10:00:03Z"))
            .build();
    String nested =
        "{\"requestParameters\":{\"eventName\":\"B\",\"readOnly\":false},\"eventName\":\"X\","
            + "\"eventVersion\":\"1\",\"eventTime\":\"2026-11-24T10:00:01Z\",\"readOnly\":\"false\"}";

    String file = file(nested, event("A"), event("B"), event("C"), nested.replace("X", "A"));
    assertThat(names(EventStream.of(bytes(file), filter))).containsExactly("B", "A");
  }

  @Test
  void aFilteredStreamHasTheEventsThatTheWholeStreamHasOfItsCriteria() {
    Random random = new Random(20261125);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String event = event(String.valueOf("ABC".charAt(random.nextInt(3))));
      events.add(
          switch (random.nextInt(6)) {
            case 0 -> event.replace("\"readOnly\":", "\"readOnly\":true,\"readOnly\":");
            case 1 -> event.replace("\"eventName\"", "\"event\\u004eame\"");
            case 2 -> event.replace("T10:00:0", " 10:00:0");
            case 3 -> event.replace("recipientAccountId", "accountId");
            case 4 -> event.replace("\"eventName\"", "\"eventName\":\"B\",\"eventName\"");
            default -> event;
          });
    }
    byte[] file = file(events.toArray(String[]::new)).getBytes(UTF_8);
    EventFilter filter =
        EventFilter.builder()
            .addEventNames("A", "B")
            .addAccountIds("00000000000A", "00000000000B")
            .readOnly(true)
            .since(Instant.parse("2026-11-24T10:00:01Z"))
            .build();

    List<CloudTrailEvent> all =
        EventStream.of(new ByteArrayInputStream(file), EventFilter.all()).toList();
    assertThat(all).hasSize(300);
    assertThat(EventStream.of(new ByteArrayInputStream(file), filter))
        .isNotEmpty()
        .containsExactlyElementsOf(
            all.stream()
                .filter(e -> e.eventName().filter(n -> n.equals("A") || n.equals("B")).isPresent())
                .filter(e -> e.recipientAccountId().filter(a -> !a.endsWith("C")).isPresent())
                .filter(e -> e.readOnly().equals(java.util.Optional.of(true)))
                .filter(e -> !e.eventTime().isBefore(filter.since().orElseThrow()))
                .toList());
  }

  @Test
  void anEventThatIsNotWantedIsNotAskedForItsTime() {
    EventFilter wanted = EventFilter.builder().addEventNames("A").build();
    List<PassedOver> passedOver = new ArrayList<>();
    String unwanted = "{\"eventName\":\"Unwanted\"}";

    assertThat(EventStream.of(bytes(file(unwanted, event("A"))), wanted, passedOver::add))
        .hasSize(1);
    assertThat(passedOver).isEmpty();
  }

  @Test
  void anEventThatCannotBeTypedEndsNothing() {
    String untyped = "{\"eventVersion\":\"1.11\",\"eventTime\":\"yesterday\",\"x\":\"é\"}";
    String unversioned = "{\"eventTime\":\"2026-11-24T10:15:30Z\"}";
    String file = file(event("A"), untyped, event("B"), unversioned, event("C"));
    List<PassedOver> passedOver = new ArrayList<>();

    assertThat(names(EventStream.of(bytes(file), EventFilter.all(), passedOver::add)))
        .containsExactly("A", "B", "C");
    assertThat(names(EventStream.of(bytes(file), EventFilter.all())))
        .containsExactly("A", "B", "C");

    assertThat(passedOver)
        .extracting(PassedOver::reason)
        .containsExactly(
            "the event has no 'eventTime' that is a time.",
            "the event has no 'eventVersion' that is a string.");
    PassedOver first = passedOver.get(0);
    assertThat(first.json()).contains(untyped);
    byte[] all = file.getBytes(UTF_8);
    assertThat(new String(all, (int) first.offset(), (int) first.length(), UTF_8))
        .isEqualTo(untyped);
  }

  @Test
  void whatStandsBetweenEventsIsToldOfWithItsPlace() {
    String file = "x " + event("A") + "\nyy " + event("B");
    List<PassedOver> passedOver = new ArrayList<>();

    assertThat(names(EventStream.of(bytes(file), EventFilter.all(), passedOver::add)))
        .containsExactly("A", "B");
    assertThat(passedOver).hasSize(2).allMatch(what -> what.json().isEmpty());
    assertThat(passedOver.get(0).offset()).isZero();
    assertThat(passedOver.get(1).toString()).startsWith("At byte ").doesNotContain("uncompressed");
  }

  @Test
  void aReaderCanFailAtWhatWouldBePassedOver() {
    String file = file(event("A"), "{\"eventVersion\":\"1.11\"}", event("B"));

    try (Stream<CloudTrailEvent> events =
        EventStream.of(bytes(file), EventFilter.all(), PassedOver.failing())) {
      assertThatThrownBy(() -> names(events))
          .isInstanceOf(MalformedLogFileException.class)
          .hasMessageContaining("the event has no 'eventTime' that is a time.");
    }
  }

  @Test
  void anAggregatedEventIsTyped() {
    CloudTrailEvent event =
        only(
            file(
                """
                {"eventVersion":"1.0","accountId":"000011112222","eventId":"e-9",
                "eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-north-1",
                "eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2026-01-02T03:00:00Z",
                "windowEnd":"2026-01-02T03:05:00Z","windowSize":"PT5M"},"summary":{"details":[]}}"""));

    assertThat(event.eventTime()).isEqualTo("2026-01-02T03:00:00Z");
    assertThat(event.eventId()).contains("e-9");
    assertThat(event.recipientAccountId()).contains("000011112222");
    assertThat(event.timeWindow().flatMap(TimeWindow::windowEnd))
        .contains(Instant.parse("2026-01-02T03:05:00Z"));
    assertThat(event.timeWindow().flatMap(TimeWindow::windowSize)).contains("PT5M");
    assertThat(event.summary().orElseThrow().has("details")).isTrue();
    assertThat(event.otherFields()).isEmpty();
  }

  @Test
  void anAccountIdBesideTheReceivingOneIsKeptAmongTheOthers() {
    CloudTrailEvent event =
        only(
            file(event("A").replace("{\"eventVersion\"", "{\"accountId\":\"1\",\"eventVersion\"")));

    assertThat(event.recipientAccountId()).contains("00000000000A");
    assertThat(event.otherFields()).containsOnlyKeys("accountId");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-01-02T03:04:05Z\"",
        "\"2026-01-02 03:04:05\"",
        "\"2026-01-02 03:04:05.000\"",
        "\"2026-01-02T03:04:05.000Z\"",
        "\"2026-01-02T03:04:05,0Z\"",
        "\"2026-01-02t03:04:05.000000000z\"",
        "\"2026-01-02T05:04:05+02:00\"",
        "\"2026-01-02T05:04:05+0200\"",
        "\"2026-01-01T22:04:05-05\"",
        "\"2026-01-02 03:04:05 UTC\"",
        "\"2026/01/02 03:04:05\"",
        "\"20260102T030405Z\"",
        "\" 2026-01-02T03:04:05Z \"",
        "\"Fri, 2 Jan 2026 03:04:05 GMT\"",
        "\"2026-01-02T03:04:\\u00305Z\"",
        "1767323045",
        "1767323045.000",
        "1.767323045E9",
        "1767323045000",
        "1767323045000000",
        "1767323045000000000",
        "\"1767323045\"",
        "\"1767323045000\""
      })
  void aTimeIsReadInOldAndOddForms(String time) {
    String event = event("A").replace("\"2026-11-24T10:00:01Z\"", time);

    CloudTrailEvent typed = only(file(event));
    assertThat(typed.eventTime()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(typed.otherFields()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-28T23:59:59Z, 2026-02-28T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2026-12-31T23:59:60Z, 2026-12-31T23:59:59Z",
    "2026-01-02T03:04Z, 2026-01-02T03:04:00Z",
    "2026-01-02, 2026-01-02T00:00:00Z",
    "20260102, 2026-01-02T00:00:00Z",
    "2026-01-02T03:04:05.123456789123Z, 2026-01-02T03:04:05.123456789Z",
    "1767323045.5, 2026-01-02T03:04:05.500Z",
    "-1, 1969-12-31T23:59:59Z"
  })
  void timesKeepTheirPrecision(String text, String time) {
    assertThat(EventTime.parse(text)).contains(Instant.parse(time));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-02T25:00:00Z",
        "T10:00:00Z",
        "99999999999999999999999999999999",
        "1e999999999",
        "2026-01-02T03:04:05+99:00"
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(EventTime.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1001, 5_000, 100_000})
  void jsonIsValidWhateverItsDepth(int depth) {
    String deep = "{\"a\":[".repeat(depth) + "]}".repeat(depth);
    String event =
        event("A").replace("\"readOnly\"", "\"requestParameters\":" + deep + ",\"readOnly\"");
    String odd = event.replace("requestParameters", "new").replace("\"A\"", "\"D\"");
    String identity = event("A").replace("\"userName\":", "\"x\":" + deep + ",\"userName\":");
    String file = file(event, odd, identity, event("B"));

    for (EventFilter filter :
        List.of(
            EventFilter.all(),
            EventFilter.builder().addEventSources("a.amazonaws.com", "b.amazonaws.com").build())) {
      List<CloudTrailEvent> events =
          EventStream.of(bytes(file), filter, PassedOver.failing()).toList();
      assertThat(events).hasSize(4);
      JsonNode node = events.get(0).requestParameters().orElseThrow();
      int levels = 0;
      while (node.size() > 0) {
        node = node.isObject() ? node.get("a") : node.get(0);
        levels++;
      }
      assertThat(levels).isEqualTo(2 * depth - 1);
      assertThat(events.get(1).otherFields()).containsOnlyKeys("new");
      assertThat(events.get(2).userIdentity().orElseThrow().otherFields()).containsOnlyKeys("x");
      assertThat(events.get(0).originalJson()).contains(event);
      assertThat(events.get(0).toString()).contains("eventName=\"A\"");
      assertThat(events.get(0)).hasSameHashCodeAs(only(file(event))).isEqualTo(only(file(event)));
    }
  }

  @Test
  void jsonIsValidWhateverItsDigits() {
    String digits = "9".repeat(20_000);
    CloudTrailEvent event =
        only(
            file(
                event("A")
                    .replace(
                        "\"readOnly\"",
                        "\"requestParameters\":{\"n\":%s,\"f\":-0.%sE-7,\"e\":1e99999999999},\"readOnly\""
                            .formatted(digits, digits))));

    JsonNode numbers = event.requestParameters().orElseThrow();
    assertThat(numbers.get("n").bigIntegerValue()).isEqualTo(new java.math.BigInteger(digits));
    assertThat(numbers.get("f").decimalValue())
        .isEqualTo(new java.math.BigDecimal("-0." + digits + "E-7"));
    assertThat(numbers.get("e").toString()).isEqualTo("1e99999999999");
  }

  @Test
  void jsonIsValidWhateverItsLength() {
    String text = "é\\n".repeat(8_000_000);
    String name = "n".repeat(100_000);
    String event =
        event("A")
            .replace(
                "\"readOnly\"",
                "\"errorMessage\":\"%s\",\"%s\":1,\"readOnly\"".formatted(text, name));

    CloudTrailEvent typed = only(file(event));
    assertThat(typed.errorMessage().orElseThrow()).hasSize(16_000_000).endsWith("é\n");
    assertThat(typed.otherFields()).containsOnlyKeys(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[A,B]",
        "A\nB\n",
        "A\r\nB",
        "2026-01-02T03:04:05.000Z A\n2026-01-02T03:04:06.000Z B\n",
        "{\"Records\":[A]}{\"Records\":[B]}",
        "{\"Records\":[A]}\n{\"Records\":[B]}\n",
        "{\"Records\":[A]}\n[B]",
        "\uFEFF{\"Records\":[A,B]}",
        "{\"Records\":[A,7,B]}",
        "{\"Records\":[A,{\"eventVersion\":\"1\",\"x\":tru},B]}",
        "{\"Records\":[A,B"
      })
  void theShapesThatAreSplitAreTyped(String shape) {
    String file = shape.replace("A", event("a")).replace("B", event("b"));

    assertThat(names(EventStream.of(bytes(file), EventFilter.all()))).containsExactly("a", "b");
  }

  @Test
  void anEventAloneIsTyped() {
    assertThat(names(EventStream.of(bytes(event("A")), EventFilter.all()))).containsExactly("A");
  }

  @Test
  void treesAreThoseOfJackson() throws IOException {
    Random random = new Random(8);
    ObjectMapper exact =
        com.fasterxml.jackson.databind.json.JsonMapper.builder()
            .enable(
                com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(
                com.fasterxml.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    for (int round = 0; round < 3000; round++) {
      String json = randomJson(random, 4);
      byte[] bytes = json.getBytes(UTF_8);
      assertThat(JsonBytes.tree(bytes, JsonBytes.token(bytes, 0)))
          .as(json)
          .isEqualTo(exact.readTree(json));
      ObjectNode event = exact.createObjectNode();
      event.put("eventVersion", "1.11").put("eventTime", "2026-11-24T10:15:30Z");
      String whole =
          event
              .toString()
              .replaceFirst(
                  "}$",
                  ",\"requestParameters\":" + java.util.regex.Matcher.quoteReplacement(json) + "}");
      CloudTrailEvent typed = only(file(whole));
      assertThat(typed.requestParameters().orElseGet(exact::nullNode))
          .isEqualTo(exact.readTree(json));
      assertThat(typed.originalJson()).contains(whole);
    }
  }

  private static String randomJson(Random random, int depth) {
    String space = " \t\r\n".substring(0, random.nextInt(5)).repeat(random.nextInt(2));
    String value =
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
          case 0 -> "null";
          case 1 -> random.nextBoolean() ? "true" : "false";
          case 2 -> String.valueOf(random.nextLong() >> random.nextInt(64));
          case 3 ->
              random.nextInt(1000)
                  + "."
                  + random.nextInt(1000)
                  + (random.nextBoolean() ? "e-12" : "");
          case 4 -> "-" + (1 + random.nextInt(9)) + "0".repeat(random.nextInt(40)) + "E+2";
          case 5, 6 -> randomString(random);
          default -> {
            boolean object = random.nextBoolean();
            List<String> parts = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
              parts.add(
                  (object ? randomString(random) + space + ":" : "")
                      + randomJson(random, depth - 1));
            }
            String all = String.join("," + space, parts);
            yield object ? "{" + space + all + space + "}" : "[" + space + all + space + "]";
          }
        };
    return value + space;
  }

  private static String randomString(Random random) {
    String[] parts = {
      "a",
      "é",
      "😀",
      "\\n",
      "\\\"",
      "\\\\",
      "\\/",
      "\\u00e9",
      "\\ud83d\\ude00",
      "{",
      "]",
      ",",
      "longer text"
    };
    StringBuilder text = new StringBuilder("\"");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.append('"').toString();
  }

  @Test
  void everyFieldTakesPartInEquality() throws ReflectiveOperationException {
    CloudTrailEvent plain =
        CloudTrailEvent.builder().eventVersion("1").eventTime(Instant.EPOCH).build();
    for (java.lang.reflect.Method field : CloudTrailEvent.class.getDeclaredMethods()) {
      if (!java.lang.reflect.Modifier.isAbstract(field.getModifiers())
          || List.of("originalJson", "eventVersion", "eventTime", "resources", "otherFields")
              .contains(field.getName())) {
        continue;
      }
      String type = field.getGenericReturnType().getTypeName();
      String value =
          type.contains("String") ? "\"x\"" : type.contains("Boolean") ? "true" : "{\"q\":1}";
      String name = field.getName().replace("Id", "ID");
      List<String> spellings = List.of(field.getName(), name, field.getName().replace("Ip", "IP"));
      assertThat(spellings)
          .as(field.getName())
          .anySatisfy(
              spelling ->
                  assertThat(
                          only(
                              file(
                                  "{\"eventVersion\":\"1\",\"eventTime\":\"1970-01-01T00:00:00Z\",\"%s\":%s}"
                                      .formatted(spelling, value))))
                      .isNotEqualTo(plain)
                      .matches(event -> event.otherFields().isEmpty()));
    }
    assertThat(only(file("{\"eventVersion\":\"1\",\"eventTime\":\"1970-01-01T00:00:00Z\"}")))
        .isEqualTo(plain)
        .hasSameHashCodeAs(plain);
  }

  @Test
  void aFieldsOwnJsonIsThere() {
    CloudTrailEvent event =
        only(
            file(
                """
                {"eventVersion":"1","eventTime":"1970-01-01T00:00:00Z","requestParameters":{ "a" :"\\u00e9"},
                "responseElements":null,"new":[1 ]}"""));

    assertThat(event.originalJson("requestParameters")).contains("{ \"a\" :\"\\u00e9\"}");
    assertThat(event.originalJson("new")).contains("[1 ]");
    assertThat(event.originalJson("responseElements")).isEmpty();
    assertThat(event.originalJson("errorCode")).isEmpty();
    assertThat(event.originalJson("none")).isEmpty();
  }

  @Test
  void theLastOfSeveralFieldsWithOneNameCounts() {
    CloudTrailEvent event =
        only(
            file(
                """
                {"eventVersion":"1","eventTime":"1970-01-01T00:00:00Z","eventName":"A","x":1,
                "eventName":7,"x":2,"userIdentity":{"type":"a","type":"b","y":1,"y":null},
                "errorCode":"E","errorCode":null}"""));

    assertThat(event.eventName()).isEmpty();
    assertThat(event.errorCode()).isEmpty();
    assertThat(event.userIdentity().orElseThrow().type()).contains("b");
    assertThat(event.otherFields().toString()).isEqualTo("{eventName=7, x=2}");
    assertThat(event.userIdentity().orElseThrow().otherFields().toString()).isEqualTo("{y=null}");
  }

  @Test
  void aTimeRangeThatHoldsNothingIsRefused() {
    EventFilter.Builder filter = EventFilter.builder().since(Instant.EPOCH).until(Instant.EPOCH);

    assertThatThrownBy(filter::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the first must be earlier");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Records\":[A,B",
        "{\"Records\":[A,B,",
        "{\"Records\":[A,B,{\"eventName\":\"C",
        "{\"Records\":[A,B,{\"eventName\":\"C\\",
        "{\"Records\":[A,B]",
        "{\"Records\":[A,B]}x",
        "{\"Records\":[A,B 7]}",
        "{\"Records\":[A,B,7]}",
        "{\"Records\":[A,B,]}",
        "{\"Records\":[A,B,{\"a\":}]}",
        "{\"Records\":[A,B,{\"a\":1]}",
        "{\"Records\":[A,B,{\"eventVersion\":\"1.11\"}]}"
      })
  void eventsBeforeTheDamageAreDeliveredAndThenItIsNamed(String file) {
    List<String> seen = new ArrayList<>();
    InputStream in = bytes(file.replace("A", event("a")).replace("B", event("b")));

    try (Stream<CloudTrailEvent> events =
        EventStream.of(in, EventFilter.all(), PassedOver.failing())) {
      Consumer<CloudTrailEvent> remember = e -> seen.add(e.eventName().orElseThrow());
      assertThatThrownBy(() -> events.forEach(remember))
          .isInstanceOf(MalformedLogFileException.class)
          .hasMessageStartingWith("At byte ");
    }
    assertThat(seen).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"Record\":[]}", "{\"Records\":{}}", "{\"Records\":7}", "null"})
  void whatIsNoLogFileIsPassedOver(String file) {
    assertThat(names(EventStream.of(bytes(file), EventFilter.all()))).isEmpty();
    assertThatThrownBy(
            () -> names(EventStream.of(bytes(file), EventFilter.all(), PassedOver.failing())))
        .isInstanceOf(MalformedLogFileException.class);
  }

  @Test
  void aCutOffGzipFileDeliversWhatItHolds() throws IOException {
    String[] events = IntStream.range(0, 2000).mapToObj(i -> event("A" + i)).toArray(String[]::new);
    byte[] whole = gzip(file(events));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    List<String> seen = new ArrayList<>();

    try (Stream<CloudTrailEvent> stream =
        EventStream.of(new ByteArrayInputStream(half), EventFilter.all(), PassedOver.failing())) {
      assertThatThrownBy(() -> stream.forEach(e -> seen.add(e.eventName().orElseThrow())))
          .isInstanceOf(MalformedLogFileException.class)
          .hasMessageContaining("gzip");
    }
    assertThat(seen).hasSizeGreaterThan(500).startsWith("A0", "A1");
  }

  @Test
  void aReaderThatFailsIsNoMalformedFile() {
    assertThatThrownBy(() -> names(EventStream.of(new Broken(), EventFilter.all())))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no route to host");
  }

  @Test
  void itFindsTheEventsThatTheSplitterFinds() throws IOException {
    Random random = new Random(20261124);
    for (int round = 0; round < 200; round++) {
      String[] events = new String[random.nextInt(5)];
      for (int i = 0; i < events.length; i++) {
        ObjectNode event = (ObjectNode) JSON.readTree(event("A" + i));
        event.put("text", randomText(random));
        event.putArray(randomText(random)).addObject().put("]}", "[{\\\"");
        events[i] =
            random.nextBoolean()
                ? event.toString()
                : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event);
      }
      String file =
          (random.nextBoolean() ? "{" : "{\"x\":[{\"Records\":[]}],\"n\":-1.5e+3,")
              + "\"Records\":["
              + String.join(random.nextBoolean() ? "," : " ,\r\n", events)
              + (random.nextBoolean() ? "]}" : "],\"y\":null }\n");
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      LogFileSplitter.split(bytes(file), lines);

      List<JsonNode> expected = new ArrayList<>();
      for (String line : lines.toString(UTF_8).lines().toList()) {
        expected.add(JSON.readTree(line));
      }
      List<JsonNode> actual = new ArrayList<>();
      try (Stream<CloudTrailEvent> stream = EventStream.of(bytes(file), EventFilter.all())) {
        for (CloudTrailEvent event : (Iterable<CloudTrailEvent>) stream::iterator) {
          actual.add(JSON.readTree(event.originalJson().orElseThrow()));
        }
      }
      assertThat(actual).as(file).isEqualTo(expected);
    }
  }

  private static String randomText(Random random) {
    int[] alphabet = {'a', '"', '\\', '{', ']', ',', ':', '\n', 'é', 0x1F600, '/', ' '};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  private static String event(String name) {
    String letter = name.substring(0, 1);
    int second = "ABC".indexOf(letter) + 1;
    return """
        {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","userName":"{[é"},\
        "eventTime":"2026-11-24T10:00:0%dZ","eventSource":"%s.amazonaws.com","eventName":"%s",\
        "awsRegion":"eu-%s-1","readOnly":%s,"recipientAccountId":"00000000000%s"}"""
        .formatted(
            Math.max(0, second),
            letter.toLowerCase(java.util.Locale.ROOT),
            name,
            letter.toLowerCase(java.util.Locale.ROOT),
            "A".equals(letter),
            letter);
  }

  private static String file(String... events) {
    return "{\"Records\":[" + String.join(",", events) + "]}";
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static CloudTrailEvent only(String file) {
    try (Stream<CloudTrailEvent> events = EventStream.of(bytes(file), EventFilter.all())) {
      List<CloudTrailEvent> all = events.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static List<String> names(Stream<CloudTrailEvent> events) {
    try (events) {
      return events.map(e -> e.eventName().orElseThrow()).toList();
    }
  }

  /** A log file that never ends. */
  private static final class Endless extends InputStream {

    private final byte[] repeated = ("," + event("next")).getBytes(UTF_8);
    private InputStream chunk = bytes("{\"Records\":[" + event("first"));

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      read(one, 0, 1);
      return one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (chunk.available() == 0) {
        chunk = new ByteArrayInputStream(repeated);
      }
      return chunk.read(target, offset, length);
    }
  }

  /** A connection that breaks. */
  private static final class Broken extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("no route to host");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }
}
