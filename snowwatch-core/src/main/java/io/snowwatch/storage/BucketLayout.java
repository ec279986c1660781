package io.snowwatch.storage;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.SideDirectory;
import io.snowwatch.catalog.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which directory of the bucket each source and dataset has: the catalog's, unless a setting
 * changes it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class BucketLayout {

  private final Catalog catalog;
  private final Map<String, String> directories;

  private BucketLayout(Catalog catalog, Map<String, String> directories) {
    this.catalog = catalog;
    this.directories = Map.copyOf(directories);
  }

  /**
   * The layout that the catalog declares.
   *
   * @param catalog the sources
   * @return the layout
   */
  public static BucketLayout of(Catalog catalog) {
    return fromEnvironment(catalog, Map.of());
  }

  /**
   * The layout that the catalog declares, with the directories that environment variables name.
   * Slashes at their ends are ignored.
   *
   * @param catalog the sources
   * @param environment names and values, such as {@code System.getenv()}
   * @return the layout
   * @throws ConfigurationException if directories are malformed, or one lies in another; the
   *     message lists all of them
   */
  public static BucketLayout fromEnvironment(Catalog catalog, Map<String, String> environment) {
    Map<String, String> directories = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (Source source : catalog.sources()) {
      put(directories, source.directoryVariable(), source.directory(), environment, problems);
      source
          .inputDirectoryVariable()
          .ifPresent(
              name ->
                  put(
                      directories,
                      name,
                      source.inputDirectory().orElseThrow(),
                      environment,
                      problems));
      for (SideDirectory side : source.sideDirectories()) {
        put(directories, side.variable(), side.directory(), environment, problems);
      }
    }
    directories.forEach(
        (variable, directory) ->
            directories.forEach(
                (otherVariable, other) -> {
                  if (!variable.equals(otherVariable)
                      && (other + "/").startsWith(directory + "/")
                      && (!other.equals(directory) || variable.compareTo(otherVariable) < 0)) {
                    problems.add(
                        "%s '%s' lies in %s '%s': give each a directory of its own."
                            .formatted(otherVariable, other, variable, directory));
                  }
                }));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.stream().sorted().toList());
    }
    return new BucketLayout(catalog, directories);
  }

  private static void put(
      Map<String, String> directories,
      String variable,
      String fallback,
      Map<String, String> environment,
      List<String> problems) {
    @Nullable String given = environment.get(variable);
    String directory = given == null ? fallback : given.replaceAll("^/+|/+$", "");
    if (!directory.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
      problems.add(
          "%s '%s' is not a directory: use letters, digits, underscores, dashes and slashes, such as %s."
              .formatted(variable, given, fallback));
    } else {
      directories.put(variable, directory);
    }
  }

  /**
   * The environment variables that name this layout: {@link #fromEnvironment} reads them back.
   *
   * @return names and directories, in the names' order
   */
  public SortedMap<String, String> toEnvironment() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(directories));
  }

  /**
   * The directory of a dataset.
   *
   * @param dataset one of the catalog's
   * @return for example {@code iam_monitoring/users}
   * @throws IllegalArgumentException if the catalog has no such dataset
   */
  public String directory(Dataset dataset) {
    Source source = catalog.sourceOf(dataset);
    return source.directory(dataset, directories.getOrDefault(source.directoryVariable(), ""));
  }

  /**
   * The directory whose new objects trigger a source.
   *
   * @param source one of the catalog's that objects trigger
   * @return for example {@code cloudtrail}
   * @throws IllegalArgumentException if no objects trigger the source
   */
  public String inputDirectory(Source source) {
    return source
        .inputDirectoryVariable()
        .map(directories::get)
        .orElseThrow(
            () ->
                new IllegalArgumentException("No objects trigger source '" + source.name() + "'."));
  }

  /**
   * Every directory that SnowWatch writes.
   *
   * @return all of them but those whose new objects trigger a source
   */
  public Set<String> outputDirectories() {
    Map<String, String> output = new TreeMap<>(directories);
    catalog.sources().forEach(s -> s.inputDirectoryVariable().ifPresent(output::remove));
    return Set.copyOf(output.values());
  }

  /**
   * A directory that a source writes besides its datasets'.
   *
   * @param source one of the catalog's
   * @param name one of its side directories' names
   * @return for example {@code cloudtrail_quarantine}
   * @throws IllegalArgumentException if the source has no such directory
   */
  public String sideDirectory(Source source, String name) {
    return source.sideDirectories().stream()
        .filter(side -> side.name().equals(name))
        .map(side -> directories.getOrDefault(side.variable(), side.directory()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Source '" + source.name() + "' has no directory '" + name + "'."));
  }
}
