package io.snowwatch.cloudtrail;

import io.snowwatch.storage.ObjectStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where log files came from so far, to find two that become one object.
 *
 * <p>Transfers that write to the same place share one. It remembers places and not log files, so
 * that its memory does not grow with their number. Safe for use by several threads.
 */
public final class LogFileOrigins {

  private record Origin(ObjectStore store, String head) {}

  private final Map<String, Origin> origins = new LinkedHashMap<>();

  /** Knows no place yet. */
  public LogFileOrigins() {}

  synchronized void add(ObjectStore store, String head) {
    origins.putIfAbsent(store.location("") + "/" + head, new Origin(store, head));
  }

  private synchronized List<Origin> all() {
    return List.copyOf(origins.values());
  }

  /** Where another log file is whose lines have the same key; empty if there is none. */
  Optional<String> other(ObjectStore store, String head, String rest) {
    String own = store.location(head + rest);
    for (Origin origin : all()) {
      String key = origin.head() + rest;
      String location = origin.store().location(key);
      if (!location.equals(own)) {
        try (Stream<String> keys = origin.store().list(key)) {
          if (keys.findFirst().filter(key::equals).isPresent()) {
            return Optional.of(location);
          }
        }
      }
    }
    return Optional.empty();
  }
}
