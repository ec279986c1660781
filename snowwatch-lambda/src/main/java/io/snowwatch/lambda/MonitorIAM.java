package io.snowwatch.lambda;

import java.util.Map;

/** The function {@code monitorIAM}: IAM users, groups, roles and policies, on a schedule. */
public final class MonitorIAM extends ScheduledHandler {

  /** For Lambda: the settings are the process's environment. */
  public MonitorIAM() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   */
  public MonitorIAM(Map<String, String> environment) {
    super("iam", environment);
  }
}
