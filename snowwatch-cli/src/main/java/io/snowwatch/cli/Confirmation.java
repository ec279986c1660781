package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;

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
    if (!console.terminal()) {
      throw new ConfigurationException(
          List.of("Nothing was done: give --yes where nobody can be asked."));
    }
    console.err().print(question + " [y/N] ");
    console.err().flush();
    // The end of the input is no answer.
    String answer =
        new Scanner(System.in, StandardCharsets.UTF_8)
            .useDelimiter("\\R")
            .tokens()
            .findFirst()
            .orElse("");
    if (!answer.strip().equalsIgnoreCase("y")) {
      throw new ConfigurationException(List.of("Nothing was done."));
    }
  }
}
