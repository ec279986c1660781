package io.snowwatch.local;

import io.snowwatch.answers.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;

/** The functions that are JavaScript on Snowflake, for the engine. */
final class DocumentFunctions {

  @FunctionalInterface
  private interface Function {
    String apply(String... arguments) throws Exception;
  }

  private DocumentFunctions() {}

  static void register(Connection connection) throws SQLException {
    register(connection, Dialect.CANONICAL, 3, a -> CanonicalDocument.text(a[0], a[1], a[2]));
    register(
        connection,
        Dialect.CHANGED_PATHS,
        4,
        a -> CanonicalDocument.changedPaths(a[0], a[1], a[2], a[3]));
  }

  private static void register(Connection connection, String name, int width, Function function)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(name).withReturnType(String.class);
      for (int i = 0; i < width; i++) {
        builder.withParameter(String.class);
      }
      builder
          .withVectorizedFunction(
              (rows, results) -> {
                DuckDBReadableVector[] columns = new DuckDBReadableVector[width];
                for (int i = 0; i < width; i++) {
                  columns[i] = rows.vector(i);
                }
                String[] arguments = new String[width];
                for (long row = 0; row < rows.rowCount(); row++) {
                  boolean whole = true;
                  for (int i = 0; i < width; i++) {
                    whole &= !columns[i].isNull(row);
                    arguments[i] = whole ? columns[i].getString(row) : "";
                  }
                  if (whole) {
                    results.setString(row, function.apply(arguments));
                  } else {
                    results.setNull(row);
                  }
                }
              })
          .register(connection);
    }
  }
}
