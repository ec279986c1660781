package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.CheckViews;
import io.snowwatch.local.LocalEstate;
import io.snowwatch.local.Rows;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeStatementException;
import io.snowwatch.snowflake.live.TypedRows;
import java.util.List;

/** What landed in Snowflake, by the views that {@code snowwatch snowflake apply} makes. */
final class SnowflakeAsked implements AskedEstate {

  private final SnowflakeClient client;

  private SnowflakeAsked(SnowflakeClient client) {
    this.client = client;
  }

  /**
   * Goes to the schema that has the views.
   *
   * @throws ConfigurationException if it cannot be used; the session is closed then
   */
  static SnowflakeAsked of(SnowflakeClient client, String schema) {
    try {
      client.query("USE SCHEMA " + schema);
    } catch (SnowflakeStatementException e) {
      client.close();
      throw new ConfigurationException(
          List.of(
              "The schema %s cannot be used: %s Make it by snowwatch snowflake apply, let the connection take a role that may read it, or name another with --schema."
                  .formatted(schema, e.getMessage())),
          e);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
    return new SnowflakeAsked(client);
  }

  @Override
  public Rows query(String sql) {
    TypedRows rows = client.typed(sql);
    return new Rows(rows.columns(), rows.rows());
  }

  @Override
  public Rows check(Check check) {
    try {
      return query(
          "SELECT %s FROM %s"
              .formatted(String.join(", ", CheckResults.COLUMNS), CheckViews.name(check)));
    } catch (SnowflakeStatementException e) {
      return LocalEstate.notEvaluated(check, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Rows summary(Check check) {
    try {
      return query(CheckResults.summary("SELECT * FROM " + CheckViews.name(check)));
    } catch (SnowflakeStatementException e) {
      return LocalEstate.notEvaluated(check, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void close() {
    client.close();
  }
}
