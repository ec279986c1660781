package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import java.util.List;

/**
 * One thing that is wrong with the settings.
 *
 * @param setting the setting's name
 * @param value the value it has
 * @param remedy what to do about it
 */
record Fault(String setting, String value, String remedy) {

  /**
   * Reports everything that is wrong at once.
   *
   * @throws ConfigurationException if there is any fault
   */
  static void requireNone(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults.stream().map(Fault::toString).toList());
    }
  }

  /** The fault as a sentence. */
  @Override
  public String toString() {
    return setting + " is '" + value + "': " + remedy + ".";
  }
}
