package io.snowwatch.lambda;

import java.util.Map;

/** The function {@code monitorSecurityGroups}: Security groups, on a schedule. */
public final class MonitorSecurityGroups extends ScheduledHandler {

  /** For Lambda: the settings are the process's environment. */
  public MonitorSecurityGroups() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   */
  public MonitorSecurityGroups(Map<String, String> environment) {
    super("security_groups", environment);
  }
}
