package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import java.util.Optional;

/** A statement that Snowflake refused. Its text is in the message, without any secret. */
public final class SnowflakeStatementException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  /** What Snowflake says of an object that is not there, or not to be seen. */
  private static final int DOES_NOT_EXIST = 2003;

  private static final int DOES_NOT_EXIST_OR_NOT_AUTHORIZED = 2043;
  private static final int SYNTAX_ERROR = 1003;

  private final String sql;
  private final String sqlState;
  private final int errorCode;
  private final String queryId;
  private final String reason;

  /**
   * Creates an exception.
   *
   * @param sql the statement
   * @param sqlState the SQLSTATE
   * @param errorCode Snowflake's number
   * @param queryId what Snowflake calls the statement; empty if it said nothing
   * @param reason what Snowflake says
   * @param cause what led to it
   */
  public SnowflakeStatementException(
      String sql,
      String sqlState,
      int errorCode,
      String queryId,
      String reason,
      Optional<Throwable> cause) {
    super(
        "Snowflake refused a statement (SQLSTATE %s, error %d%s): %s\n%s"
            .formatted(
                sqlState, errorCode, queryId.isEmpty() ? "" : ", query " + queryId, reason, sql));
    cause.ifPresent(this::initCause);
    this.sql = sql;
    this.sqlState = sqlState;
    this.errorCode = errorCode;
    this.queryId = queryId;
    this.reason = reason;
  }

  /**
   * The statement.
   *
   * @return its text
   */
  public String sql() {
    return sql;
  }

  /**
   * The class of the error.
   *
   * @return the SQLSTATE, five characters
   */
  public String sqlState() {
    return sqlState;
  }

  /**
   * The error.
   *
   * @return Snowflake's number
   */
  public int errorCode() {
    return errorCode;
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

  /**
   * Whether the statement names something that is not there, or that the role may not see.
   *
   * @return true only for the numbers that Snowflake has for it
   */
  public boolean saysAbsent() {
    return errorCode == DOES_NOT_EXIST || errorCode == DOES_NOT_EXIST_OR_NOT_AUTHORIZED;
  }

  /**
   * Whether the server does not know this kind of statement, as an emulator may not.
   *
   * @return true for a syntax error
   */
  public boolean saysUnknownStatement() {
    return errorCode == SYNTAX_ERROR;
  }
}
