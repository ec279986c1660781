package io.snowwatch.snowflake.live;

import java.util.function.Consumer;

/**
 * A session with Snowflake: everything that SnowWatch needs of one.
 *
 * <p>Not safe for use by several threads. A session that is closed undoes nothing: each statement
 * takes effect by itself.
 */
public interface SnowflakeClient extends AutoCloseable {

  /**
   * Runs one statement.
   *
   * @param sql the statement, without a semicolon at its end
   * @return its rows; none for a statement that has no result
   * @throws SnowflakeStatementException if Snowflake refuses the statement
   * @throws SnowflakeUnreachableException if the connection is lost; whether the statement took
   *     effect is not known then
   */
  Rows query(String sql);

  /**
   * Runs one statement whose columns and types matter.
   *
   * @param sql the statement, without a semicolon at its end
   * @return its columns and rows
   * @throws SnowflakeStatementException if Snowflake refuses the statement
   * @throws SnowflakeUnreachableException if the connection is lost
   */
  default TypedRows typed(String sql) {
    throw new UnsupportedOperationException("This session tells no types.");
  }

  /**
   * Runs one statement whose result may be long, and keeps none of it.
   *
   * @param sql the statement, without a semicolon at its end
   * @param consumer hears of each row in order
   * @throws SnowflakeStatementException if Snowflake refuses the statement
   * @throws SnowflakeUnreachableException if the connection is lost
   */
  default void forEach(String sql, Consumer<Rows.Row> consumer) {
    query(sql).stream().forEach(consumer);
  }

  @Override
  void close();
}
