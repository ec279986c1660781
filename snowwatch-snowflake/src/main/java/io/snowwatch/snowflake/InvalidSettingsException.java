package io.snowwatch.snowflake;

import java.util.List;
import java.util.stream.Collectors;

/** Settings from which no plan can be made: everything that is wrong with them, at once. */
public final class InvalidSettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * @param faults what is wrong, at least one
   */
  InvalidSettingsException(List<Fault> faults) {
    super(
        faults.stream()
            .map(Fault::toString)
            .collect(Collectors.joining("\n  ", "The Snowflake settings cannot be used:\n  ", "")));
    this.faults = List.copyOf(faults);
  }

  /**
   * What is wrong.
   *
   * @return one or more faults
   */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * One thing that is wrong.
   *
   * @param setting the setting's name
   * @param value the value it has
   * @param remedy what to do about it
   */
  public record Fault(String setting, String value, String remedy) {

    /** The fault as a sentence. */
    @Override
    public String toString() {
      return setting + " is '" + value + "': " + remedy + ".";
    }
  }
}
