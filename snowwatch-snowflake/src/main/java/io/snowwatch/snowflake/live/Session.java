package io.snowwatch.snowflake.live;

import io.snowwatch.SnowWatchException;
import io.snowwatch.snowflake.Identifier;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.StatementKind;
import java.util.Optional;

/** Runs the statements of a set-up, each as its own role. */
final class Session {

  private final SnowflakeClient client;
  private final Listener listener;
  private final Optional<StageKey> stageKey;
  private Optional<Identifier> role = Optional.empty();
  private int number;
  private int count;

  Session(SnowflakeClient client, Listener listener, Optional<StageKey> stageKey, int count) {
    this.client = client;
    this.listener = listener;
    this.stageKey = stageKey;
    this.count = count;
  }

  /** Lets whoever looks at the query history find everything of this run. */
  void tag(String run) {
    try {
      client.query(SqlText.of("ALTER SESSION SET QUERY_TAG = {text}", "snowwatch/" + run));
    } catch (SnowflakeStatementException e) {
      listener.says("The statements carry no query tag: " + e.reason());
    }
  }

  /**
   * Runs a statement of the plan.
   *
   * @throws ApplyException if it fails
   */
  Rows run(Statement statement) {
    number++;
    count = Math.max(count, number);
    listener.begins(statement, number, count);
    Rows rows = ask(statement);
    listener.done(statement, rows.queryId());
    return rows;
  }

  /** The same for what only looks. */
  Rows ask(Statement statement) {
    try {
      takeOn(statement.role());
      return client.query(withKey(statement));
    } catch (SnowflakeStatementException e) {
      // The text that was sent may hold the key.
      throw new ApplyException(
          statement,
          e.sql().equals(statement.sql()) || e.sql().startsWith("USE ROLE ")
              ? e
              : new SnowflakeStatementException(
                  statement.sql(),
                  e.sqlState(),
                  e.errorCode(),
                  e.queryId(),
                  hidden(e.reason()),
                  Optional.empty()));
    } catch (SnowflakeUnreachableException e) {
      throw new ApplyException(statement, e);
    }
  }

  private String hidden(String reason) {
    return stageKey
        .map(key -> reason.replace(key.secret(), "***").replace(key.id(), "***"))
        .orElse(reason);
  }

  private void takeOn(Identifier wanted) {
    if (!role.equals(Optional.of(wanted))) {
      client.query("USE ROLE " + wanted);
      role = Optional.of(wanted);
    }
  }

  private String withKey(Statement statement) {
    if (statement.kind() != StatementKind.CREATE_STAGE || stageKey.isEmpty()) {
      return statement.sql();
    }
    return statement
        .sql()
        .replace(
            SqlText.literal(SnowflakePlan.AWS_KEY_ID_PLACEHOLDER),
            SqlText.literal(stageKey.get().id()))
        .replace(
            SqlText.literal(SnowflakePlan.AWS_SECRET_KEY_PLACEHOLDER),
            SqlText.literal(stageKey.get().secret()));
  }

  /** Fails as the statement would have, for what was accepted and had no effect. */
  SnowWatchException withoutEffect(Statement statement, String problem) {
    return new ApplyException(
        statement,
        new SnowflakeStatementException(
            statement.sql(),
            "00000",
            0,
            "",
            "Snowflake accepted it, but " + problem,
            Optional.empty()));
  }
}
