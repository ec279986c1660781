package io.snowwatch.source;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.DeclaredSource;
import io.snowwatch.harvest.HarvestRuns;
import io.snowwatch.harvest.InventorySource;
import java.util.List;

/** The built-in sources. {@link KnownSources} has others besides. */
public final class Sources {

  // Alphabetical. A new kind of resource is one new file and one line here.
  private static final List<DeclaredSource> ALL =
      List.of(
          new CloudTrailEvents(),
          new Ec2Instances(),
          new HarvestRuns(),
          new Iam(),
          new LoadBalancers(),
          new SecurityGroups());

  private static final Catalog CATALOG =
      new Catalog(ALL.stream().map(DeclaredSource::declaration).toList());

  private Sources() {}

  /**
   * Every built-in source.
   *
   * @return the sources in alphabetical order
   */
  public static List<DeclaredSource> all() {
    return ALL;
  }

  /**
   * The sources that can be harvested.
   *
   * @return the scheduled sources in alphabetical order
   */
  public static List<InventorySource> inventory() {
    return ALL.stream()
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
  public static InventorySource inventory(String name) {
    return KnownSources.builtIn().inventory(name);
  }

  /**
   * The declarations of every built-in source.
   *
   * @return the catalog
   */
  public static Catalog catalog() {
    return CATALOG;
  }
}
