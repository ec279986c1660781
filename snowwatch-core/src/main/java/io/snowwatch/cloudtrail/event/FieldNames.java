package io.snowwatch.cloudtrail.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The names of an object's documented fields, in the order in which they mostly stand. */
final class FieldNames {

  private final String[] names;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final byte[][] bytes;

  /** The first and the last eight bytes, of names that have so many. */
  private final long[] first;

  private final long[] last;

  /** The names of the fields of those that are objects, or arrays of objects. */
  private final FieldNames[] inside;

  private FieldNames(String[] names) {
    this.names = names;
    this.bytes = new byte[names.length][];
    this.first = new long[names.length];
    this.last = new long[names.length];
    this.inside = new FieldNames[names.length];
    Arrays.fill(inside, this);
    for (int i = 0; i < names.length; i++) {
      indexes.put(names[i], i);
      bytes[i] = names[i].getBytes(StandardCharsets.UTF_8);
      if (bytes[i].length >= Long.BYTES) {
        first[i] = JsonBytes.word(bytes[i], 0);
        last[i] = JsonBytes.word(bytes[i], bytes[i].length - Long.BYTES);
      }
    }
  }

  static FieldNames of(String... names) {
    return new FieldNames(names.clone());
  }

  /** Says what the fields in a field are. */
  FieldNames with(String name, FieldNames fields) {
    inside[indexOf(name, 0)] = fields;
    return this;
  }

  /** Whether the fields in a field are documented. */
  boolean hasInside(int index) {
    return inside[index] != this;
  }

  /** The fields in a field; these again where nothing is known of them. */
  FieldNames inside(int index) {
    return index < 0 ? this : inside[index];
  }

  int size() {
    return names.length;
  }

  /** How long a name is that stands in JSON, with its closing quote; -1 if it does not. */
  int lengthIfAt(int index, byte[] json, int from) {
    if (index >= names.length) {
      return -1;
    }
    int length = bytes[index].length;
    return from + length < json.length
            && json[from + length] == '"'
            && isAt(index, json, from, length)
        ? length
        : -1;
  }

  /** The index of the name that stands in JSON, looked for from a likely one on; -1 without one. */
  int find(byte[] json, int from, int length, int likely) {
    int index = likely;
    for (int tried = 0; tried < names.length; tried++) {
      if (index >= names.length) {
        index = 0;
      }
      if (bytes[index].length == length && isAt(index, json, from, length)) {
        return index;
      }
      index++;
    }
    return -1;
  }

  private boolean isAt(int index, byte[] json, int from, int length) {
    if (length < Long.BYTES) {
      byte[] name = bytes[index];
      for (int i = 0; i < length; i++) {
        if (json[from + i] != name[i]) {
          return false;
        }
      }
      return true;
    }
    return JsonBytes.word(json, from) == first[index]
        && JsonBytes.word(json, from + length - Long.BYTES) == last[index]
        && (length <= 2 * Long.BYTES
            || Arrays.equals(json, from, from + length, bytes[index], 0, length));
  }

  /** The index of a name, looked for at a likely one first. */
  int indexOf(String name, int likely) {
    if (likely < names.length && names[likely].equals(name)) {
      return likely;
    }
    return indexes.getOrDefault(name, -1);
  }
}
