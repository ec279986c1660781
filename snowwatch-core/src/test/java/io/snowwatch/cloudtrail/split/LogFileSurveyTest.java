package io.snowwatch.cloudtrail.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileSurveyTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** As CloudTrail writes it: compact, the version first, JSON in strings, objects in arrays. */
  private static final List<String> EVENTS =
      IntStream.range(0, 5)
          .mapToObj(
              i ->
                  ("{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":"
                          + "\"arn:aws:iam::1:user/é%d\"},\"eventID\":\"%d\",\"readOnly\":true,"
                          + "\"n\":[-1.5e3,null,{\"a\":\"}],{\"},{\"b\":[]}],"
                          + "\"requestParameters\":{\"policy\":\"{\\\"Statement\\\":[{\\\"Sid\\\":1}]}\"},"
                          + "\"resources\":[{\"ARN\":\"a\"},{\"ARN\":\"b\"}],\"last\":\"x\"}")
                      .formatted(i, i))
          .toList();

  private static final byte[] FILE = file(EVENTS);

  private static byte[] file(List<String> events) {
    return ("{\"Records\":[" + String.join(",", events) + "]}").getBytes(UTF_8);
  }

  private static List<String> latin(List<String> events) {
    return events.stream().map(event -> new String(event.getBytes(UTF_8), ISO_8859_1)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Records\":[{\"e\":1},{\"e\":2}]}",
        "\uFEFF {\"before\":{\"Records\":[{\"e\":3}]},\"Records\" : [ {\"e\":1} , {\"e\":2} ] }\n",
        "{\"Records\":[{\"e\":1}],\"after\":0,\"Records\":[{\"e\":2}]}",
        "{\"Records\":[{\"e\":1}]}\n{\"Records\":[{\"e\":2}]}\n",
        "[{\"e\":1},{\"e\":2}]",
        "{\"\\u0052ecord\\u0073\":[{\"e\":1},{\"e\":2}]}",
      })
  void aGoodFileHasNoBadStretch(String file) throws IOException {
    Surveyed surveyed = Surveyed.of(file);

    assertThat(surveyed.events()).containsExactly("{\"e\":1}", "{\"e\":2}");
    assertThat(surveyed.bad()).isEmpty();
  }

  /** Each of these stands between two good events, which stay. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\":}|this is no JSON value",
        "{\"a\" 1}|a colon follows a member's name",
        "{\"a\":1,}|a member's name is a string",
        "{\"a\":1 \"b\":2}|a comma or '}' is missing",
        "{\"a\":NaN}|this is no JSON value",
        "{\"a\":01}|a comma or '}' is missing",
        "{\"a\":'x'}|this is no JSON value",
        "{a:1}|a member's name is a string",
        "{\"a\":\"\\x\"}|an escape in a string is unknown",
        "{\"a\":\"\\u12\"}|an escape in a string is incomplete",
        "{\"a\":\"tab\there\"}|a string contains a control character",
        "{\"a\":[1,2}|a comma or ']' is missing",
        "{\"a\":{\"b\":1]}|a comma or '}' is missing",
        "{\"a\":[{\"b\":1},{\"c\":2},\"d\":3}|a comma or ']' is missing",
        "{\"a\":foo bar, \"b\":{\"c\":[{\"d\":1},{\"e\":2}]}}|this is no JSON value",
        "{\"a\":\"foo,\"b\":\"bar\"}|a comma or '}' is missing",
        "{\"a\":foo\",\"b\":\"bar\"}|this is no JSON value",
        "{\"a\":\"fo\"o\",\"b\":\"bar\"}|a comma or '}' is missing",
        "{\"a\":\"foo\\\",\"b\":\"bar\"}|a comma or '}' is missing",
        "{\"a\":\"foo}|a comma or '}' is missing",
        "{\"a\":{\"b\":[\"foo]}}|a comma or ']' is missing",
        "{\"a\":1|a member's name is a string",
        "{\"a\":{\"b\":1}|a member's name is a string",
        "1|an event is a JSON object",
        "\"text\"|an event is a JSON object",
        "null|an event is a JSON object",
        "[{\"a\":1},{\"b\":2}]|an event is a JSON object",
        "garbage|this is no JSON value",
        "\"open|an event is a JSON object",
        "}|this is no JSON value",
        "(%$§)|this is no JSON value",
      })
  void aBadElementIsOneStretchAndItsNeighboursLand(String element, String problem)
      throws IOException {
    String latin = new String(element.getBytes(UTF_8), ISO_8859_1);
    Surveyed surveyed =
        Surveyed.of("{\"Records\":[{\"good\":1}," + element + ",{\"good\":2},{\"good\":3}]}");

    assertThat(surveyed.events()).containsExactly("{\"good\":1}", "{\"good\":2}", "{\"good\":3}");
    assertThat(surveyed.badBytes()).hasSize(1);
    assertThat(surveyed.badBytes().get(0)).isIn(latin, latin + ",");
    assertThat(surveyed.bad().get(0).from()).isEqualTo(23);
    assertThat(surveyed.bad().get(0).problem()).contains(problem);
  }

  @Test
  void anEventThatIsNotInUtf8IsBad() throws IOException {
    for (String wrong :
        List.of(
            "\u0080",
            "\u00C3",
            "\u00C0\u00AF",
            "\u00ED\u00A0\u0080",
            "\u00F4\u0090\u0080\u0080",
            "\u00E2\u0082",
            "\u00FF")) {
      String bad = "{\"a\":\"x" + wrong + "\"}";
      Surveyed surveyed =
          Surveyed.of(("{\"Records\":[{\"b\":1}," + bad + ",{\"c\":2}]}").getBytes(ISO_8859_1));

      assertThat(surveyed.events()).containsExactly("{\"b\":1}", "{\"c\":2}");
      assertThat(surveyed.badBytes()).containsExactly(bad);
      assertThat(surveyed.bad().get(0).problem()).endsWith(": a string is not in UTF-8.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // What is lost has no bytes.
        "{\"Records\":[{\"e\":1}{\"e\":2}]}||a comma or ']' is missing",
        "{\"Records\":[{\"e\":1},,{\"e\":2}]}||an event is a JSON object",
        "{\"Records\":[{\"e\":1},{\"e\":2},]}||an event is a JSON object",
        "{\"Records\":[{\"e\":1},{\"e\":2}||the file is cut off: a comma or ']' is missing",
        "{\"Records\":[{\"e\":1}],{\"e\":2}]}||an event is a JSON object",
        "{\"Records\":[{\"e\":1},{\"e\":2}]||the file is cut off: a comma or '}' is missing",
        // Damage outside the events.
        "{\"x\":tru,\"Records\":[{\"e\":1},{\"e\":2}]}|{\"x\":tru,\"Records\":[|this is no JSON value",
        "{\"Records\":[{\"e\":1},{\"e\":2}],\"x\":tru}|\"x\":tru}|this is no JSON value",
        "garbage {\"Records\":[{\"e\":1},{\"e\":2}]}|garbage {\"Records\":[|a log file is a JSON object",
        "{\"Records\":[{\"e\":1},{\"e\":2}]} x|x|a log file is a JSON object",
        "{\"Records\":{},\"Records\":[{\"e\":1},{\"e\":2}]}|{}|'Records' is an array",
        "{\"Records\":[{\"e\":1}#{\"e\":2}]}|#|a comma or ']' is missing",
        "{\"Records\":[{\"e\":1}},{\"e\":2}]}|}|a comma or ']' is missing",
      })
  void damageBetweenEventsCostsNone(String file, String bad, String problem) throws IOException {
    Surveyed surveyed = Surveyed.of(file);

    assertThat(surveyed.events()).containsExactly("{\"e\":1}", "{\"e\":2}");
    assertThat(surveyed.badBytes()).containsExactly(bad == null ? "" : bad);
    assertThat(surveyed.bad().get(0).problem()).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1,2]x",
        "{\"configurationItems\":[{\"a\":1}]}",
        "{\"e\":1}\n{\"e\":2}\n",
        "\u0000\u0001",
        "version account-id interface-id\n2 1 eni-1 ACCEPT OK\n",
        "<xml/>",
        "PK\u0003\u0004",
        "\"",
        "{",
        "{\"Records\":{\"a\":1}}",
        "{\"Records\":\"none\"}",
        "{}",
      })
  void whatIsNoLogFileIsBadFromBeginningToEnd(String file) throws IOException {
    Surveyed surveyed = Surveyed.of(file);

    assertThat(surveyed.events()).isEmpty();
    assertThat(surveyed.bad()).isNotEmpty();
    assertThat(surveyed.kind()).isEqualTo(LogFileKind.EVENTS);
  }

  @Test
  void anEmptyFileIsBad() throws IOException {
    for (String empty : List.of("", " \n", "\uFEFF")) {
      assertThat(Surveyed.of(empty).bad()).hasSize(1).allMatch(bad -> bad.from() == bad.to());
    }
  }

  @Test
  void aDigestFileIsToldByItsContent() throws IOException {
    assertThat(
            Surveyed.of("{\"awsAccountId\":\"1\",\"digestStartTime\":\"x\",\"logFiles\":[]}")
                .kind())
        .isEqualTo(LogFileKind.DIGEST);
  }

  @Test
  void theNextEventIsFoundByItsVersionWhateverIsOpen() throws IOException {
    for (String damage :
        List.of(
            "{\"eventVersion\":\"1\",\"a\":[[[{\"b\":1,",
            "{\"eventVersion\":\"1\",\"a\":[[[[{\"b\":\"unclosed",
            "{\"eventVersion\":\"1\",\"a\":\"un\"closed",
            "\"",
            "{\"a\":[1",
            "]}{\"a\":[1",
            "]}{\"Records\":\"a{",
            "],\"x\":\"a{",
            "{\"eventVersion\":")) {
      Surveyed surveyed =
          Surveyed.of(
              ("{\"Records\":["
                  + EVENTS.get(0)
                  + ","
                  + damage
                  + ",\n{ \"eventVersion\" : 2},"
                  + EVENTS.get(1)
                  + "]}"));

      assertThat(surveyed.events())
          .as(damage)
          .containsExactly(latin(EVENTS).get(0), "{ \"eventVersion\" : 2}", latin(EVENTS).get(1));
      assertThat(String.join("", surveyed.badBytes()))
          .contains(damage.replaceFirst("^\\][},]", ""));
    }
  }

  @Test
  void ofAFileThatIsCutOffAnywhereEveryCompleteEventLands() throws IOException {
    for (int length = 0; length <= FILE.length; length++) {
      byte[] file = Arrays.copyOf(FILE, length);
      int complete = 0;
      while (complete < EVENTS.size()
          && file(EVENTS.subList(0, complete + 1)).length - 2 <= length) {
        complete++;
      }
      Surveyed surveyed = Surveyed.of(file);

      assertThat(surveyed.events()).isEqualTo(latin(EVENTS.subList(0, complete)));
      assertThat(surveyed.bad()).hasSize(length < FILE.length ? 1 : 0);
    }
  }

  /** The event that is hit may land, if it is still one, or not; the others must. */
  @Test
  void aByteThatIsReplacedLostOrDoubledCostsNoEventButTheOneThatHasIt() throws IOException {
    for (int at = 0; at < FILE.length; at++) {
      byte[] lost = new byte[FILE.length - 1];
      System.arraycopy(FILE, 0, lost, 0, at);
      System.arraycopy(FILE, at + 1, lost, at, lost.length - at);
      requireOtherEvents(lost, at);
      byte[] doubled = new byte[FILE.length + 1];
      System.arraycopy(FILE, 0, doubled, 0, at + 1);
      System.arraycopy(FILE, at, doubled, at + 1, FILE.length - at);
      requireOtherEvents(doubled, at);
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = FILE.clone();
        flipped[at] ^= (byte) (1 << bit);
        requireOtherEvents(flipped, at);
      }
      for (char other : "{}[]\",:\\ x".toCharArray()) {
        byte[] replaced = FILE.clone();
        replaced[at] = (byte) other;
        requireOtherEvents(replaced, at);
      }
    }
  }

  private static void requireOtherEvents(byte[] file, int damagedAt) throws IOException {
    Surveyed surveyed = Surveyed.of(file);
    int header = "{\"Records\":[".length();
    int offset = header;
    for (String event : latin(EVENTS)) {
      boolean untouched = damagedAt < offset - 1 || damagedAt > offset + event.length();
      if (untouched && !surveyed.events().contains(event)) {
        // Without its header it is no log file.
        assertThat(damagedAt < header ? surveyed.badBytes() : surveyed.events())
            .as("byte %d of %s", damagedAt, new String(file, ISO_8859_1))
            .anyMatch(found -> found.contains(event));
        assertThat(damagedAt).isLessThan(header);
      }
      offset += event.length() + 1;
    }
    for (String event : surveyed.events()) {
      assertThat(JSON.readTree(event.getBytes(ISO_8859_1)).isObject()).isTrue();
    }
  }

  @RepeatedTest(50)
  void whatIsFoundDoesNotDependOnHowManyBytesAreReadAtOnce(RepetitionInfo repetition)
      throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int copies = 0; copies < 80; copies++) {
      byte[] piece = FILE.clone();
      for (int i = random.nextInt(20); i > 0; i--) {
        piece[random.nextInt(piece.length)] = (byte) "{}[]\",:\\ x\n".charAt(random.nextInt(11));
      }
      file.writeBytes(piece);
    }
    byte[] bytes = file.toByteArray();

    assertThat(Surveyed.of(bytes, new Trickle(bytes, random))).isEqualTo(Surveyed.of(bytes));
  }

  private static final class Trickle extends ByteArrayInputStream {

    private final Random random;

    Trickle(byte[] bytes, Random random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(900)));
    }
  }
}
