package io.snowwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a deployment over their defaults, by the declaration that {@code osls} reads too.
 */
final class DeploySettings {

  /** Rendered with the rest of the stack; the build lays it beside this class. */
  private static final String DECLARATION = "settings.json";

  private final Map<String, JsonNode> declared;
  private final Map<String, String> given;

  private DeploySettings(Map<String, JsonNode> declared, Map<String, String> given) {
    this.declared = declared;
    this.given = given;
  }

  /**
   * Reads what was given.
   *
   * @param given names and values
   * @throws ConfigurationException with every name that is not known and every value that is wrong
   */
  static DeploySettings of(Map<String, String> given) {
    Map<String, JsonNode> declared = declared();
    List<String> problems = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          @Nullable JsonNode setting = declared.get(name);
          if (setting == null) {
            problems.add(
                "There is no setting '%s': choose from %s."
                    .formatted(name, String.join(", ", declared.keySet())));
          } else if (!accepts(setting, value)) {
            problems.add(
                "The setting %s is '%s': give %s."
                    .formatted(name, value, setting.path("accepted").asText()));
          }
        });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new DeploySettings(declared, Map.copyOf(given));
  }

  private static Map<String, JsonNode> declared() {
    Map<String, JsonNode> declared = new LinkedHashMap<>();
    try (InputStream in = DeploySettings.class.getResourceAsStream(DECLARATION)) {
      if (in == null) {
        throw new IllegalStateException(
            DECLARATION + " is not packaged: build the module again with Maven.");
      }
      new ObjectMapper()
          .readTree(in)
          .forEach(setting -> declared.put(setting.path("name").asText(), setting));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return declared;
  }

  private static boolean accepts(JsonNode setting, String value) {
    if (!setting.has("choices")) {
      return value.matches(setting.path("pattern").asText());
    }
    for (JsonNode choice : setting.path("choices")) {
      if (choice.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** A setting's value: what was given, or the default. */
  String value(String name) {
    @Nullable JsonNode setting = declared.get(name);
    if (setting == null) {
      throw new IllegalArgumentException("No setting is called " + name + ".");
    }
    return given.getOrDefault(name, setting.path("default").asText());
  }

  /** Whether a setting is {@code true}. */
  boolean is(String name) {
    return value(name).equals("true");
  }

  /** Whether a value was given, be it the default. */
  boolean isGiven(String name) {
    return given.containsKey(name);
  }
}
