package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of a JSON object that are not read yet. A value of an unexpected type is not read, so
 * that it stays among the rest and is never lost.
 */
final class EventFields {

  // Some services write the time of a session's creation so.
  private static final DateTimeFormatter BASIC_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private final Map<String, JsonNode> unread = new LinkedHashMap<>();

  EventFields(ObjectNode object) {
    object.properties().forEach(field -> unread.put(field.getKey(), field.getValue()));
  }

  /** The text under the first of the names that has one. */
  Optional<String> text(String... names) {
    for (String name : names) {
      Optional<String> text =
          take(
              name, value -> value.isTextual() ? Optional.of(value.textValue()) : Optional.empty());
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> new IllegalArgumentException(missing(name, "a string")));
  }

  Instant requiredTime(String name) {
    return time(name).orElseThrow(() -> new IllegalArgumentException(missing(name, "a time")));
  }

  private static String missing(String name, String what) {
    return "an event has no '" + name + "' that is " + what;
  }

  /** A boolean, or the text that several services write in its place. */
  Optional<Boolean> flag(String name) {
    return take(name, EventFields::toBoolean);
  }

  static Optional<Boolean> toBoolean(JsonNode value) {
    return value.isBoolean()
        ? Optional.of(value.booleanValue())
        : value.isTextual() ? toBoolean(value.textValue()) : Optional.empty();
  }

  static Optional<Boolean> toBoolean(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  Optional<Instant> time(String name) {
    return take(name, value -> value.isTextual() ? toTime(value.textValue()) : Optional.empty());
  }

  static Optional<Instant> toTime(String text) {
    try {
      return Optional.of(
          text.contains("-")
              ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from)
              : LocalDateTime.parse(text, BASIC_TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Optional<JsonNode> json(String name) {
    return take(name, Optional::of);
  }

  <T> Optional<T> object(String name, Function<EventFields, T> reader) {
    return take(
        name,
        value ->
            value instanceof ObjectNode object
                ? Optional.of(reader.apply(new EventFields(object)))
                : Optional.empty());
  }

  <T> List<T> objects(String name, Function<EventFields, T> reader) {
    return this.<List<T>>take(
            name,
            value -> {
              if (!value.isArray()) {
                return Optional.empty();
              }
              List<T> read = new ArrayList<>(value.size());
              for (JsonNode element : value) {
                if (!(element instanceof ObjectNode object)) {
                  return Optional.empty();
                }
                read.add(reader.apply(new EventFields(object)));
              }
              return Optional.of(read);
            })
        .orElseGet(List::of);
  }

  Map<String, JsonNode> rest() {
    return unread;
  }

  private <T> Optional<T> take(String name, Function<JsonNode, Optional<T>> reader) {
    JsonNode value = unread.get(name);
    if (value == null || value.isNull()) {
      unread.remove(name);
      return Optional.empty();
    }
    Optional<T> read = reader.apply(value);
    if (read.isPresent()) {
      unread.remove(name);
    }
    return read;
  }
}
