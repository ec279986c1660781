package io.snowwatch.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every source that a deployment knows.
 *
 * @param sources the sources, no two of which share a name, a function, a directory or a table
 */
public record Catalog(List<Source> sources) {

  /**
   * @throws IllegalArgumentException if two sources share what must be unique; the message lists
   *     every clash
   */
  public Catalog {
    sources = List.copyOf(sources);
    List<String> clashes = new ArrayList<>();
    requireUnique("source", sources.stream().map(Source::name).toList(), clashes);
    requireUnique(
        "function", sources.stream().flatMap(s -> s.function().stream()).toList(), clashes);
    List<String> directories = new ArrayList<>();
    sources.forEach(s -> directories.add(s.directory()));
    sources.forEach(s -> s.inputDirectory().ifPresent(directories::add));
    sources.forEach(s -> s.sideDirectories().forEach(side -> directories.add(side.directory())));
    requireUnique("directory", directories, clashes);
    List<Dataset> datasets = sources.stream().flatMap(s -> s.datasets().stream()).toList();
    requireUnique("dataset", datasets.stream().map(Dataset::name).toList(), clashes);
    requireUnique("Snowflake object", datasets.stream().map(Dataset::table).toList(), clashes);
    Map<String, PartView> parts = new HashMap<>();
    for (Dataset dataset : datasets) {
      for (Part part : dataset.parts()) {
        PartView other = parts.putIfAbsent(part.view().name(), part.view());
        if (other != null && !other.equals(part.view())) {
          clashes.add(
              "Two declarations share the view '" + other.name() + "' and differ: make them one.");
        }
      }
    }
    if (!clashes.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", clashes));
    }
  }

  /**
   * Every dataset of every source.
   *
   * @return the datasets in the order of the sources
   */
  public List<Dataset> datasets() {
    return sources.stream().flatMap(source -> source.datasets().stream()).toList();
  }

  /**
   * Every view of nested lists.
   *
   * @return the views in the order of the datasets that declare them, each once
   */
  public List<PartView> partViews() {
    return datasets().stream()
        .flatMap(dataset -> dataset.parts().stream())
        .map(Part::view)
        .distinct()
        .toList();
  }

  /**
   * Finds a dataset by its name.
   *
   * @param name for example {@code iam_users}
   * @return the dataset
   * @throws IllegalArgumentException if there is none; the message lists the names there are
   */
  public Dataset dataset(String name) {
    return datasets().stream()
        .filter(dataset -> dataset.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no dataset '"
                        + name
                        + "': choose one of "
                        + datasets().stream().map(Dataset::name).collect(Collectors.joining(", "))
                        + "."));
  }

  /**
   * The source that yields a dataset.
   *
   * @param dataset one of {@link #datasets()}
   * @return its source
   * @throws IllegalArgumentException if no source of this catalog yields the dataset
   */
  public Source sourceOf(Dataset dataset) {
    return sources.stream()
        .filter(source -> source.datasets().contains(dataset))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No source of this catalog yields dataset '" + dataset.name() + "'."));
  }

  /**
   * Finds a source by its name.
   *
   * @param name for example {@code ec2_instances}
   * @return the source
   * @throws IllegalArgumentException if there is none; the message lists the names there are
   */
  public Source source(String name) {
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no source '"
                        + name
                        + "': choose one of "
                        + sources.stream().map(Source::name).collect(Collectors.joining(", "))
                        + "."));
  }

  private static void requireUnique(String what, List<String> names, List<String> clashes) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        clashes.add("Two declarations share the " + what + " '" + name + "': rename one.");
      }
    }
  }
}
