package io.snowwatch.lambda;

import java.util.Map;

/** The function {@code monitorEc2Instances}: EC2 instances, on a schedule. */
public final class MonitorEc2Instances extends ScheduledHandler {

  /** For Lambda: the settings are the process's environment. */
  public MonitorEc2Instances() {
    this(System.getenv());
  }

  /**
   * For embedding.
   *
   * @param environment names and values of the settings
   */
  public MonitorEc2Instances(Map<String, String> environment) {
    super("ec2_instances", environment);
  }
}
