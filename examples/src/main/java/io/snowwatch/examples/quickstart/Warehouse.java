package io.snowwatch.examples.quickstart;

import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.StagedRow;
import io.snowwatch.snowflake.StatementKind;
import io.snowwatch.snowflake.WantedObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Snowflake side of the estate, through the JDBC driver.
 *
 * <p>fakesnow has no pipes. So the objects' lines are put into a table that stands for the stage,
 * and the pipes' own SELECT lists load the landing tables from there.
 */
final class Warehouse {

  /** What Snowflake answers, and fakesnow too, to a statement that it cannot read. */
  private static final int SYNTAX_ERROR = 1003;

  private static final String STAGE = "QUICKSTART.LOCAL.STAGED";

  private static final StagedRow STAGED =
      new StagedRow("S.DOCUMENT", "S.FILE_NAME", "S.ROW_NUMBER", "CURRENT_TIMESTAMP()");

  private static final int ROWS_AT_ONCE = 50;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Connection connection;
  private final SnowflakePlan plan;

  /** How many statements of a kind ran, and how many fakesnow could not read. */
  record Applied(StatementKind kind, int ran, int unreadable) {}

  /**
   * @param connection closed by its owner
   */
  Warehouse(Connection connection, SnowflakePlan plan) {
    this.connection = connection;
    this.plan = plan;
  }

  /**
   * Makes every object of the plan.
   *
   * @return what ran and what did not, kind by kind
   * @throws SQLException if a statement fails that fakesnow can read
   */
  List<Applied> apply() throws SQLException {
    Map<StatementKind, Applied> kinds = new EnumMap<>(StatementKind.class);
    for (WantedObject wanted : plan.objects()) {
      io.snowwatch.snowflake.Statement planned = wanted.create();
      boolean ran = run(planned.sql());
      Applied now = new Applied(planned.kind(), ran ? 1 : 0, ran ? 0 : 1);
      kinds.merge(
          planned.kind(),
          now,
          (a, b) -> new Applied(a.kind(), a.ran() + b.ran(), a.unreadable() + b.unreadable()));
    }
    return List.copyOf(kinds.values());
  }

  private boolean run(String sql) throws SQLException {
    try {
      execute(sql);
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == SYNTAX_ERROR) {
        return false;
      }
      throw e;
    }
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
    return Long.parseLong(
        query("SELECT COUNT(*) AS ROWS_LOADED FROM " + dataset.table()).rows().get(0).get(0));
  }

  /** Asks a question. */
  Table ask(Question question) throws SQLException {
    return query(question.sql());
  }

  private Table query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> headings = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        headings.add(result.getMetaData().getColumnLabel(i));
      }
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(text(result.getObject(i)));
        }
        rows.add(row);
      }
      return new Table(headings, rows);
    }
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Timestamp time ? MINUTE.format(time.toInstant()) : value.toString();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
