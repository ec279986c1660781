package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * In what settings do not fit a catalog: names of nothing, and names that two things would share.
 */
final class PlanFaults {

  private final Catalog catalog;
  private final SnowflakeSettings settings;
  private final ObjectNames names;
  private final List<Fault> faults = new ArrayList<>();

  private PlanFaults(Catalog catalog, SnowflakeSettings settings) {
    this.catalog = catalog;
    this.settings = settings;
    this.names = new ObjectNames(settings);
  }

  /**
   * Reports everything that does not fit.
   *
   * @throws ConfigurationException with all of it
   */
  static void requireNone(Catalog catalog, SnowflakeSettings settings) {
    PlanFaults found = new PlanFaults(catalog, settings);
    found.look();
    Fault.requireNone(found.faults);
  }

  private void look() {
    List<String> sources = catalog.sources().stream().map(Source::name).toList();
    List<String> datasets = catalog.datasets().stream().map(Dataset::name).toList();
    requireKnown("directories", settings.directories(), "source", sources);
    requireKnown("tables", settings.tables(), "dataset", datasets);
    requireKnown("pipes", settings.pipes(), "dataset", datasets);
    requireDistinct("tables", names::table);
    for (ObjectNames.Bucket bucket : names.buckets()) {
      requireDistinct("pipes", dataset -> names.pipe(dataset, bucket));
    }
    requireSeparateDirectories();
  }

  private void requireKnown(
      String setting, Map<String, String> values, String what, List<String> known) {
    for (String key : Set.copyOf(values.keySet())) {
      if (!known.contains(key)) {
        faults.add(
            new Fault(
                setting,
                key,
                "that is no %s; choose one of %s".formatted(what, String.join(", ", known))));
      }
    }
  }

  private void requireDistinct(String setting, Function<Dataset, QualifiedName> name) {
    Map<QualifiedName, String> seen = new LinkedHashMap<>();
    for (Dataset dataset : catalog.datasets()) {
      String other = seen.putIfAbsent(name.apply(dataset), dataset.name());
      if (other != null) {
        faults.add(
            new Fault(
                setting + "." + dataset.name(),
                name.apply(dataset).last().sql(),
                "choose another name than that of " + other));
      }
    }
  }

  /** A stage path is a prefix, so a directory inside another's would be loaded twice. */
  private void requireSeparateDirectories() {
    Map<String, String> prefixes = new LinkedHashMap<>();
    for (Source source : catalog.sources()) {
      source
          .inputDirectory()
          .ifPresent(input -> prefixes.put(source.name() + " (input)", input + "/"));
      source
          .sideDirectories()
          .forEach(
              side ->
                  prefixes.put(source.name() + " (" + side.name() + ")", side.directory() + "/"));
      for (Dataset dataset : source.datasets()) {
        prefixes.put(dataset.name(), settings.directory(source, dataset) + "/");
      }
    }
    List<Map.Entry<String, String>> entries = List.copyOf(prefixes.entrySet());
    for (int i = 0; i < entries.size(); i++) {
      for (Map.Entry<String, String> other : entries.subList(i + 1, entries.size())) {
        Map.Entry<String, String> one = entries.get(i);
        if (one.getValue().startsWith(other.getValue())
            || other.getValue().startsWith(one.getValue())) {
          faults.add(
              new Fault(
                  "directories",
                  one.getValue(),
                  "%s and %s (%s) lie in one another; choose separate directories"
                      .formatted(one.getKey(), other.getKey(), other.getValue())));
        }
      }
    }
  }
}
