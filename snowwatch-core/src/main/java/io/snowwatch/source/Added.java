package io.snowwatch.source;

import io.snowwatch.harvest.InventoryRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What SnowWatch adds to a resource, in order; what is absent is left out. */
final class Added {

  private final Map<String, Object> members = new LinkedHashMap<>();

  private Added() {}

  /** Begins with what every record has. */
  static Added members(InventoryRecord record) {
    return new Added().with("AccountId", record.accountId());
  }

  Added with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  Added with(String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present));
    return this;
  }

  Map<String, ?> toMap() {
    return members;
  }
}
