package io.snowwatch.cloudtrail.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileSplitterTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Test
  void anEventKeepsItsOwnBytes() throws IOException {
    String event =
        "{\"b\": 1.0,\"a\" :1E400, \"text\":\"\\u00e9 \\\"{[\\\" \\/ é😀\",\"deep\":{\"x\":[[],{}]}}";

    assertThat(split("{\"Records\":[" + event + "]}")).isEqualTo(event + "\n");
  }

  @Test
  void everyEventIsALineAndOnlyLineBreaksBetweenTokensGo() throws IOException {
    assertThat(
            split(
                """
                {
                  "Records" : [
                    {
                      "eventName": "A",\r
                      "list": [ 1,
                        2 ]
                    } ,
                    {"eventName":"B"}
                  ]
                }
                """))
        .isEqualTo(
            "{                  \"eventName\": \"A\",                  \"list\": [ 1,"
                    .replace("                  ", "      ")
                + "        2 ]    }\n{\"eventName\":\"B\"}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Records\":[{\"e\":1}]}",
        "{\"before\":{\"Records\":[{\"e\":2}]},\"Records\":[{\"e\":1}]}",
        "{\"Records\":[{\"e\":1}],\"after\":[\"Records\",{\"e\":3}]}",
        "{\"s\":\"}]\\\"\",\"n\":-0.5e+1,\"t\":true,\"f\":false,\"z\":null,\"Records\":[{\"e\":1}]}",
        "{\"Record\":0,\"RecordsX\":[{}],\"Records\":[{\"e\":1}]}",
        "\uFEFF{\"Records\":[{\"e\":1}]}\n"
      })
  void recordsMayStandAnywhereInTheTopLevelObject(String file) throws IOException {
    assertThat(split(file)).isEqualTo("{\"e\":1}\n");
  }

  @Test
  void aFileWithoutEventsHasNoLines() throws IOException {
    assertThat(split("{\"Records\":[ ]}")).isEmpty();
  }

  @Test
  void nestingDeeperThanAnyStackIsRead() throws IOException {
    String event = "{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";

    assertThat(split("{\"Records\":[" + event + "]}")).isEqualTo(event + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "|0|a log file is a JSON object",
        "[]|0|a log file is a JSON object",
        "{}|2|there is no member 'Records'",
        "{\"Records\":{}}|11|'Records' is an array",
        "{\"Records\":[1]}|12|an event is a JSON object",
        "{\"Records\":[{\"e\":1}|19|a comma or ']' is missing",
        "{\"Records\":[{\"e\":1},{\"e|23|the file is cut off inside a string",
        "{\"Records\":[{\"e\":1}]} x|22|something follows the end of the JSON object",
        "{\"Records\":[{\"e\":01}]}|18|a comma or '}' is missing",
        "{\"Records\":[{\"e\":tru}]}|20|this is no JSON value",
        "{\"Records\":[{\"e\":\"\\x\"}]}|19|an escape in a string is unknown",
        "{\"Records\":[{\"e\":\"\\u12g4\"}]}|22|an escape in a string is incomplete",
        "{\"Records\":[{\"e\":\"\u0001\"}]}|18|a string contains a control character",
        "{\"Records\":[{\"e\" 1}]}|17|a colon follows a member's name",
        "{\"Records\":[{1:1}]}|13|a member's name is a string",
        "{\"Records\":[{\"e\":1},]}|20|an event is a JSON object",
      })
  void aMalformedFileIsRefusedAtTheByteWhereItGoesWrong(String file, long offset, String problem) {
    String content = file == null ? "" : file;
    assertThatThrownBy(() -> split(content))
        .isInstanceOfSatisfying(
            MalformedLogFileException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageStartingWith("At byte " + offset + " of the uncompressed log file: ")
        .hasMessageContaining(problem);
  }

  @RepeatedTest(200)
  void aRandomFileHasTheSameEventsThatJacksonReads(RepetitionInfo repetition) throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    if (random.nextBoolean()) {
      file.set("first", value(random, 3));
    }
    ArrayNode records = file.putArray("Records");
    int events = random.nextInt(20);
    for (int i = 0; i < events; i++) {
      ObjectNode event = records.addObject();
      int members = random.nextInt(6);
      for (int m = 0; m < members; m++) {
        event.set(text(random), value(random, 4));
      }
    }
    if (random.nextBoolean()) {
      file.set("last", value(random, 3));
    }
    byte[] bytes =
        random.nextBoolean()
            ? JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(file)
            : JSON.writeValueAsBytes(file);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long count = LogFileSplitter.split(new TrickleStream(bytes, random), out);

    assertThat(count).isEqualTo(events);
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(events);
    for (int i = 0; i < events; i++) {
      assertThat(JSON.readTree(lines.get(i))).isEqualTo(records.get(i));
    }
  }

  @RepeatedTest(300)
  void aDamagedFileIsRefusedExactlyWhereJacksonRefusesIt(RepetitionInfo repetition)
      throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    ArrayNode records = file.putArray("Records");
    for (int i = 0; i < 3; i++) {
      records.addObject().set("value", value(random, 3));
    }
    // Only the grammar is compared: the encoding of non-ASCII text is passed on unchecked.
    byte[] bytes = JSON.writeValueAsString(file).replaceAll("[^ -~]", "").getBytes(UTF_8);
    int at = random.nextInt(bytes.length);
    bytes[at] = (byte) "{}[]\",:\\0 1tx".charAt(random.nextInt(13));

    boolean accepted;
    try {
      LogFileSplitter.split(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
      accepted = true;
    } catch (MalformedLogFileException e) {
      accepted = false;
    }

    assertThat(accepted).as(new String(bytes, UTF_8)).isEqualTo(isLogFile(bytes));
  }

  private static boolean isLogFile(byte[] bytes) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      JsonNode records = tree.path("Records");
      if (!tree.isObject() || !records.isArray()) {
        return false;
      }
      for (JsonNode event : records) {
        if (!event.isObject()) {
          return false;
        }
      }
      return true;
    } catch (IOException notJson) {
      return false;
    }
  }

  private static JsonNode value(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> nodes.textNode(text(random));
      case 1 -> nodes.numberNode(random.nextInt());
      case 2 -> nodes.numberNode(random.nextGaussian());
      case 3 -> nodes.booleanNode(random.nextBoolean());
      case 4 -> nodes.nullNode();
      case 5 -> nodes.textNode("Records");
      case 6 -> {
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(text(random), value(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    String alphabet = "ab\"\\{}[],:\n\t é€/";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      int index = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
      text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, index)));
    }
    return text.toString();
  }

  private static String split(String file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogFileSplitter.split(new ByteArrayInputStream(file.getBytes(UTF_8)), out);
    return out.toString(UTF_8);
  }

  /** Gives a few bytes at a time, as a network does. */
  private static final class TrickleStream extends InputStream {

    private final InputStream bytes;
    private final Random random;

    TrickleStream(byte[] bytes, Random random) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return bytes.read(buffer, offset, Math.min(length, 1 + random.nextInt(7)));
    }
  }
}
