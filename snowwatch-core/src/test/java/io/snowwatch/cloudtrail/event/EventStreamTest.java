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
  void anEventThatIsNotWantedIsNeverParsed() {
    // Anything that parsed it would stumble over the tab, the bare word or the missing fields.
    String unparseable = "{\"eventName\":\"Unwanted\",\"broken\": [tru, \"\t\", 01]}";
    EventFilter wanted = EventFilter.builder().addEventNames("A").build();

    assertThat(names(EventStream.of(bytes(file(unparseable, event("A"), unparseable)), wanted)))
        .containsExactly("A");
    assertThatThrownBy(() -> names(EventStream.of(bytes(file(unparseable)), EventFilter.all())))
        .isInstanceOf(MalformedLogFileException.class)
        .hasMessageContaining("the event is no JSON");
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
        "{\"Records\":[A,B],\"Records\":[]}",
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

    try (Stream<CloudTrailEvent> events = EventStream.of(in, EventFilter.all())) {
      Consumer<CloudTrailEvent> remember = e -> seen.add(e.eventName().orElseThrow());
      assertThatThrownBy(() -> events.forEach(remember))
          .isInstanceOf(MalformedLogFileException.class)
          .hasMessageStartingWith("At byte ");
    }
    assertThat(seen).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{}", "{\"Record\":[]}", "{\"Records\":{}}", "{\"Records\":7}", "null"})
  void whatIsNoLogFileIsRefused(String file) {
    assertThatThrownBy(() -> names(EventStream.of(bytes(file), EventFilter.all())))
        .isInstanceOf(MalformedLogFileException.class);
  }

  @Test
  void aCutOffGzipFileDeliversWhatItHolds() throws IOException {
    String[] events = IntStream.range(0, 2000).mapToObj(i -> event("A" + i)).toArray(String[]::new);
    byte[] whole = gzip(file(events));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    List<String> seen = new ArrayList<>();

    try (Stream<CloudTrailEvent> stream =
        EventStream.of(new ByteArrayInputStream(half), EventFilter.all())) {
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
