package io.snowwatch.lambda;

import java.util.Map;

/** The function {@code monitorELBs}: Load balancers, classic and v2, on a schedule. */
public final class MonitorELBs extends ScheduledHandler {

  /** For Lambda: the settings are the process's environment. */
  public MonitorELBs() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   */
  public MonitorELBs(Map<String, String> environment) {
    super("load_balancers", environment);
  }
}
