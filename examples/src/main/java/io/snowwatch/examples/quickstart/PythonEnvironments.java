package io.snowwatch.examples.quickstart;

import io.snowwatch.testing.PythonTools;

/**
 * Makes the Python environments that the quickstart needs, where they are not there yet.
 *
 * <p>{@code ./quickstart} compiles this class and {@link PythonTools} by themselves and runs them
 * while Maven builds the rest.
 */
public final class PythonEnvironments {

  private PythonEnvironments() {}

  /**
   * Makes environments.
   *
   * @param servers what the environments are for: {@code moto}, {@code fakesnow}
   */
  public static void main(String... servers) {
    for (String server : servers) {
      PythonTools tools =
          switch (server) {
            case "moto" -> PythonTools.aws();
            case "fakesnow" -> PythonTools.snowflake();
            default -> throw new IllegalArgumentException("There is no server '" + server + "'.");
          };
      System.out.println(server + " is in " + tools.folder());
    }
  }
}
