package io.snowwatch.source;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.DeclaredSource;
import io.snowwatch.harvest.InventorySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The sources that a program knows: the built-in ones and others, all of which are treated alike.
 *
 * <p>{@link #and} adds sources of one's own. {@link #found} finds those that jars declare in {@code
 * META-INF/services/io.snowwatch.harvest.InventorySource}, as {@link ServiceLoader} reads it; that
 * is how the command and the function {@code MonitorSource} come by them.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KnownSources {

  private final List<DeclaredSource> all;
  private final Catalog catalog;

  private KnownSources(List<DeclaredSource> all) {
    this.all = List.copyOf(all);
    try {
      this.catalog = new Catalog(all.stream().map(DeclaredSource::declaration).toList());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * The built-in sources and no others.
   *
   * @return {@link Sources#all()}
   */
  public static KnownSources builtIn() {
    return new KnownSources(Sources.all());
  }

  /**
   * The built-in sources and those that a class loader's jars declare.
   *
   * @param loader where to look, such as {@code Thread.currentThread().getContextClassLoader()}
   * @return the built-in sources first
   * @throws ConfigurationException if one cannot be loaded, or two share what must be unique
   */
  public static KnownSources found(ClassLoader loader) {
    List<DeclaredSource> all = new ArrayList<>(Sources.all());
    try {
      ServiceLoader.load(InventorySource.class, loader).forEach(all::add);
      return new KnownSources(all);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new ConfigurationException(
          List.of(
              "A source that META-INF/services/%s names cannot be loaded: %s. It must be public, with a public constructor without arguments, and built for this version of SnowWatch."
                  .formatted(InventorySource.class.getName(), reason(e))),
          e);
    }
  }

  private static String reason(Throwable e) {
    return e.getCause() == null ? e.toString() : e.getMessage() + ": " + e.getCause();
  }

  /**
   * These sources and others.
   *
   * @param more sources of one's own
   * @return all of them
   * @throws ConfigurationException if two share a name, a directory, a function or a table
   */
  public KnownSources and(InventorySource... more) {
    List<DeclaredSource> sources = new ArrayList<>(all);
    sources.addAll(Arrays.asList(more));
    return new KnownSources(sources);
  }

  /**
   * The declarations: what keys, tables, pipes, views and policies are made from.
   *
   * @return the catalog
   */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * The sources that can be harvested.
   *
   * @return the built-in ones first
   */
  public List<InventorySource> inventory() {
    return all.stream()
        .filter(InventorySource.class::isInstance)
        .map(InventorySource.class::cast)
        .toList();
  }

  /**
   * Finds a source that can be harvested.
   *
   * @param name its name in the catalog, such as {@code ec2_instances}
   * @return the source
   * @throws ConfigurationException if there is none; the message lists the names there are
   */
  public InventorySource inventory(String name) {
    return inventory().stream()
        .filter(source -> source.declaration().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "There is no source '%s': choose from %s."
                            .formatted(
                                name,
                                inventory().stream()
                                    .map(source -> source.declaration().name())
                                    .collect(Collectors.joining(", "))))));
  }
}
