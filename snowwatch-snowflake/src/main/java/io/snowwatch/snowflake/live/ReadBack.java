package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.WantedColumn;
import io.snowwatch.snowflake.WantedObject;
import io.snowwatch.snowflake.WantedTable;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks whether what was just made or altered is there. */
final class ReadBack {

  private static final Map<ObjectKind, String> IN_SCHEMA =
      Map.of(
          ObjectKind.FILE_FORMAT, "FILE FORMATS",
          ObjectKind.STAGE, "STAGES",
          ObjectKind.VIEW, "VIEWS",
          ObjectKind.PIPE, "PIPES",
          ObjectKind.FUNCTION, "USER FUNCTIONS",
          ObjectKind.STREAM, "STREAMS",
          ObjectKind.TASK, "TASKS");

  private final SnowflakeClient client;

  ReadBack(SnowflakeClient client) {
    this.client = client;
  }

  /** What is wrong with the object; empty if nothing is, or the server cannot say. */
  Optional<String> problem(WantedObject object) {
    try {
      return object instanceof WantedTable table ? columns(table) : presence(object);
    } catch (SnowflakeStatementException e) {
      if (e.saysUnknownStatement()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<String> columns(WantedTable table) {
    var names =
        client.query("SHOW COLUMNS IN TABLE " + table.name()).stream()
            .map(row -> row.get("column_name"))
            .collect(Collectors.toSet());
    String missing =
        table.columns().stream()
            .map(WantedColumn::name)
            .filter(column -> !names.contains(column.name()))
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("the table still lacks " + missing + ".");
  }

  private Optional<String> presence(WantedObject object) {
    QualifiedName name = object.name();
    String like = SqlText.of(" LIKE {text}", name.last().name().replace("\\", "\\\\"));
    String sql =
        switch (object.kind()) {
          case ROLE -> "SHOW ROLES" + like;
          case WAREHOUSE -> "SHOW WAREHOUSES" + like;
          case DATABASE -> "SHOW DATABASES" + like;
          case STORAGE_INTEGRATION, NOTIFICATION_INTEGRATION -> "SHOW INTEGRATIONS" + like;
          case SCHEMA -> "SHOW SCHEMAS" + like + " IN DATABASE " + name.parts().get(0);
          default ->
              "SHOW "
                  + IN_SCHEMA.get(object.kind())
                  + like
                  + " IN SCHEMA "
                  + QualifiedName.of(name.parts().get(0), name.parts().get(1));
        };
    boolean there =
        client.query(sql).stream().anyMatch(row -> row.get("name").equals(name.last().name()));
    return there ? Optional.empty() : Optional.of("there is no " + Comparison.title(object) + ".");
  }
}
