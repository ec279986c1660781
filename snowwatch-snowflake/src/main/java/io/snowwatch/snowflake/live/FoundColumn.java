package io.snowwatch.snowflake.live;

import java.util.Map;
import java.util.Set;

/**
 * A column of a table or view that is there.
 *
 * @param name its name
 * @param type its type as SHOW COLUMNS names it, such as {@code TEXT}
 * @param length how long a text it holds; 0 for another type
 */
record FoundColumn(String name, String type, long length) {

  private static final Map<String, Set<String>> SAME =
      Map.of(
          "STRING", Set.of("TEXT"),
          "INT", Set.of("FIXED"));

  /** What STRING is in a new table. Columns may also be longer. */
  private static final long LENGTH_OF_STRING = 16_777_216;

  /** Whether values of a wanted type go into it. */
  boolean holds(String wantedType) {
    return type.equals(wantedType) || SAME.getOrDefault(wantedType, Set.of()).contains(type);
  }

  /** Whether it limits a text that is wanted without a limit. */
  boolean limits(String wantedType) {
    return wantedType.equals("STRING") && type.equals("TEXT") && length < LENGTH_OF_STRING;
  }

  @Override
  public String toString() {
    return name + " " + type + (type.equals("TEXT") ? "(" + length + ")" : "");
  }
}
