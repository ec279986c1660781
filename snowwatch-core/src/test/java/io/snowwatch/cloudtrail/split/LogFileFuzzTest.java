package io.snowwatch.cloudtrail.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Log files that a fuzzer makes up. A build runs those that are kept beside this class; {@code
 * snowwatch-core/fuzz} looks for new ones.
 */
class LogFileFuzzTest {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** What may hold events beside {@code Records}, which the splitter does not take. */
  private static final Set<String> OTHER_HOLDERS =
      Set.of("CloudTrailEvent", "detail", "message", "@message", "Events", "events", "logEvents");

  /** What Jackson finds in a well-formed file. */
  private record Expected(List<String> events, boolean eventInEvent) {}

  @FuzzTest(maxDuration = "1m")
  void anyBytes(byte[] file) throws IOException {
    Optional<Expected> expected = readByJackson(file);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    boolean accepted;
    try {
      LogFileSplitter.split(new Slow(file, file.length), lines);
      accepted = true;
    } catch (MalformedLogFileException e) {
      accepted = false;
    }
    Surveyed surveyed = Surveyed.of(file);

    assertThat(accepted).isEqualTo(expected.isPresent());
    assertThat(Surveyed.of(file, new Slow(file, 3))).isEqualTo(surveyed);
    assertThat(surveyed.events()).allMatch(event -> isObject(event.getBytes(ISO_8859_1)));
    if (expected.isPresent()) {
      String all = lines(expected.get().events());
      assertThat(lines.toString(ISO_8859_1)).isEqualTo(all);
      if (!expected.get().eventInEvent()) {
        assertThat(lines(surveyed.events())).isEqualTo(all);
        assertThat(surveyed.bad()).isEmpty();
      }
    }
  }

  /** Every event lands that begins as CloudTrail's do, whatever stands between them. */
  @FuzzTest(maxDuration = "1m")
  void anythingBetweenEvents(FuzzedDataProvider data) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<String> events = new ArrayList<>();
    file.writeBytes("{\"Records\":[".getBytes(UTF_8));
    int elements = data.consumeInt(1, 6);
    for (int i = 0; i < elements; i++) {
      if (i > 0) {
        file.write(',');
      }
      if (i + 1 < elements && data.consumeBoolean()) {
        file.writeBytes(data.consumeBytes(data.consumeInt(0, 40)));
      } else {
        String event = "{\"eventVersion\":\"1.11\",\"i\":[" + i + ",{\"\":\"}],\\\"{\"}]}";
        events.add(event);
        file.writeBytes(event.getBytes(UTF_8));
      }
    }
    file.writeBytes("]}".getBytes(UTF_8));

    Surveyed surveyed = Surveyed.of(file.toByteArray());

    assertThat(surveyed.events())
        .as(file.toString(ISO_8859_1))
        .containsSubsequence(events)
        .allMatch(event -> isObject(event.getBytes(ISO_8859_1)));
  }

  /** What is read from damaged gzip data does not depend on how, and is a beginning. */
  @FuzzTest(maxDuration = "1m")
  void anyGzip(byte[] file) throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(file);
    }
    byte[] compressed = gzip.toByteArray();
    for (int i = 0; i + 1 < file.length && i < 4; i += 2) {
      compressed[(file[i] & 0xFF) % compressed.length] ^= file[i + 1];
    }
    byte[] atOnce = readable(compressed, 8192);

    assertThat(readable(compressed, 5)).isEqualTo(atOnce);
    assertThat(readable(file, 8192)).isEqualTo(readable(file, 1));
    assertThat(Surveyed.of(atOnce, LogFiles.uncompress(new Slow(compressed, 7))).events())
        .isEqualTo(Surveyed.of(atOnce).events());
  }

  private static byte[] readable(byte[] object, int atOnce) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[atOnce];
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(object))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read.write(buffer, 0, n);
      }
    } catch (MalformedLogFileException damaged) {
      return read.toByteArray();
    }
    return read.toByteArray();
  }

  private static String lines(List<String> events) {
    StringBuilder lines = new StringBuilder();
    for (String event : events) {
      lines.append(event.replace("\n", "").replace("\r", "")).append('\n');
    }
    return lines.toString();
  }

  private static boolean isObject(byte[] event) {
    try (JsonParser parser = JSON.createParser(decode(event))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Reads a file of one document with Records, or nothing where it is anything else. */
  private static Optional<Expected> readByJackson(byte[] file) throws IOException {
    byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    int from = Arrays.equals(Arrays.copyOf(file, Math.min(3, file.length)), mark) ? 3 : 0;
    String text;
    try {
      text = decode(Arrays.copyOfRange(file, from, file.length));
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
    List<String> events = new ArrayList<>();
    boolean eventInEvent = false;
    boolean found = false;
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean records = parser.currentName().equals("Records");
        found |= records;
        eventInEvent |= OTHER_HOLDERS.contains(parser.currentName());
        if (parser.nextToken() != JsonToken.START_ARRAY || !records) {
          if (records) {
            return Optional.empty();
          }
          eventInEvent |= finish(parser);
          continue;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
          }
          int begin = (int) parser.currentTokenLocation().getCharOffset();
          eventInEvent |= finish(parser);
          int end = (int) parser.currentLocation().getCharOffset();
          events.add(new String(text.substring(begin, end).getBytes(UTF_8), ISO_8859_1));
        }
      }
      return parser.nextToken() == null && found
          ? Optional.of(new Expected(events, eventInEvent))
          : Optional.empty();
    } catch (JsonProcessingException malformed) {
      return Optional.empty();
    }
  }

  /** Reads the rest of a value; tells whether an object in it looks like an event. */
  private static boolean finish(JsonParser parser) throws IOException {
    boolean eventInEvent = false;
    int depth = 0;
    JsonToken previous = null;
    for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
      if (token == null) {
        // Jackson tells the end within a value by an exception, except for an unfinished scalar.
        throw new JsonParseException(parser, "cut off");
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.FIELD_NAME
          && previous == JsonToken.START_OBJECT
          && parser.currentName().equals("eventVersion")) {
        eventInEvent |= depth > 1;
      }
      parser.finishToken();
      if (depth == 0) {
        return eventInEvent;
      }
      previous = token;
    }
  }

  /** Gives a few bytes at a time. */
  private static final class Slow extends ByteArrayInputStream {

    private final int atOnce;

    Slow(byte[] bytes, int atOnce) {
      super(bytes);
      this.atOnce = Math.max(1, atOnce);
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, atOnce));
    }
  }
}
