package io.snowwatch.testing;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * fakesnow's server, the Snowflake of tests and quickstart, spoken to by the real JDBC driver.
 *
 * <p>An endpoint that is given in {@code SNOWWATCH_FAKESNOW_ENDPOINT} wins; else {@code fakesnow}
 * from a virtual environment. It knows no roles, grants, warehouses, integrations or pipes.
 */
public final class FakeSnowflake implements AutoCloseable {

  private static @Nullable FakeSnowflake shared;

  private final URI endpoint;
  private final Runnable stop;

  private FakeSnowflake(URI endpoint, Runnable stop) {
    this.endpoint = endpoint;
    this.stop = stop;
  }

  /** A server of the caller's own. */
  public static FakeSnowflake start() {
    String given = System.getenv("SNOWWATCH_FAKESNOW_ENDPOINT");
    if (given != null && !given.isBlank()) {
      return new FakeSnowflake(URI.create(given), () -> {});
    }
    return startBy(List.of(PythonTools.snowflake().program("fakesnow")));
  }

  /** A server that a script of Python starts, which passes on all arguments but its own. */
  public static FakeSnowflake startBy(String script, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(PythonTools.snowflake().program("python"));
    command.add(script);
    command.addAll(List.of(arguments));
    return startBy(command);
  }

  private static FakeSnowflake startBy(List<String> command) {
    ServerProcess process =
        ServerProcess.start(
            "fakesnow",
            port -> {
              List<String> whole = new ArrayList<>(command);
              whole.addAll(List.of("-s", "-p", String.valueOf(port), "--host", "127.0.0.1"));
              return whole;
            },
            Map.of());
    return new FakeSnowflake(process.endpoint(), process::close);
  }

  /** One server for the whole JVM, stopped with it. */
  public static synchronized FakeSnowflake shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** The JDBC URL of the server. */
  public String jdbcUrl() {
    return "jdbc:snowflake://%s:%d/".formatted(endpoint.getHost(), endpoint.getPort());
  }

  /** What the driver must be told besides the URL. */
  public Properties properties() {
    // Else the driver asks the metadata services of three clouds where it runs.
    System.setProperty("net.snowflake.jdbc.disablePlatformDetection", "true");
    Properties properties = new Properties();
    properties.put("user", "snowwatch");
    properties.put("password", "snowwatch");
    properties.put("account", "snowwatch");
    properties.put("ssl", "off");
    properties.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
    return properties;
  }

  /** What a program finds in its environment that is to connect to the server. */
  public Map<String, String> variables() {
    return Map.of(
        "SNOWFLAKE_ACCOUNT", "snowwatch",
        "SNOWFLAKE_USER", "snowwatch",
        "SNOWFLAKE_PASSWORD", "snowwatch",
        "SNOWFLAKE_PROTOCOL", "http",
        "SNOWFLAKE_HOST", endpoint.getHost(),
        "SNOWFLAKE_PORT", String.valueOf(endpoint.getPort()),
        "SNOWFLAKE_HOME", "/nonexistent");
  }

  /** A new connection; the JDBC driver has to be on the caller's classpath. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), properties());
  }

  @Override
  public void close() {
    stop.run();
  }
}
