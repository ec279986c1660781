package io.snowwatch.snowflake.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The small JSON texts that Snowflake describes things with. */
final class FlatJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private FlatJson() {}

  /** The members of an object that are no objects themselves, by their names in lower case. */
  static Map<String, String> members(String json) {
    Map<String, String> members = new LinkedHashMap<>();
    if (json.isBlank()) {
      return members;
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return members;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName().toLowerCase(Locale.ROOT);
        if (parser.nextToken().isStructStart()) {
          parser.skipChildren();
        } else {
          members.put(name, parser.getText());
        }
      }
      return members;
    } catch (IOException e) {
      throw new IllegalStateException(
          "Snowflake described something by what is no JSON: " + json, e);
    }
  }

  /** The texts of an array. */
  static List<String> texts(String json) {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          texts.add(parser.getText());
        }
      }
      return texts;
    } catch (IOException e) {
      throw new IllegalStateException("Snowflake listed something by what is no JSON: " + json, e);
    }
  }
}
