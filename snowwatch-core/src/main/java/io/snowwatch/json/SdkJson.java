package io.snowwatch.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Writes AWS SDK model objects as JSON: every member that the API returned, none that it did not,
 * under the names that the API gives them.
 *
 * <p>Nothing here knows a service or a member by name, so a member that AWS adds appears with the
 * SDK version that knows it. Members are in alphabetical order, since the SDK's own order changes
 * from version to version. Times are ISO-8601 in UTC, binary is base64, and an enum value that the
 * SDK does not know keeps the API's string.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class SdkJson {

  private static final ConcurrentMap<Class<?>, Member[]> MEMBERS = new ConcurrentHashMap<>();

  private record Member(SerializableString name, SdkField<?> field) {}

  private SdkJson() {}

  /**
   * Writes a model object, and members that SnowWatch adds after its own.
   *
   * @param json where to write
   * @param object the model object
   * @param added names and values (text, model objects or lists of them) in their order; one that
   *     bears the name of a member takes its place
   * @param urlEncodedDocuments the names of members, at any depth, that the API sends as
   *     URL-encoded JSON; they are written as the JSON they hold
   * @throws IOException if the generator's output fails
   */
  public static void write(
      JsonGenerator json, SdkPojo object, Map<String, ?> added, Set<String> urlEncodedDocuments)
      throws IOException {
    json.writeStartObject();
    writeMembers(json, object, added.keySet(), urlEncodedDocuments);
    for (Map.Entry<String, ?> entry : added.entrySet()) {
      json.writeFieldName(entry.getKey());
      writeValue(json, entry.getValue(), urlEncodedDocuments);
    }
    json.writeEndObject();
  }

  private static void writeMembers(
      JsonGenerator json, SdkPojo object, Set<String> except, Set<String> urlEncodedDocuments)
      throws IOException {
    for (Member member : members(object)) {
      Object value = member.field().getValueOrDefault(object);
      // A list or map that the API did not return looks like an empty one of these types.
      if (value == null
          || value instanceof SdkAutoConstructList
          || value instanceof SdkAutoConstructMap
          || except.contains(member.name().getValue())) {
        continue;
      }
      json.writeFieldName(member.name());
      if (value instanceof String text && urlEncodedDocuments.contains(member.name().getValue())) {
        writeUrlEncodedDocument(json, text);
      } else {
        writeValue(json, value, urlEncodedDocuments);
      }
    }
  }

  private static void writeValue(
      JsonGenerator json, @Nullable Object value, Set<String> urlEncodedDocuments)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof SdkPojo object) {
      json.writeStartObject();
      writeMembers(json, object, Set.of(), urlEncodedDocuments);
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element, urlEncodedDocuments);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : sorted(map)) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(json, entry.getValue(), urlEncodedDocuments);
      }
      json.writeEndObject();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Instant instant) {
      json.writeString(instant.toString());
    } else if (value instanceof SdkBytes bytes) {
      json.writeBinary(bytes.asByteArrayUnsafe());
    } else if (value instanceof Number number) {
      writeNumber(json, number);
    } else if (value instanceof Document document) {
      writeValue(json, document.unwrap(), urlEncodedDocuments);
    } else {
      throw new IllegalArgumentException(
          "A value of " + value.getClass() + " has no JSON form: extend " + SdkJson.class);
    }
  }

  private static void writeNumber(JsonGenerator json, Number number) throws IOException {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      json.writeNumber(number.intValue());
    } else if (number instanceof Long) {
      json.writeNumber(number.longValue());
    } else if (number instanceof Float) {
      json.writeNumber(number.floatValue());
    } else if (number instanceof Double) {
      json.writeNumber(number.doubleValue());
    } else if (number instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      json.writeNumber(integer);
    } else {
      // Arbitrary-precision numbers of SDK documents print as JSON numbers.
      json.writeNumber(number.toString());
    }
  }

  private static List<? extends Map.Entry<?, ?>> sorted(Map<?, ?> map) {
    return map.entrySet().stream()
        .sorted(Comparator.comparing(entry -> String.valueOf(entry.getKey())))
        .toList();
  }

  private static Member[] members(SdkPojo object) {
    return MEMBERS.computeIfAbsent(
        object.getClass(),
        type ->
            object.sdkFields().stream()
                .sorted(Comparator.comparing(SdkField::memberName))
                .map(field -> new Member(new SerializedString(field.memberName()), field))
                .toArray(Member[]::new));
  }

  private static void writeUrlEncodedDocument(JsonGenerator json, String encoded)
      throws IOException {
    PolicyText document = PolicyText.decode(encoded);
    if (document.compactJson() != null) {
      json.writeRawValue(document.compactJson());
    } else {
      json.writeString(document.text());
    }
  }
}
