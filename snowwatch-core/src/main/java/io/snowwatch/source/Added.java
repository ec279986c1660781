package io.snowwatch.source;

import io.snowwatch.harvest.InventoryRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source adds to a resource that the API described, in order; what is absent is left out:
 * what {@link InventoryRecord#addedMembers()} returns.
 *
 * <p>Not safe for use by several threads.
 */
public final class Added {

  private final Map<String, Object> members = new LinkedHashMap<>();

  private Added() {}

  /**
   * Begins with what every record has, the account's id.
   *
   * @param record the record
   * @return the members so far
   */
  public static Added members(InventoryRecord record) {
    return new Added().with("AccountId", record.accountId());
  }

  /**
   * Adds a member.
   *
   * @param name the member's name, in the API's style, such as {@code Region}
   * @param value a text, a number, a truth value, an SDK model object, or a list or map of those;
   *     null to add nothing
   * @return this
   */
  public Added with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  /**
   * Adds a member that may be absent.
   *
   * @param name the member's name
   * @param value what {@link #with(String, Object)} takes; empty to add nothing
   * @return this
   */
  public Added with(String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present));
    return this;
  }

  /**
   * The members.
   *
   * @return names and values in the order in which they were added
   */
  public Map<String, ?> toMap() {
    return Collections.unmodifiableMap(members);
  }
}
