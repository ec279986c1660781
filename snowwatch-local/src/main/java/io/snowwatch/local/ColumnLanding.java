package io.snowwatch.local;

import io.snowwatch.answers.AnswerViews;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.catalog.PartView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL of a landing table that is read straight into columns and lists: what is not wanted is
 * passed over, and nothing is parsed twice. {@link Landing} keeps documents, and is for what this
 * cannot read.
 */
final class ColumnLanding {

  private final Dataset dataset;
  private final Wanted wanted;
  private final Shape shape = new Shape();
  private final List<Part> parts;

  private ColumnLanding(Dataset dataset, Wanted wanted) {
    this.dataset = dataset;
    this.wanted = wanted;
    this.parts = dataset.parts().stream().filter(wanted::part).toList();
  }

  /** Whether a dataset has only what fits into columns and lists of them. */
  static boolean suits(Dataset dataset, Wanted wanted) {
    return !dataset.kinds().isEmpty()
        && dataset.recordColumns().stream().noneMatch(c -> c.type() == LogicalType.VARIANT)
        && dataset.parts().stream().filter(wanted::part).allMatch(ColumnLanding::isPlain)
        && new ColumnLanding(dataset, wanted).readShape().isDistinct();
  }

  private static boolean isPlain(Part part) {
    return part.steps().stream()
            .allMatch(s -> s.kind() == Part.Kind.ELEMENTS && s.alternatives().size() == 1)
        && part.filters().isEmpty()
        && part.values().entrySet().stream().allMatch(e -> isPlain(part, e.getKey(), e.getValue()));
  }

  private static boolean isPlain(Part part, String column, PartValue value) {
    if (value instanceof PartValue.Member member) {
      return !member.level().equals(Part.RESOURCE) && type(part, column) != LogicalType.VARIANT;
    } else if (value instanceof PartValue.First first) {
      return !first.level().equals(Part.RESOURCE);
    }
    return value instanceof PartValue.Constant || value instanceof PartValue.Owner;
  }

  private static LogicalType type(Part part, String column) {
    return part.view().columns().stream()
        .filter(c -> c.name().equals(column))
        .findFirst()
        .map(PartView.Column::type)
        .orElseThrow();
  }

  /** The table with lists as they were read. */
  static String table(Dataset dataset) {
    return Landing.table(dataset) + "_COLUMNS";
  }

  private Shape readShape() {
    for (Column column : wantedColumns()) {
      if (column.value() instanceof ColumnValue.Member member) {
        member.alternatives().forEach(shape::at);
      } else if (column.value() instanceof ColumnValue.Count count) {
        count.alternatives().forEach(path -> shape.at(path).list());
      } else if (column.value() instanceof ColumnValue.NotEmpty notEmpty) {
        shape.at(notEmpty.array()).list();
      }
    }
    for (Part part : parts) {
      for (Part.Step step : part.steps()) {
        level(part, step.level());
      }
      part.values()
          .values()
          .forEach(
              value -> {
                if (value instanceof PartValue.Member member) {
                  member.alternatives().forEach(level(part, member.level())::at);
                } else if (value instanceof PartValue.First first) {
                  level(part, first.level()).at(first.list()).list().at(first.member());
                }
              });
    }
    return shape;
  }

  private Shape level(Part part, String level) {
    if (level.equals(Part.RESOURCE)) {
      return shape;
    }
    Part.Step step =
        part.steps().stream().filter(s -> s.level().equals(level)).findFirst().orElseThrow();
    return level(part, step.parent()).at(step.alternatives().get(0)).list();
  }

  private List<Column> wantedColumns() {
    return AnswerViews.landedColumns(dataset).stream()
        .filter(column -> wanted.column(dataset, column))
        .toList();
  }

  /**
   * The statements that make the table of the lines of files, and the view of it that has documents
   * again.
   *
   * @param keys what the rows of files have in common, as {@link Landing#keys} says it
   * @param files their absolute paths
   */
  static List<String> statements(Dataset dataset, Wanted wanted, String keys, List<Path> files) {
    return new ColumnLanding(dataset, wanted).statements(keys, files);
  }

  private List<String> statements(String keys, List<Path> files) {
    readShape();
    List<Column> wantedColumns = wantedColumns();
    List<String> values = new ArrayList<>();
    for (Column column : AnswerViews.landedColumns(dataset)) {
      String value =
          column.value() instanceof ColumnValue.Document
              ? document()
              : wantedColumns.contains(column) ? value(column) : "NULL";
      values.add(
          column.value() instanceof ColumnValue.Document
              ? value + " AS " + column.name()
              : "CAST(%s AS %s) AS %s"
                  .formatted(value, Landing.type(column.type()), column.name()));
    }
    String columns =
        shape.members().entrySet().stream()
            .map(e -> "\"%s\": '%s'".formatted(e.getKey(), e.getValue().type()))
            .collect(Collectors.joining(", "));
    return List.of(
        """
        CREATE OR REPLACE TABLE %s AS
        WITH KEYS AS (
        %s
        )
        SELECT
          %s
        FROM read_json([%s], format = 'newline_delimited', columns = {%s}, filename = true, hive_partitioning = false) AS L
        JOIN KEYS AS K ON K.FILE = L.filename"""
            .formatted(
                table(dataset),
                keys,
                String.join(",\n  ", values),
                files.stream()
                    .map(f -> Landing.literal(f.toString()))
                    .collect(Collectors.joining(", ")),
                columns),
        "CREATE OR REPLACE VIEW %s AS SELECT * REPLACE (to_json(%s) AS %s) FROM %s"
            .formatted(
                Landing.table(dataset),
                dataset.documentColumn(),
                dataset.documentColumn(),
                table(dataset)));
  }

  private String document() {
    List<String> roots =
        parts.stream()
            .flatMap(p -> p.steps().stream())
            .filter(s -> s.parent().equals(Part.RESOURCE))
            .map(s -> s.alternatives().get(0).members().get(0))
            .distinct()
            .toList();
    return roots.isEmpty()
        ? "CAST(NULL AS STRUCT(\"_\" VARCHAR))"
        : roots.stream()
            .map(root -> "\"%s\" := L.\"%s\"".formatted(root, root))
            .collect(Collectors.joining(", ", "struct_pack(", ")"));
  }

  private static String value(Column column) {
    if (column.value() instanceof ColumnValue.Member member) {
      String text = first(member.alternatives().stream().map(ColumnLanding::member).toList());
      return column.type() == LogicalType.STRING
          ? text
          : "TRY_CAST(%s AS %s)".formatted(text, Landing.type(column.type()));
    } else if (column.value() instanceof ColumnValue.Count count) {
      return first(count.alternatives().stream().map(p -> "len(" + member(p) + ")").toList());
    } else if (column.value() instanceof ColumnValue.NotEmpty notEmpty) {
      return "len(" + member(notEmpty.array()) + ") > 0";
    }
    return Landing.keyed(column);
  }

  private static String member(JsonPath path) {
    return Shape.member("L", path.members());
  }

  private static String first(List<String> expressions) {
    return expressions.size() == 1
        ? expressions.get(0)
        : "COALESCE(" + String.join(", ", expressions) + ")";
  }

  /**
   * A part's rows, from lists as they were read.
   *
   * @param entity the view of the resources whose document is a structure
   * @param resourceColumns the columns that every such view has
   */
  static String part(Part part, String entity, List<String> resourceColumns) {
    String from = entity + " AS E";
    for (Part.Step step : part.steps()) {
      from =
          "(SELECT E.*, unnest(%s) AS %s\n  FROM %s) AS E"
              .formatted(
                  Shape.member(level(step.parent()), step.alternatives().get(0).members()),
                  step.level(),
                  from);
    }
    List<String> columns = new ArrayList<>();
    resourceColumns.forEach(c -> columns.add("E." + c));
    for (PartView.Column column : part.view().columns()) {
      columns.add(partValue(part, column) + " AS " + column.name());
    }
    return "SELECT\n  " + String.join(",\n  ", columns) + "\nFROM " + from;
  }

  private static String level(String level) {
    return level.equals(Part.RESOURCE) ? "E.RAW_DATA" : "E." + level;
  }

  private static String partValue(Part part, PartView.Column column) {
    PartValue value = part.values().get(column.name());
    String type = Landing.type(column.type());
    if (value instanceof PartValue.Constant constant) {
      return Landing.literal(constant.text());
    } else if (value instanceof PartValue.Owner owner) {
      return "E." + owner.column();
    } else if (value instanceof PartValue.First first) {
      return Shape.member(
          Shape.member(level(first.level()), first.list().members()) + "[1]",
          first.member().members());
    } else if (value instanceof PartValue.Member member) {
      String text =
          first(
              member.alternatives().stream()
                  .map(p -> Shape.member(level(member.level()), p.members()))
                  .toList());
      return column.type() == LogicalType.STRING
          ? text
          : "TRY_CAST(%s AS %s)".formatted(text, type);
    }
    return "CAST(NULL AS " + type + ")";
  }
}
