package io.snowwatch.examples.quickstart;

import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.StagedRow;
import io.snowwatch.snowflake.live.Apply;
import io.snowwatch.snowflake.live.ApplyReport;
import io.snowwatch.snowflake.live.Difference;
import io.snowwatch.snowflake.live.SnowflakeClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The Snowflake side of the estate, through the JDBC driver.
 *
 * <p>fakesnow has no pipes. So the objects' lines are put into a table that stands for the stage,
 * and the pipes' own SELECT lists load the landing tables from there.
 */
final class Warehouse {

  /** The parts of a plan that fakesnow can read; they bring the database and its schemas. */
  static final Set<Section> KNOWN = Set.of(Section.TABLES, Section.VIEWS);

  private static final String STAGE = "QUICKSTART.LOCAL.STAGED";

  private static final StagedRow STAGED =
      new StagedRow("S.DOCUMENT", "S.FILE_NAME", "S.ROW_NUMBER", "CURRENT_TIMESTAMP()");

  private static final int ROWS_AT_ONCE = 50;

  private final Connection connection;
  private final SnowflakePlan plan;

  /**
   * @param connection closed by its owner
   */
  Warehouse(Connection connection, SnowflakePlan plan) {
    this.connection = connection;
    this.plan = plan;
  }

  /**
   * Applies the parts of the plan that fakesnow knows, as {@code snowwatch snowflake apply} does.
   *
   * @param client a session with the same server
   * @return what was changed
   */
  ApplyReport apply(SnowflakeClient client) {
    return Apply.of(plan, client).run(Difference.between(plan, client, KNOWN), KNOWN);
  }

  /** Puts the lines of objects where a stage would offer them. */
  void stage(List<Landed> objects) throws SQLException {
    execute("CREATE DATABASE QUICKSTART");
    execute("CREATE SCHEMA QUICKSTART.LOCAL");
    execute(
        "CREATE TABLE %s (DOCUMENT VARIANT, FILE_NAME STRING, ROW_NUMBER INT)".formatted(STAGE));
    for (Landed object : objects) {
      for (int from = 0; from < object.lines().size(); from += ROWS_AT_ONCE) {
        int to = Math.min(from + ROWS_AT_ONCE, object.lines().size());
        stage(object.key(), from + 1, object.lines().subList(from, to));
      }
    }
  }

  private void stage(String key, int firstRow, List<String> lines) throws SQLException {
    String rows = String.join(", ", Collections.nCopies(lines.size(), "(?, ?, ?)"));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO %s SELECT PARSE_JSON(COLUMN1), COLUMN2, COLUMN3 FROM VALUES %s"
                .formatted(STAGE, rows))) {
      int parameter = 1;
      for (int i = 0; i < lines.size(); i++) {
        insert.setString(parameter++, lines.get(i));
        insert.setString(parameter++, key);
        insert.setInt(parameter++, firstRow + i);
      }
      insert.executeUpdate();
    }
  }

  /**
   * Loads a landing table from what was staged in its directory.
   *
   * @return how many rows it has now
   */
  long load(DatasetPlan dataset) throws SQLException {
    execute(
        dataset
            .insert(
                STAGED,
                "%s AS S WHERE STARTSWITH(S.FILE_NAME, '%s/')"
                    .formatted(STAGE, dataset.directory()))
            .sql());
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT COUNT(*) AS ROWS_LOADED FROM " + dataset.table())) {
      result.next();
      return result.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
