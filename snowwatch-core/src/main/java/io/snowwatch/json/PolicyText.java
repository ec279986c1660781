package io.snowwatch.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A document that an API sends URL-encoded, as IAM does its policies.
 *
 * <p>What is JSON is written as JSON, every number and escape as it stands, so that nothing is lost
 * on the way; what readers of a line would stumble over, or understand in different ways, stays
 * text: a name that an object has twice, half a character, a number or a nesting beyond all
 * readers' bounds, anything after the document's end.
 *
 * @param text the decoded document; what the API sent, where it is not URL-encoded text
 * @param compactJson the document on one line; null where it is to stay text
 */
record PolicyText(String text, @Nullable String compactJson) {

  /** Half of what the strictest of the usual readers takes, for a line adds to the nesting. */
  private static final int MAX_DEPTH = 500;

  private static final int MAX_NUMBER_CHARACTERS = 1000;

  private static final JsonFactory STRICT =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARACTERS)
                  .build())
          .build();

  static PolicyText decode(String encoded) {
    @Nullable String decoded = decodePercent(encoded);
    String text = decoded == null ? encoded : decoded;
    return new PolicyText(text, isFaithful(text) ? compact(text) : null);
  }

  /** Decodes as RFC 3986 says, which IAM follows; null where that would lose a byte. */
  private static @Nullable String decodePercent(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    int at = 0;
    while (at < encoded.length()) {
      char c = encoded.charAt(at);
      if (c == '%') {
        int high = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 1), 16) : -1;
        int low = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        at += 3;
      } else {
        int next = encoded.offsetByCodePoints(at, 1);
        bytes.writeBytes(encoded.substring(at, next).getBytes(StandardCharsets.UTF_8));
        at = next;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }

  /** Whether the text is one JSON object or array that all readers understand alike. */
  private static boolean isFaithful(String text) {
    try (JsonParser parser = STRICT.createParser(text)) {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
        return false;
      }
      int depth = 0;
      do {
        if (token == null || !isFaithful(token, parser)) {
          return false;
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        token = parser.nextToken();
      } while (depth > 0);
      return token == null;
    } catch (JsonProcessingException notJson) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFaithful(JsonToken token, JsonParser parser) throws IOException {
    return switch (token) {
      case FIELD_NAME, VALUE_STRING ->
          StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          parser.getText().length() <= MAX_NUMBER_CHARACTERS;
      default -> true;
    };
  }

  /** Leaves out what stands between tokens, line breaks above all, and nothing else. */
  private static String compact(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        compact.append(c);
        if (c == '\\') {
          i++;
          compact.append(json.charAt(i));
        } else if (c == '"') {
          inString = false;
        }
      } else if (c > ' ') {
        compact.append(c);
        inString = c == '"';
      }
    }
    return compact.toString();
  }
}
