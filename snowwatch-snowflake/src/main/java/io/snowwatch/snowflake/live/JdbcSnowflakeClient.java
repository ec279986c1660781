package io.snowwatch.snowflake.live;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.jspecify.annotations.Nullable;

/** A session through Snowflake's JDBC driver; the only class that knows JDBC. */
final class JdbcSnowflakeClient implements SnowflakeClient {

  /** What the driver says when the server does not answer, or does not let it in. */
  private static final List<String> LOST = List.of("08", "58030");

  /** A logger that nobody holds is forgotten, with its level. */
  private static final Logger DRIVER = Logger.getLogger("net.snowflake");

  private static final Set<String> JSON = Set.of("VARIANT", "ARRAY", "OBJECT");

  private final Connection connection;
  private final List<String> secrets;

  private JdbcSnowflakeClient(Connection connection, List<String> secrets) {
    this.connection = connection;
    this.secrets = secrets;
  }

  /** A connection that the driver itself reads from connections.toml. */
  static SnowflakeClient byName(String name, List<String> secrets) {
    return connect(
        "jdbc:snowflake:auto?connectionName=" + URLEncoder.encode(name, StandardCharsets.UTF_8),
        Map.of(),
        secrets);
  }

  /** A connection with these properties. */
  static SnowflakeClient direct(String url, Map<String, String> properties, List<String> secrets) {
    return connect(url, properties, secrets);
  }

  private static SnowflakeClient connect(
      String url, Map<String, String> given, List<String> secrets) {
    DRIVER.setLevel(Level.OFF);
    Properties properties = new Properties();
    properties.putAll(given);
    properties.putIfAbsent("application", "SnowWatch");
    // Else the driver asks the metadata services of three clouds where it runs.
    if (!given.getOrDefault("authenticator", "").equalsIgnoreCase("WORKLOAD_IDENTITY")) {
      properties.putIfAbsent("disablePlatformDetection", "true");
    }
    try {
      return new JdbcSnowflakeClient(DriverManager.getConnection(url, properties), secrets);
    } catch (SQLException | RuntimeException e) {
      throw new SnowflakeUnreachableException(
          "Snowflake could not be reached: %s Check the account's name, the user and the way to sign in, and the network."
              .formatted(hidden(String.valueOf(e.getMessage()), secrets)),
          cause(e, secrets));
    }
  }

  @Override
  public Rows query(String sql) {
    try (Statement statement = connection.createStatement()) {
      List<Rows.Row> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            rows.add(row(result));
          }
        }
      }
      return new Rows(queryId(statement), rows);
    } catch (SQLException e) {
      throw refused(sql, e);
    }
  }

  @Override
  public TypedRows typed(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData metadata = result.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= metadata.getColumnCount(); i++) {
        columns.add(metadata.getColumnLabel(i));
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(value(result, i, metadata.getColumnTypeName(i).toUpperCase(Locale.ROOT)));
        }
        rows.add(row);
      }
      return new TypedRows(columns, rows);
    } catch (SQLException e) {
      throw refused(sql, e);
    }
  }

  private static @Nullable Object value(ResultSet result, int column, String type)
      throws SQLException {
    String text = result.getString(column);
    if (text == null) {
      return null;
    }
    if (JSON.contains(type)) {
      return new TypedRows.Json(text);
    }
    if (type.startsWith("TIMESTAMP") && !type.endsWith("NTZ")) {
      return result.getTimestamp(column).toInstant().atOffset(ZoneOffset.UTC);
    }
    return switch (result.getMetaData().getColumnType(column)) {
      case Types.BOOLEAN -> result.getBoolean(column);
      case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.DECIMAL, Types.NUMERIC -> {
        BigDecimal number = result.getBigDecimal(column);
        yield number.scale() <= 0 && number.precision() < 19
            ? (Object) number.longValueExact()
            : number;
      }
      case Types.DOUBLE, Types.FLOAT -> result.getDouble(column);
      default -> text;
    };
  }

  @Override
  public void forEach(String sql, Consumer<Rows.Row> consumer) {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            consumer.accept(row(result));
          }
        }
      }
    } catch (SQLException e) {
      throw refused(sql, e);
    }
  }

  private static Rows.Row row(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = result.getString(i);
      if (value != null) {
        values.put(columns.getColumnLabel(i), value);
      }
    }
    return new Rows.Row(values);
  }

  private static String queryId(Statement statement) throws SQLException {
    String id = statement.unwrap(SnowflakeStatement.class).getQueryID();
    return id == null ? "" : id;
  }

  private RuntimeException refused(String sql, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String reason = hidden(String.valueOf(e.getMessage()), secrets).strip();
    if (LOST.stream().anyMatch(state::startsWith)) {
      return new SnowflakeUnreachableException(
          "The connection to Snowflake was lost: " + reason, cause(e, secrets));
    }
    String queryId =
        e instanceof net.snowflake.client.api.exception.SnowflakeSQLException own
                && own.getQueryId() != null
            ? own.getQueryId()
            : "";
    return new SnowflakeStatementException(
        sql, state, e.getErrorCode(), queryId, reason, cause(e, secrets));
  }

  /** The cause, unless it or what led to it says a secret. */
  private static Optional<Throwable> cause(Throwable e, List<String> secrets) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      String text = String.valueOf(each.getMessage());
      if (secrets.stream().anyMatch(text::contains)) {
        return Optional.empty();
      }
    }
    return Optional.of(e);
  }

  private static String hidden(String text, List<String> secrets) {
    String hidden = text;
    for (String secret : secrets) {
      hidden = hidden.replace(secret, "***");
    }
    return hidden;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new SnowflakeUnreachableException(
          "The session with Snowflake could not be closed: "
              + hidden(String.valueOf(e.getMessage()), secrets),
          cause(e, secrets));
    }
  }
}
