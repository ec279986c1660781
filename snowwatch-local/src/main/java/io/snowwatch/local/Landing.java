package io.snowwatch.local;

import io.snowwatch.answers.AnswerViews;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.storage.SnapshotKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL of one landing table: its columns, and how they come from JSON lines. One pass over a
 * document takes every path, which is what makes it fast.
 */
final class Landing {

  private static final String SCHEMA = "AWS";

  private final Dataset dataset;
  private final Optional<Wanted> wanted;
  private final List<String> texts = new ArrayList<>();
  private final List<String> variants = new ArrayList<>();

  /**
   * A dataset's landing.
   *
   * @param wanted what is kept of each record; if not given, all of it
   */
  Landing(Dataset dataset, Optional<Wanted> wanted) {
    this.dataset = dataset;
    this.wanted = wanted;
  }

  static String table(Dataset dataset) {
    return SCHEMA + "." + dataset.table();
  }

  /** An empty table. */
  String create() {
    return AnswerViews.landedColumns(dataset).stream()
        .map(c -> c.name() + " " + type(c.type()))
        .collect(Collectors.joining(", ", "CREATE OR REPLACE TABLE " + table(dataset) + " (", ")"));
  }

  /**
   * A table of the lines of files.
   *
   * @param files their absolute paths
   * @param prefix how many characters of a path stand before the object's key
   */
  String createFrom(List<Path> files, int prefix) {
    // SnowWatch 1.0 wrote arrays, without compression.
    boolean arrays = files.stream().anyMatch(file -> file.toString().endsWith(".json"));
    String names = files.stream().map(f -> literal(f.toString())).collect(Collectors.joining(", "));
    List<Column> columns = AnswerViews.landedColumns(dataset);
    String values =
        columns.stream()
            .map(c -> "CAST(%s AS %s) AS %s".formatted(value(c), type(c.type()), c.name()))
            .collect(Collectors.joining(",\n  "));
    return """
        CREATE OR REPLACE TABLE %s AS
        WITH KEYS AS (
        %s
        )
        SELECT
          %s
        FROM (
          SELECT json AS DOC, filename AS FILE, json_extract_string(json, [%s]) AS T, json_extract(json, [%s]) AS J
          FROM read_json_objects([%s], format = '%s', filename = true, hive_partitioning = false, maximum_object_size = 134217728)
        ) AS L
        JOIN KEYS AS K ON K.FILE = L.FILE"""
        .formatted(
            table(dataset),
            keys(files, prefix),
            values,
            texts.isEmpty() ? "'$'" : String.join(", ", texts),
            variants.isEmpty() ? "'$'" : String.join(", ", variants),
            names,
            arrays ? "auto" : "newline_delimited");
  }

  /** What follows from the key is taken from each key once, and not from each row. */
  static String keys(List<Path> files, int prefix) {
    return """
          SELECT FILE, KEY, TRY_CAST(regexp_extract(KEY, %s, 1) || 'Z' AS TIMESTAMPTZ) AS SNAPSHOT,
            nullif(regexp_extract(KEY, %s, 1), '') AS RUN
          FROM (VALUES %s) AS V(FILE, KEY)"""
        .formatted(
            literal(SnapshotKey.TIME_PATTERN),
            literal(SnapshotKey.RUN_ID_PATTERN),
            files.stream()
                .map(
                    f ->
                        "(%s, %s)"
                            .formatted(
                                literal(f.toString()),
                                literal(f.toString().substring(prefix).replace('\\', '/'))))
                .collect(Collectors.joining(", ")));
  }

  private String value(Column column) {
    ColumnValue value = column.value();
    if (value instanceof ColumnValue.Document && wanted.isPresent() && !dataset.kinds().isEmpty()) {
      return needed(wanted.get());
    } else if (!isWanted(column)) {
      return "NULL";
    } else if (value instanceof ColumnValue.Document) {
      return "DOC";
    } else if (value instanceof ColumnValue.Member member) {
      if (column.type() == LogicalType.VARIANT) {
        return first(member.alternatives().stream().map(this::variant).toList());
      }
      String text = first(member.alternatives().stream().map(p -> element(p, "T", texts)).toList());
      return column.type() == LogicalType.STRING
          ? text
          : "TRY_CAST(%s AS %s)".formatted(text, type(column.type()));
    } else if (value instanceof ColumnValue.Count count) {
      return first(count.alternatives().stream().map(p -> size(variant(p))).toList());
    } else if (value instanceof ColumnValue.NotEmpty notEmpty) {
      return size(variant(notEmpty.array())) + " > 0";
    }
    return keyed(column);
  }

  /** A value that does not come from the record. */
  static String keyed(Column column) {
    ColumnValue value = column.value();
    if (value instanceof ColumnValue.SnapshotTime) {
      return "K.SNAPSHOT";
    } else if (value instanceof ColumnValue.RunId) {
      return "K.RUN";
    } else if (value instanceof ColumnValue.SourceFile) {
      return "K.KEY";
    } else if (value instanceof ColumnValue.LoadTime) {
      return "CURRENT_TIMESTAMP";
    } else if (value instanceof ColumnValue.SourceRow) {
      // Several threads read a file, and each object is read once: rows need no number.
      return "NULL";
    }
    throw new IllegalStateException(
        "Column " + column.name() + " has a value without an expression: " + value + ".");
  }

  /** What a harvest says of itself is little, and wanted by every answer. */
  private boolean isWanted(Column column) {
    return wanted.map(w -> w.column(dataset, column)).orElse(true)
        || (dataset.kinds().isEmpty() && dataset.identityColumn().isEmpty());
  }

  /** A document of those members that the views' parts begin at. */
  private String needed(Wanted wanted) {
    Set<String> roots = new LinkedHashSet<>();
    for (Part part : dataset.parts()) {
      if (!wanted.part(part)) {
        continue;
      }
      for (Part.Step step : part.steps()) {
        if (step.parent().equals(Part.RESOURCE)) {
          step.alternatives().forEach(path -> roots.add(path.members().get(0)));
        }
      }
      for (PartValue value : part.values().values()) {
        if (value instanceof PartValue.Member member && member.level().equals(Part.RESOURCE)) {
          member.alternatives().forEach(path -> roots.add(path.members().get(0)));
        }
      }
    }
    if (roots.isEmpty()) {
      return "NULL";
    }
    return roots.stream()
        .map(
            root ->
                "'\"%s\":' || COALESCE(%s::VARCHAR, 'null')"
                    .formatted(root, variant(JsonPath.parse(root))))
        .collect(Collectors.joining(" || ',' || ", "('{' || ", " || '}')"));
  }

  private String variant(JsonPath path) {
    return element(path, "J", variants);
  }

  private static String element(JsonPath path, String list, List<String> taken) {
    String literal =
        literal(
            path.members().stream()
                .map(m -> ".\"" + m + '"')
                .collect(Collectors.joining("", "$", "")));
    if (!taken.contains(literal)) {
      taken.add(literal);
    }
    return list + "[" + (taken.indexOf(literal) + 1) + "]";
  }

  private static String first(List<String> expressions) {
    return expressions.size() == 1
        ? expressions.get(0)
        : "COALESCE(" + String.join(", ", expressions) + ")";
  }

  private static String size(String array) {
    return "CASE WHEN json_type(%s) = 'ARRAY' THEN json_array_length(%s) END"
        .formatted(array, array);
  }

  static String type(LogicalType type) {
    return switch (type) {
      case STRING -> "VARCHAR";
      case INTEGER -> "BIGINT";
      case BOOLEAN -> "BOOLEAN";
      case TIMESTAMP -> "TIMESTAMPTZ";
      case VARIANT -> "JSON";
    };
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
