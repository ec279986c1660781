package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import java.util.List;

/** Asks before something is changed. */
final class Confirmation {

  private Confirmation() {}

  /**
   * Returns if the user agrees.
   *
   * @param agreed whether the user has agreed on the command line
   * @throws ConfigurationException if the user does not, or there is nobody to ask
   */
  static void require(boolean agreed, String question, Console console) {
    if (agreed) {
      return;
    }
    java.io.Console terminal = System.console();
    if (!console.terminal() || terminal == null) {
      throw new ConfigurationException(
          List.of("Nothing was done: give --yes where nobody can be asked."));
    }
    String answer = terminal.readLine("%s [y/N] ", question);
    if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
      throw new ConfigurationException(List.of("Nothing was done."));
    }
  }
}
