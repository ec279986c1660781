package io.snowwatch.lambda;

import io.snowwatch.ConfigurationException;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.source.KnownSources;
import java.util.List;
import java.util.Map;

/**
 * A function on a schedule for any source that is in its jar, built in or one's own: the variable
 * {@value #SOURCE} names it. Its own are found as {@link KnownSources#found} says, so a source
 * needs no class for its function.
 */
public final class MonitorSource extends ScheduledHandler {

  /** The variable that names the source. */
  public static final String SOURCE = "SNOWWATCH_SOURCE";

  /**
   * For Lambda: the settings are the process's environment.
   *
   * @throws ConfigurationException if the variable is not set, or names no source
   */
  public MonitorSource() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   * @throws ConfigurationException if the variable is not set, or names no source
   */
  public MonitorSource(Map<String, String> environment) {
    this(environment, KnownSources.found(MonitorSource.class.getClassLoader()));
  }

  private MonitorSource(Map<String, String> environment, KnownSources known) {
    super(source(environment, known), known, environment);
  }

  private static InventorySource source(Map<String, String> environment, KnownSources known) {
    String name = environment.getOrDefault(SOURCE, "");
    if (name.isBlank()) {
      throw new ConfigurationException(
          List.of(SOURCE + " is not set: set it to the name of a source, such as ec2_instances."));
    }
    return known.inventory(name);
  }
}
