package io.snowwatch.lambda;

import java.util.Map;

/** The function {@code monitorCloudtrail}: CloudTrail events, whenever a log file arrives. */
public final class MonitorCloudtrail extends LogFileHandler {

  /** For Lambda: the settings are the process's environment. */
  public MonitorCloudtrail() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   */
  public MonitorCloudtrail(Map<String, String> environment) {
    super("cloudtrail_events", environment);
  }
}
