package io.snowwatch.snowflake;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.storage.SnapshotKey;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column's type and the expression that loads it.
 *
 * <p>The expressions use only functions that Snowflake lists for COPY transformations: TRY_CAST,
 * and not TRY_TO_TIMESTAMP_TZ; NVL, and not COALESCE. A value that does not convert becomes NULL,
 * so that it never keeps a record from landing.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-transform">Transforming data
 *     during a load</a>
 */
final class ColumnSql {

  private ColumnSql() {}

  static String type(LogicalType type) {
    return switch (type) {
      case STRING -> "STRING";
      case INTEGER -> "INT";
      case BOOLEAN -> "BOOLEAN";
      case TIMESTAMP -> "TIMESTAMP_TZ";
      case VARIANT -> "VARIANT";
    };
  }

  static String definition(Column column) {
    return new Identifier(column.name()) + " " + type(column.type());
  }

  static String expression(Column column, StagedRow row) {
    ColumnValue value = column.value();
    if (value instanceof ColumnValue.Document) {
      return row.document();
    }
    if (value instanceof ColumnValue.Member member) {
      return member(member.alternatives(), column.type(), row);
    }
    if (value instanceof ColumnValue.NotEmpty notEmpty) {
      // NULL for what is not an array, so that "none" and "not known" differ.
      return "ARRAY_SIZE(" + path(notEmpty.array(), row) + ") > 0";
    }
    if (value instanceof ColumnValue.SnapshotTime) {
      // Keys carry UTC without a zone.
      return convert(firstGroup(SnapshotKey.TIME_PATTERN, row) + " || 'Z'", LogicalType.TIMESTAMP);
    }
    if (value instanceof ColumnValue.RunId) {
      return firstGroup(SnapshotKey.RUN_ID_PATTERN, row);
    }
    if (value instanceof ColumnValue.SourceFile) {
      return row.fileName();
    }
    if (value instanceof ColumnValue.SourceRow) {
      return row.rowNumber();
    }
    if (value instanceof ColumnValue.LoadTime) {
      return row.scanTime() + "::" + type(LogicalType.TIMESTAMP);
    }
    throw new IllegalStateException(
        "Column " + column.name() + " has a value without an SQL expression: " + value + ".");
  }

  private static String member(List<JsonPath> alternatives, LogicalType type, StagedRow row) {
    // Only text converts with TRY_CAST, and a JSON null is NULL only once it is text.
    String suffix = type == LogicalType.VARIANT ? "" : "::" + type(LogicalType.STRING);
    String first = first(alternatives.stream().map(path -> path(path, row) + suffix).toList());
    return switch (type) {
      case STRING, VARIANT -> first;
      case INTEGER, BOOLEAN, TIMESTAMP -> convert(first, type);
    };
  }

  private static String first(List<String> expressions) {
    String head = expressions.get(0);
    return expressions.size() == 1
        ? head
        : "NVL(" + head + ", " + first(expressions.subList(1, expressions.size())) + ")";
  }

  private static String convert(String text, LogicalType type) {
    return "TRY_CAST(" + text + " AS " + type(type) + ")";
  }

  private static String firstGroup(String pattern, StagedRow row) {
    return "REGEXP_SUBSTR(%s, %s, 1, 1, 'e', 1)"
        .formatted(row.fileName(), Quoting.literal(pattern));
  }

  private static String path(JsonPath path, StagedRow row) {
    return row.document()
        + ":"
        + path.members().stream().map(Quoting::member).collect(Collectors.joining("."));
  }
}
