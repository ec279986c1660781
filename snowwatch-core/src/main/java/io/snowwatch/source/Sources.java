package io.snowwatch.source;

import io.snowwatch.catalog.Catalog;
import java.util.List;

/** The built-in sources. */
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
   * The declarations of every built-in source.
   *
   * @return the catalog
   */
  public static Catalog catalog() {
    return CATALOG;
  }
}
