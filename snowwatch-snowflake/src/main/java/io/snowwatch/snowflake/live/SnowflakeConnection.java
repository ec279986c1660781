package io.snowwatch.snowflake.live;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How to reach a Snowflake account: a connection of Snowflake's own files, or the environment.
 *
 * <p>In this order: the named connection, or the one that {@code SNOWFLAKE_DEFAULT_CONNECTION_NAME}
 * names, in {@code connections.toml} (read by the driver) or {@code config.toml} (the tables {@code
 * [connections.NAME]}) of {@code SNOWFLAKE_HOME} or {@code ~/.snowflake}; else {@code SNOWFLAKE_*}
 * variables if {@code SNOWFLAKE_ACCOUNT} is one of them; else the connection {@code default}. The
 * variables complete what a connection of {@code config.toml} lacks.
 *
 * <p>Every way in that the driver has works: key pair, programmatic access token, OAuth, external
 * browser, workload identity, MFA. Secrets come from the files and variables only, and appear in no
 * URL, message or exception.
 */
public final class SnowflakeConnection {

  /** Settings of the driver by the variable, or the name in a file, that gives them. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("account", "account"),
          Map.entry("user", "user"),
          Map.entry("username", "user"),
          Map.entry("password", "password"),
          Map.entry("authenticator", "authenticator"),
          Map.entry("role", "role"),
          Map.entry("warehouse", "warehouse"),
          Map.entry("database", "database"),
          Map.entry("schema", "schema"),
          Map.entry("private_key_file", "private_key_file"),
          Map.entry("private_key_path", "private_key_file"),
          Map.entry("private_key_file_pwd", "private_key_file_pwd"),
          Map.entry("private_key_passphrase", "private_key_file_pwd"),
          Map.entry("token", "token"),
          Map.entry("token_file_path", "token_file_path"),
          Map.entry("passcode", "passcode"),
          Map.entry("login_timeout", "loginTimeout"),
          Map.entry("oauth_client_id", "oauthClientId"),
          Map.entry("oauth_client_secret", "oauthClientSecret"),
          Map.entry("oauth_authorization_url", "oauthAuthorizationUrl"),
          Map.entry("oauth_token_request_url", "oauthTokenRequestUrl"),
          Map.entry("oauth_redirect_uri", "oauthRedirectUri"),
          Map.entry("oauth_scope", "oauthScope"),
          Map.entry("workload_identity_provider", "workloadIdentityProvider"),
          Map.entry("workload_identity_entra_resource", "workloadIdentityEntraResource"));

  private static final Set<String> SECRETS =
      Set.of(
          "password",
          "private_key_file_pwd",
          "private_key_passphrase",
          "private_key_raw",
          "private_key_pwd",
          "token",
          "passcode",
          "oauth_client_secret");

  private static final int SHORTEST_SECRET = 3;

  private final Optional<String> name;
  private final Map<String, String> environment;

  private SnowflakeConnection(Optional<String> name, Map<String, String> environment) {
    this.name = name;
    this.environment = Map.copyOf(environment);
  }

  /**
   * The connection that nobody named.
   *
   * @param environment names and values of the environment's variables
   * @return the connection; nothing is looked at yet
   */
  public static SnowflakeConnection fromEnvironment(Map<String, String> environment) {
    return new SnowflakeConnection(Optional.empty(), environment);
  }

  /**
   * A connection by its name.
   *
   * @param name its name in {@code connections.toml} or {@code config.toml}
   * @param environment names and values of the environment's variables
   * @return the connection; nothing is looked at yet
   */
  public static SnowflakeConnection named(String name, Map<String, String> environment) {
    return new SnowflakeConnection(Optional.of(name), environment);
  }

  /**
   * Connects.
   *
   * @return a session; the caller closes it
   * @throws ConfigurationException if there is no such connection, or the driver is missing
   * @throws SnowflakeUnreachableException if Snowflake cannot be reached or does not accept the
   *     credentials
   */
  public SnowflakeClient open() {
    requireDriver();
    Optional<String> wanted =
        name.or(() -> Optional.ofNullable(environment.get("SNOWFLAKE_DEFAULT_CONNECTION_NAME")));
    if (wanted.isEmpty() && environment.containsKey("SNOWFLAKE_ACCOUNT")) {
      return direct(fromVariables(), "the environment (SNOWFLAKE_*)");
    }
    String connection = wanted.orElse("default");
    Path home = home();
    Map<String, Map<String, String>> connections = read(home.resolve("connections.toml"), "");
    if (connections.containsKey(connection)) {
      return JdbcSnowflakeClient.byName(connection, secrets(connections.get(connection)));
    }
    Map<String, Map<String, String>> configured = read(home.resolve("config.toml"), "connections.");
    if (configured.containsKey(connection)) {
      Map<String, String> values = new TreeMap<>(fromVariables());
      values.putAll(configured.get(connection));
      return direct(
          values, "connection '%s' of %s".formatted(connection, home.resolve("config.toml")));
    }
    throw new ConfigurationException(
        List.of(
            "There is no Snowflake connection '%s': %s. Add it to %s, name another with --connection, or set SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER and a way to sign in."
                .formatted(
                    connection, known(connections, configured), home.resolve("connections.toml"))));
  }

  private static String known(
      Map<String, Map<String, String>> one, Map<String, Map<String, String>> other) {
    List<String> names = new ArrayList<>(one.keySet());
    names.addAll(other.keySet());
    return names.isEmpty() ? "there are none" : "there are " + String.join(", ", names);
  }

  private static void requireDriver() {
    try {
      Class.forName("net.snowflake.client.api.driver.SnowflakeDriver");
    } catch (ClassNotFoundException e) {
      throw new ConfigurationException(
          List.of(
              "Snowflake's JDBC driver is not on the class path: add net.snowflake:snowflake-jdbc, or"
                  + " put it as lib/snowflake-jdbc.jar beside snowwatch.jar."),
          e);
    }
  }

  private Path home() {
    String given = environment.get("SNOWFLAKE_HOME");
    return given != null && !given.isBlank()
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".snowflake");
  }

  private static Map<String, Map<String, String>> read(Path file, String prefix) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return Toml.tables(Files.readString(file), prefix);
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("%s could not be read: %s".formatted(file, e.getMessage())), e);
    }
  }

  /** What SNOWFLAKE_* give, by the names that a file has for it. */
  private Map<String, String> fromVariables() {
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith("SNOWFLAKE_") && !value.isBlank()) {
            values.put(variable.substring("SNOWFLAKE_".length()).toLowerCase(Locale.ROOT), value);
          }
        });
    return values;
  }

  private SnowflakeClient direct(Map<String, String> values, String source) {
    String account = values.get("account");
    if (account == null) {
      throw new ConfigurationException(
          List.of("No Snowflake account is given: complete %s by 'account'.".formatted(source)));
    }
    Map<String, String> properties = new HashMap<>();
    values.forEach(
        (key, value) -> {
          String property = PROPERTIES.get(key);
          if (property != null) {
            properties.put(property, value);
          }
        });
    String tokenFile = properties.remove("token_file_path");
    if (tokenFile != null && !properties.containsKey("token")) {
      properties.put("token", token(Path.of(tokenFile)));
    }
    String protocol = values.getOrDefault("protocol", "https");
    if (protocol.equals("http")) {
      properties.put("ssl", "off");
    }
    List<String> secrets = new ArrayList<>(secrets(values));
    Optional.ofNullable(properties.get("token")).ifPresent(secrets::add);
    String host =
        values.getOrDefault("host", account.replace('_', '-') + ".snowflakecomputing.com");
    String port = values.containsKey("port") ? ":" + values.get("port") : "";
    return JdbcSnowflakeClient.direct("jdbc:snowflake://" + host + port + "/", properties, secrets);
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of("The token file %s could not be read.".formatted(file)), e);
    }
  }

  private List<String> secrets(Map<String, String> values) {
    List<String> secrets = new ArrayList<>();
    SECRETS.forEach(
        key -> {
          Optional.ofNullable(values.get(key)).ifPresent(secrets::add);
          Optional.ofNullable(environment.get("SNOWFLAKE_" + key.toUpperCase(Locale.ROOT)))
              .ifPresent(secrets::add);
        });
    secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
    return secrets;
  }

  /** Says nothing but the name. */
  @Override
  public String toString() {
    return "SnowflakeConnection[" + name.orElse("from the environment") + "]";
  }
}
