package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import io.snowwatch.snowflake.Statement;

/**
 * A statement of a set-up failed. What ran before it stays; running the set-up again goes on with
 * it.
 */
public final class ApplyException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient Statement statement;
  private final String sqlState;
  private final String queryId;
  private final String reason;

  ApplyException(Statement statement, SnowWatchException cause) {
    super(message(statement, cause), cause);
    this.statement = statement;
    this.sqlState = sqlState(cause);
    this.queryId = queryId(cause);
    this.reason = reason(cause);
  }

  private static String message(Statement statement, SnowWatchException cause) {
    return """
        %s failed: %s
          statement: %s
          SQLSTATE:  %s
          query id:  %s
          role:      %s"""
        .formatted(
            statement.description(),
            reason(cause),
            statement.sql().lines().findFirst().orElse("")
                + (statement.sql().contains("\n") ? " …" : ""),
            sqlState(cause),
            queryId(cause).isEmpty() ? "(none)" : queryId(cause),
            statement.role());
  }

  private static String sqlState(SnowWatchException cause) {
    return cause instanceof SnowflakeStatementException refused ? refused.sqlState() : "(lost)";
  }

  private static String queryId(SnowWatchException cause) {
    return cause instanceof SnowflakeStatementException refused ? refused.queryId() : "";
  }

  private static String reason(SnowWatchException cause) {
    return cause instanceof SnowflakeStatementException refused
        ? refused.reason()
        : String.valueOf(cause.getMessage());
  }

  /**
   * The statement that failed, with the role that it ran as.
   *
   * @return the statement
   */
  public Statement statement() {
    return statement;
  }

  /**
   * The class of the error.
   *
   * @return the SQLSTATE; {@code (lost)} if the connection was lost
   */
  public String sqlState() {
    return sqlState;
  }

  /**
   * What Snowflake calls the statement.
   *
   * @return the query id; empty if it said nothing
   */
  public String queryId() {
    return queryId;
  }

  /**
   * What Snowflake says.
   *
   * @return its message
   */
  public String reason() {
    return reason;
  }
}
