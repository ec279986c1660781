package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of a JSON object, found in its bytes in one pass and read one by one as they are asked
 * for. Of fields with one name the last one counts. A value of an unexpected type is not read, so
 * that it stays among the rest and is never lost.
 *
 * <p>Safe for use by several threads once {@link #copy} has given it bytes of its own, but for
 * {@link #rest}.
 */
final class EventFields {

  /**
   * The values of an event in their order, each with {@value #ENTRY} numbers. All places are
   * relative to the event's first byte. What is in an object or array follows it, where it is known
   * to have documented fields; of all other values nothing is known but their places.
   */
  private static final class Table {

    private int[] entries;
    private int count;

    Table(int[] entries) {
      this.entries = entries;
    }

    int add() {
      int entry = count * ENTRY;
      if (entry + ENTRY > entries.length) {
        entries = Arrays.copyOf(entries, entries.length * 2);
      }
      count++;
      return entry;
    }
  }

  private static final int ENTRY = 6;
  private static final int NAME_FROM = 0;

  /** How long the name is; the complement of it if it is not the name's text. */
  private static final int NAME_LENGTH = 1;

  private static final int VALUE_FROM = 2;

  /** Where the value ends; the complement of it for a string whose bytes are not its text. */
  private static final int VALUE_TO = 3;

  /** The next entry of the same object or array. */
  private static final int NEXT = 4;

  /** The bit of a field that is not documented; none of the others has it. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Which of the documented fields it is; -1 if it is none. */
  private static final int NAME = 5;

  private static final int ROOM = 128 * ENTRY;

  /** The depth of what is not looked into. */
  private static final int CLOSED = -1;

  private static final Optional<Boolean> TRUE = Optional.of(true);
  private static final Optional<Boolean> FALSE = Optional.of(false);

  private final byte[] json;
  private final int base;
  private final Table table;

  /** Where the entries of the object's fields begin and end. */
  private final int first;

  private final int end;

  private final FieldNames names;

  /** One more than the entry of each documented field; 0 without one. */
  private final int[] slots;

  /** Which documented fields were not read, one bit for each, and whether there are others. */
  private long unread;

  /** Which documented field was asked for last. */
  private int asked = -1;

  private EventFields(byte[] json, int base, Table table, int first, int end, FieldNames names) {
    this(json, base, table, first, end, names, new int[names.size()]);
    match();
  }

  private EventFields(
      byte[] json, int base, Table table, int first, int end, FieldNames names, int[] slots) {
    this.json = json;
    this.base = base;
    this.table = table;
    this.first = first;
    this.end = end;
    this.names = names;
    this.slots = slots;
  }

  /** Room for an event's fields, which may be lent to one after another. */
  static int[] newRoom() {
    return new int[ROOM];
  }

  /**
   * Finds the fields of an event.
   *
   * @param room is lent until {@link #copy}
   */
  static EventFields of(byte[] json, int from, FieldNames names, int[] room) {
    Table table = new Table(room);
    int to = scanObject(json, from, from, names, table, 0);
    EventFields fields = new EventFields(json, from, table, 0, table.count * ENTRY, names);
    fields.length = to - from;
    return fields;
  }

  private int length;

  /** The fields with bytes and room of their own. */
  EventFields copy() {
    Table own = new Table(Arrays.copyOf(table.entries, table.count * ENTRY));
    own.count = table.count;
    EventFields copy =
        new EventFields(
            Arrays.copyOfRange(json, base, base + length), 0, own, first, end, names, slots);
    copy.length = length;
    return copy;
  }

  /** Finds the fields of an object; returns where it ends. */
  private static int scanObject(
      byte[] json, int at, int base, FieldNames names, Table table, int depth) {
    int p = JsonBytes.token(json, at + 1);
    int likely = 0;
    while (json[p] != '}') {
      int entry = table.add();
      int nameFrom = p + 1;
      int nameLength = names.lengthIfAt(likely, json, nameFrom);
      int name = likely;
      if (nameLength < 0) {
        int closing = JsonBytes.closingQuote(json, nameFrom);
        nameLength = JsonBytes.index(closing) - nameFrom;
        nameLength = closing < 0 ? ~nameLength : nameLength;
        name = nameIndex(json, nameFrom, nameLength, names, likely);
      }
      int[] entries = table.entries;
      entries[entry + NAME_FROM] = nameFrom - base;
      entries[entry + NAME_LENGTH] = nameLength;
      entries[entry + NAME] = name;
      p = nameFrom + JsonBytes.index(nameLength) + 1;
      p = JsonBytes.token(json, JsonBytes.token(json, p) + 1);
      boolean open = false;
      if (name >= 0) {
        likely = name + 1;
        open = names.hasInside(name);
      }
      p = scanValue(json, p, base, names.inside(name), table, entry, open ? depth + 1 : CLOSED);
      p = JsonBytes.token(json, p);
      if (json[p] == ',') {
        p = JsonBytes.token(json, p + 1);
      }
    }
    return p + 1;
  }

  private static int scanValue(
      byte[] json, int at, int base, FieldNames inside, Table table, int entry, int depth) {
    byte kind = json[at];
    int to;
    boolean isText = true;
    if (kind == '"') {
      int closing = JsonBytes.closingQuote(json, at + 1);
      isText = closing >= 0;
      to = JsonBytes.index(closing) + 1;
    } else if (kind == '{' && depth != CLOSED) {
      to = scanObject(json, at, base, inside, table, depth);
    } else if (kind == '[' && depth == 1) {
      to = scanArray(json, at, base, inside, table, depth);
    } else {
      to = JsonBytes.end(json, at);
    }
    int[] entries = table.entries;
    entries[entry + VALUE_FROM] = at - base;
    entries[entry + VALUE_TO] = isText ? to - base : ~(to - base);
    entries[entry + NEXT] = table.count * ENTRY;
    return to;
  }

  private static int scanArray(
      byte[] json, int at, int base, FieldNames inside, Table table, int depth) {
    int p = JsonBytes.token(json, at + 1);
    while (json[p] != ']') {
      int entry = table.add();
      // An array in the array is none of objects.
      p = scanValue(json, p, base, inside, table, entry, depth + 1);
      p = JsonBytes.token(json, p);
      if (json[p] == ',') {
        p = JsonBytes.token(json, p + 1);
      }
    }
    return p + 1;
  }

  /** Tells which entry each documented field has. */
  private void match() {
    for (int entry = first; entry < end; entry = next(entry)) {
      int name = table.entries[entry + NAME];
      if (name >= 0) {
        slots[name] = entry + 1;
        unread |= 1L << name;
      } else {
        unread |= UNKNOWN;
      }
    }
  }

  /** Which documented field a name is; -1 if it is none. */
  private static int nameIndex(
      byte[] json, int nameFrom, int nameLength, FieldNames names, int likely) {
    return nameLength < 0
        ? names.indexOf(JsonBytes.text(json, nameFrom, nameFrom + ~nameLength), likely)
        : names.find(json, nameFrom, nameLength, likely);
  }

  /** The event's own bytes, decoded. */
  String raw() {
    return JsonBytes.raw(json, base, base + length);
  }

  /** A field's own bytes, decoded; empty without a value. */
  Optional<String> raw(String field) {
    int name = names.indexOf(field, names.size());
    int found = name < 0 ? -1 : slot(name);
    if (name < 0) {
      for (int entry = first; entry < end; entry = next(entry)) {
        found = name(entry).equals(field) ? entry : found;
      }
    }
    return found < 0 || isNull(found) ? Optional.empty() : Optional.of(rawValue(found));
  }

  boolean hasSameBytes(EventFields other) {
    return Arrays.equals(
        json, base, base + length, other.json, other.base, other.base + other.length);
  }

  /** The fields for people, each value as it stands. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int entry = first; entry < end; entry = next(entry)) {
      if (!isNull(entry)) {
        text.append(text.length() > 1 ? ", " : "")
            .append(name(entry))
            .append('=')
            .append(rawValue(entry));
      }
    }
    return text.append('}').toString();
  }

  Optional<String> text(String name) {
    return text(ask(name));
  }

  /** The text under the first of two names that has one. */
  Optional<String> text(String name, String other) {
    Optional<String> text = text(name);
    return text.isPresent() ? text : text(other);
  }

  Optional<String> text(int name) {
    int entry = slot(name);
    if (entry < 0 || valueByte(entry) != '"') {
      return markNull(name, entry);
    }
    markRead(name);
    return Optional.of(textValue(entry));
  }

  /** The text of a string, or a number, true or false as it stands. */
  Optional<String> word(int name) {
    int entry = slot(name);
    if (entry < 0 || isNull(entry) || isContainer(entry)) {
      return Optional.empty();
    }
    return Optional.of(valueByte(entry) == '"' ? textValue(entry) : rawValue(entry));
  }

  Optional<Boolean> flag(String name) {
    return flag(ask(name));
  }

  /** A boolean, or the text that several services write in its place. */
  Optional<Boolean> flag(int name) {
    int entry = slot(name);
    if (entry < 0) {
      return Optional.empty();
    }
    Optional<Boolean> flag =
        switch (valueByte(entry)) {
          case 't' -> TRUE;
          case 'f' -> FALSE;
          case '"' -> toBoolean(textValue(entry));
          default -> markNull(name, entry);
        };
    if (flag.isPresent()) {
      markRead(name);
    }
    return flag;
  }

  private static Optional<Boolean> toBoolean(String text) {
    if (text.equalsIgnoreCase("false")) {
      return FALSE;
    }
    return text.equalsIgnoreCase("true") ? TRUE : Optional.empty();
  }

  Optional<Instant> time(String name) {
    return time(ask(name));
  }

  Optional<Instant> time(int name) {
    int entry = slot(name);
    if (entry < 0) {
      return Optional.empty();
    }
    byte kind = valueByte(entry);
    boolean isNumber = kind == '-' || (kind >= '0' && kind <= '9');
    if (kind != '"' && !isNumber) {
      return markNull(name, entry);
    }
    Optional<Instant> time = EventTime.parse(isNumber ? rawValue(entry) : textValue(entry));
    if (time.isPresent()) {
      markRead(name);
    }
    return time;
  }

  Optional<JsonNode> json(String name) {
    return json(ask(name));
  }

  Optional<JsonNode> json(int name) {
    int entry = slot(name);
    if (entry < 0 || isNull(entry)) {
      return markNull(name, entry);
    }
    markRead(name);
    return Optional.of(tree(entry));
  }

  <T> Optional<T> object(String name, FieldNames fields, Function<EventFields, T> reader) {
    return object(ask(name), fields, reader);
  }

  <T> Optional<T> object(int name, FieldNames fields, Function<EventFields, T> reader) {
    int entry = slot(name);
    if (entry < 0 || valueByte(entry) != '{') {
      return markNull(name, entry);
    }
    markRead(name);
    return Optional.of(reader.apply(inside(entry, fields)));
  }

  <T> List<T> objects(int name, FieldNames fields, Function<EventFields, T> reader) {
    int entry = slot(name);
    if (entry < 0 || !isArrayOfObjects(entry)) {
      return List.of();
    }
    List<T> objects = new ArrayList<>(1);
    int behind = next(entry);
    for (int element = entry + ENTRY; element < behind; element = next(element)) {
      objects.add(reader.apply(inside(element, fields)));
    }
    return objects;
  }

  private EventFields inside(int entry, FieldNames fields) {
    return new EventFields(json, base, table, entry + ENTRY, next(entry), fields);
  }

  private boolean isArrayOfObjects(int entry) {
    if (valueByte(entry) != '[') {
      return false;
    }
    int behind = next(entry);
    for (int element = entry + ENTRY; element < behind; element = next(element)) {
      if (valueByte(element) != '{') {
        return false;
      }
    }
    return true;
  }

  /** The fields that were not read. */
  Map<String, JsonNode> rest() {
    Map<String, JsonNode> rest = Map.of();
    if (unread == 0) {
      return rest;
    }
    for (int entry = first; entry < end; entry = next(entry)) {
      int name = table.entries[entry + NAME];
      if (name < 0) {
        rest = with(rest, entry);
      } else if ((unread & (1L << name)) != 0) {
        rest = with(rest, slot(name));
      }
    }
    return rest;
  }

  /** The fields that are not documented, or are of another kind than documented. */
  Map<String, JsonNode> rest(List<FieldKind> kinds) {
    Map<String, JsonNode> rest = Map.of();
    for (int entry = first; entry < end; entry = next(entry)) {
      int name = table.entries[entry + NAME];
      if (name < 0) {
        rest = with(rest, entry);
      } else if (!isNull(slot(name)) && !isOf(kinds.get(name), name)) {
        rest = with(rest, slot(name));
      }
    }
    return rest;
  }

  private boolean isOf(FieldKind kind, int name) {
    int entry = slot(name);
    return switch (kind) {
      case TEXT -> valueByte(entry) == '"';
      // The field before it comes first.
      case TEXT_INSTEAD ->
          valueByte(entry) == '"' && (slot(name - 1) < 0 || valueByte(slot(name - 1)) != '"');
      case WORD -> !isContainer(entry);
      case FLAG -> flag(name).isPresent();
      case TIME -> time(name).isPresent();
      case JSON -> true;
      case OBJECT -> valueByte(entry) == '{';
      case OBJECTS -> isArrayOfObjects(entry);
    };
  }

  private Map<String, JsonNode> with(Map<String, JsonNode> fields, int entry) {
    Map<String, JsonNode> more = fields.isEmpty() ? new LinkedHashMap<>() : fields;
    more.put(name(entry), tree(entry));
    return more;
  }

  /** The entry of a documented field; -1 without one. */
  private int slot(int name) {
    return slots[name] - 1;
  }

  private int ask(String name) {
    asked = names.indexOf(name, asked + 1);
    return asked;
  }

  private void markRead(int name) {
    unread &= ~(1L << name);
  }

  private <T> Optional<T> markNull(int name, int entry) {
    if (entry >= 0 && isNull(entry)) {
      markRead(name);
    }
    return Optional.empty();
  }

  private int next(int entry) {
    return table.entries[entry + NEXT];
  }

  private String name(int entry) {
    int length = table.entries[entry + NAME_LENGTH];
    int from = base + table.entries[entry + NAME_FROM];
    return length < 0
        ? JsonBytes.text(json, from, from + ~length)
        : JsonBytes.plain(json, from, from + length);
  }

  private byte valueByte(int entry) {
    return json[base + table.entries[entry + VALUE_FROM]];
  }

  private boolean isNull(int entry) {
    return valueByte(entry) == 'n';
  }

  private boolean isContainer(int entry) {
    return valueByte(entry) == '{' || valueByte(entry) == '[';
  }

  private String textValue(int entry) {
    int from = base + table.entries[entry + VALUE_FROM] + 1;
    int to = table.entries[entry + VALUE_TO];
    return to < 0
        ? JsonBytes.text(json, from, base + ~to - 1)
        : JsonBytes.plain(json, from, base + to - 1);
  }

  private String rawValue(int entry) {
    int to = JsonBytes.index(table.entries[entry + VALUE_TO]);
    return JsonBytes.raw(json, base + table.entries[entry + VALUE_FROM], base + to);
  }

  private JsonNode tree(int entry) {
    return JsonBytes.tree(json, base + table.entries[entry + VALUE_FROM]);
  }
}
