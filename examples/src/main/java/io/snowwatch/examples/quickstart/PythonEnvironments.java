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
   * Makes the environments.
   *
   * @param args none
   */
  public static void main(String... args) {
    PythonTools.aws().program("moto_server");
    PythonTools.snowflake().program("fakesnow");
  }
}
