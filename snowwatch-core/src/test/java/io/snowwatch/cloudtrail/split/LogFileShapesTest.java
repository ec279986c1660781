package io.snowwatch.cloudtrail.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in other forms than CloudTrail's own, as AWS and its users write them. */
class LogFileShapesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper SORTED =
      JsonMapper.builder()
          .enable(
              SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final String FIRST =
      "{\"eventVersion\":\"1.11\",\"eventTime\":\"2026-01-02T03:04:05Z\",\"eventName\":\"A\","
          + "\"userAgent\":\"Ünï \\u00e9 \\\"q\\\" \\\\ \uD83D\uDE00\\n\",\"n\":1.50e+3}";
  private static final String SECOND =
      "{\"eventVersion\":\"1.08\",\"eventTime\":\"2026-01-02T03:04:06Z\",\"eventName\":\"B\","
          + "\"requestParameters\":{\"message\":\"{}\",\"detail\":{\"eventVersion2\":1},\"k\":[{}]}}";

  private static String text(String event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What LookupEvents returns: EventTime is text of the CLI, CloudTrailEvent is text. */
  private static String row(String event) {
    return "{\"EventId\":\"00000000-0000-4000-8000-000000000001\",\"EventName\":\"A\","
        + "\"ReadOnly\":\"true\",\"EventTime\":\"2026-01-02T03:04:05+00:00\",\"EventSource\":"
        + "\"s3.amazonaws.com\",\"Username\":\"u\",\"Resources\":[],\"CloudTrailEvent\":"
        + event
        + "}";
  }

  private static String eventBridge(String event) {
    return "{\"version\":\"0\",\"id\":\"1\",\"detail-type\":\"AWS API Call via CloudTrail\","
        + "\"source\":\"aws.s3\",\"account\":\"000011112222\",\"time\":\"2026-01-02T03:04:05Z\","
        + "\"region\":\"eu-north-1\",\"resources\":[],\"detail\":"
        + event
        + "}";
  }

  private static String message(String event) {
    return "{\"id\":\"1\",\"timestamp\":1767323045000,\"message\":" + text(event) + "}";
  }

  private static String subscription(String... messages) {
    return "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"000011112222\",\"logGroup\":\"trail\","
        + "\"logStream\":\"000011112222_CloudTrail_eu-north-1\",\"subscriptionFilters\":[\"all\"],"
        + "\"logEvents\":["
        + String.join(",", messages)
        + "]}";
  }

  private static final String CONTROL =
      "{\"messageType\":\"CONTROL_MESSAGE\",\"owner\":\"CloudwatchLogs\",\"logGroup\":\"\","
          + "\"logStream\":\"\",\"subscriptionFilters\":[],\"logEvents\":[{\"id\":\"\","
          + "\"timestamp\":1767323045000,\"message\":\"CWL CONTROL MESSAGE: Checking health of"
          + " destination Firehose.\"}]}";

  static List<String> files() {
    String paged = "{\"Events\":[" + row(text(FIRST)) + "],\"NextToken\":\"x\"}";
    return List.of(
        FIRST + "\n" + SECOND + "\n",
        FIRST + "\r\n\r\n" + SECOND,
        FIRST + SECOND,
        FIRST + "\t" + SECOND,
        "[" + FIRST + "," + SECOND + "]",
        "[" + FIRST + "]\n[" + SECOND + "]\n",
        "{\"Records\":[" + FIRST + "]}" + SECOND,
        "[{\"Records\":[" + FIRST + "]},{\"Records\":[" + SECOND + "]}]",
        text(FIRST) + "\n" + text(SECOND) + "\n",
        "[\n" + text(FIRST) + ",\n" + text(SECOND) + "\n]\n",
        "{\"Events\":[" + row(text(FIRST)) + "," + row(text(SECOND)) + "]}",
        "{\"Events\":[" + row(FIRST) + "," + row(SECOND) + "]}",
        paged + "\n{\"Events\":[" + row(text(SECOND)) + "]}",
        "[" + paged + ",{\"Events\":[" + row(text(SECOND)) + "]}]",
        row(text(FIRST)) + "\n" + row(text(SECOND)),
        "[" + row(text(FIRST)) + "," + row(text(SECOND)) + "]",
        subscription(message(FIRST), message(SECOND)),
        subscription(message(FIRST)) + subscription(message(SECOND)),
        CONTROL + "\n" + subscription(message(FIRST)) + "\n" + subscription(message(SECOND)),
        "[" + CONTROL + "," + subscription(message(FIRST), message(SECOND)) + "]",
        subscription(message(eventBridge(FIRST)), message(SECOND)),
        "{\"events\":[" + message(FIRST) + "," + message(SECOND) + "],\"searchedLogStreams\":[]}",
        message(FIRST) + "\n" + message(SECOND),
        eventBridge(FIRST) + "\n" + eventBridge(SECOND),
        eventBridge(FIRST) + eventBridge(SECOND),
        "[" + eventBridge(FIRST) + ",\n" + eventBridge(SECOND) + "]",
        "{\"detail\":" + FIRST + ",\"detail-type\":\"x\"}" + SECOND,
        FIRST + eventBridge(SECOND));
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachEventIsFoundWithItsOwnBytes(String file) throws IOException {
    Surveyed surveyed = Surveyed.of(file);

    assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
    assertThat(surveyed.bad()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsCutOffCostsNoEventBefore(String file) throws IOException {
    byte[] bytes = file.getBytes(UTF_8);
    boolean first = false;
    for (int length = 0; length < bytes.length; length++) {
      Surveyed surveyed = Surveyed.of(java.util.Arrays.copyOf(bytes, length));

      assertThat(surveyed.events().size()).isLessThanOrEqualTo(2);
      assertThat(!first || !surveyed.events().isEmpty()).isTrue();
      first = first || !surveyed.events().isEmpty();
      assertThat(List.of(latin(FIRST), latin(SECOND))).containsAll(surveyed.events());
    }
  }

  @Test
  void oneEventAloneIsOne() throws IOException {
    assertThat(Surveyed.of(FIRST).events()).containsExactly(latin(FIRST));
    assertThat(Surveyed.of(eventBridge(FIRST)).events()).containsExactly(latin(FIRST));
    assertThat(Surveyed.of(text(FIRST)).events()).containsExactly(latin(FIRST));
  }

  @Test
  void anEventIsKnownByItsMembersWhereItsVersionIsNotTheFirst() throws IOException {
    String sorted = SORTED.writeValueAsString(JSON.readValue(SECOND, Object.class));
    String old = "{\"eventTime\":\"x\",\"awsRegion\":\"y\",\"eventName\":\"z\"}";

    assertThat(Surveyed.of(sorted + "\n" + old + "\n").events())
        .containsExactly(latin(sorted), latin(old));
    assertThat(Surveyed.of(sorted + "\n" + old + "\n").bad()).isEmpty();
  }

  @Test
  void anEnvelopeMayHaveItsMembersInAnyOrder() throws IOException {
    for (String file :
        List.of(eventBridge(FIRST), "{\"Events\":[" + row(text(FIRST)) + "]}", row(text(FIRST)))) {
      String sorted = SORTED.writeValueAsString(JSON.readValue(file, Object.class));

      assertThat(Surveyed.of(sorted).events()).hasSize(1);
      assertThat(Surveyed.of(sorted).bad()).isEmpty();
      assertThat(JSON.readTree(Surveyed.of(sorted).events().get(0).getBytes(ISO_8859_1)))
          .isEqualTo(JSON.readTree(FIRST));
    }
  }

  @Test
  void aTrialOfASubscriptionIsNothing() throws IOException {
    assertThat(Surveyed.of(CONTROL).events()).isEmpty();
    assertThat(Surveyed.of(CONTROL).bad()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"detail-type\":\"EC2 Instance State-change Notification\",\"detail\":{\"state\":\"x\"}}",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":\"no JSON\"}",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":\"{\\\"eventVersion\\\":1\"}",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":\"{\\\"eventVersion\\\":\\\"\\ud83d\\\"}\"}",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":\"{\\\"eventVersion\\\":1} {}\"}",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":null}",
        "{\"something\":\"else\"}",
        "\"text\"",
      })
  void whatHoldsNoEventIsBadAndCostsNoOther(String bad) throws IOException {
    String file = row(text(FIRST)) + "\n" + bad + "\n" + row(text(SECOND)) + "\n";
    Surveyed surveyed = Surveyed.of(file);

    assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
    assertThat(String.join("", surveyed.badBytes()).strip()).isEqualTo(latin(bad));
  }

  @Test
  void aRowWithoutAnEventIsBadAndItsNeighboursAreNot() throws IOException {
    String bad = "{\"id\":\"2\",\"timestamp\":1,\"message\":\"2 1 eni-1 ACCEPT OK\"}";
    Surveyed surveyed = Surveyed.of(subscription(message(FIRST), bad, message(SECOND)));

    assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
    assertThat(surveyed.badBytes()).containsExactly(bad);
    assertThat(surveyed.bad().get(0).problem()).contains("the text is no event");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":tru",
        "{\"eventVersion\":\"1\",\"a\":\"unclosed",
        "garbage",
        "{\"EventId\":\"1\",\"CloudTrailEvent\":\"{\\\"eventVersion\\\"",
      })
  void aDamagedLineCostsNoOtherLine(String damaged) throws IOException {
    for (List<String> lines :
        List.of(
            List.of(FIRST, damaged, SECOND),
            List.of(row(text(FIRST)), damaged, row(text(SECOND))),
            List.of(eventBridge(FIRST), damaged, eventBridge(SECOND)))) {
      Surveyed surveyed = Surveyed.of(String.join("\n", lines) + "\n");

      assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
      assertThat(surveyed.badBytes()).singleElement().asString().contains(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"eventVersion\":\"1\",\"a\":", "{\"eventVersion\":\"1\",\"a\":[{\"b\":"})
  void aLineThatEndsBeforeAValueSwallowsNoEvent(String damaged) throws IOException {
    Surveyed surveyed = Surveyed.of(String.join("\n", FIRST, damaged, SECOND) + "\n");

    assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
    assertThat(surveyed.badBytes()).containsExactly(damaged + "\n");
  }

  @Test
  void prefixesOfLinesAreBadAndTheirEventsAreNot() throws IOException {
    Surveyed surveyed =
        Surveyed.of("2026-01-02T03:04:05.000Z " + FIRST + "\n2026-01-02T03:04:06.000Z " + SECOND);

    assertThat(surveyed.events()).containsExactly(latin(FIRST), latin(SECOND));
    assertThat(String.join("", surveyed.badBytes()))
        .contains("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Records\":[%s]}",
        "[%s]",
        "%s\n%s",
        "{\"Events\":[{\"CloudTrailEvent\":%s}]}",
        "{\"detail-type\":\"AWS Insight via CloudTrail\",\"detail\":%s}",
      })
  void theKindIsToldByTheFirstEventWhateverTheForm(String form) throws IOException {
    String insight =
        "{\"eventVersion\":\"1.11\",\"deep\":"
            + "[".repeat(2000)
            + "]".repeat(2000)
            + ",\"eventCategory\":\"Insight\"}";

    assertThat(kind(form.replace("%s", insight))).isEqualTo(LogFileKind.INSIGHT);
    assertThat(kind(form.replace("%s", insight.replace("Insight", "Aggregated"))))
        .isEqualTo(LogFileKind.AGGREGATED);
    assertThat(kind(form.replace("%s", FIRST))).isEqualTo(LogFileKind.EVENTS);
  }

  private static LogFileKind kind(String file) throws IOException {
    return LogFileKind.ofContent(new ByteArrayInputStream(file.getBytes(UTF_8)));
  }

  @Test
  void theReaderHasALongEventInOnePiece() throws IOException {
    String longOne = "{\"eventVersion\":\"1\",\"a\":\"" + "x".repeat(1_000_000) + "\"}";
    for (String file :
        List.of(
            "{\"Records\":[" + FIRST + "," + longOne + "," + SECOND + "]}",
            FIRST + "\n" + longOne + SECOND,
            subscription(message(FIRST), message(longOne), message(SECOND)),
            "{\"Records\":[" + FIRST + ",{\"a\":tru" + longOne + "," + SECOND + "]}")) {
      LogFileReader reader = LogFileReader.of(new ByteArrayInputStream(file.getBytes(UTF_8)));
      java.util.ArrayList<String> events = new java.util.ArrayList<>();
      while (reader.next()) {
        if (reader.isEvent()) {
          events.add(new String(reader.bytes(), reader.start(), reader.length(), UTF_8));
        } else {
          assertThat(reader.problem()).contains("this is no JSON value");
        }
      }

      assertThat(events).containsExactly(FIRST, longOne, SECOND);
    }
  }

  private static String latin(String event) {
    return new String(event.getBytes(UTF_8), ISO_8859_1);
  }
}
