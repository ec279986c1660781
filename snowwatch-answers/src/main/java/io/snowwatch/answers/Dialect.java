package io.snowwatch.answers;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.catalog.Part;
import java.util.List;
import java.util.stream.Collectors;

/** How a database writes what the views need beyond common SQL. */
public enum Dialect {

  /** Snowflake. */
  SNOWFLAKE {
    @Override
    String type(LogicalType type) {
      return switch (type) {
        case STRING -> "STRING";
        case INTEGER -> "INT";
        case BOOLEAN -> "BOOLEAN";
        case TIMESTAMP -> "TIMESTAMP_TZ";
        case VARIANT -> "VARIANT";
      };
    }

    @Override
    String member(String document, JsonPath path) {
      return document
          + ":"
          + path.members().stream().map(m -> '"' + m + '"').collect(Collectors.joining("."));
    }

    @Override
    String text(String variant) {
      return variant + "::STRING";
    }

    @Override
    String text(String document, JsonPath path) {
      return text(member(document, path));
    }

    @Override
    String size(String array) {
      return "ARRAY_SIZE(" + array + ")";
    }

    @Override
    String firstMember(String document, JsonPath list, JsonPath member) {
      return member(document, list)
          + "[0]:"
          + member.members().stream().map(m -> '"' + m + '"').collect(Collectors.joining("."))
          + "::STRING";
    }

    @Override
    String elements(String array) {
      return array;
    }

    @Override
    String oneOrMany(String value, boolean keep) {
      return "CASE WHEN IS_ARRAY(%s) THEN %s WHEN IS_NULL_VALUE(%s) OR %s IS NULL THEN %s ELSE ARRAY_CONSTRUCT(%s) END"
          .formatted(
              value,
              value,
              value,
              value,
              keep ? "ARRAY_CONSTRUCT(NULL)" : "ARRAY_CONSTRUCT()",
              value);
    }

    @Override
    String each(String from, String list, String level) {
      return from + ",\n  LATERAL FLATTEN(INPUT => " + list + ") AS " + level;
    }

    @Override
    String element(String level) {
      return level + ".VALUE";
    }

    @Override
    String isText(String variant) {
      // TYPEOF says it too, but not everywhere.
      return "STARTSWITH(TO_JSON(" + variant + "), '\"')";
    }

    @Override
    String object(List<String> names) {
      return names.stream()
          .map(name -> "'" + name + "', " + name)
          .collect(Collectors.joining(", ", "OBJECT_CONSTRUCT_KEEP_NULL(", ")"));
    }

    @Override
    String arrayOf(String value, String condition) {
      return "ARRAY_AGG(CASE WHEN " + condition + " THEN " + value + " END)";
    }

    @Override
    String arrayOfOne(String value) {
      return "ARRAY_CONSTRUCT(" + value + ")";
    }

    @Override
    String hash(String text) {
      return "SHA2(" + text + ")";
    }

    @Override
    String digest(String document) {
      return "MD5(TO_JSON(" + document + "))";
    }

    @Override
    String call(String function, List<String> documents, String paths) {
      return "%s(%s, %s)".formatted(function, String.join(", ", documents), paths);
    }

    @Override
    boolean landsTwice() {
      return true;
    }

    @Override
    boolean landsViewColumns() {
      return false;
    }
  },

  /** DuckDB. */
  DUCKDB {
    @Override
    String type(LogicalType type) {
      return switch (type) {
        case STRING -> "VARCHAR";
        case INTEGER -> "BIGINT";
        case BOOLEAN -> "BOOLEAN";
        case TIMESTAMP -> "TIMESTAMPTZ";
        case VARIANT -> "JSON";
      };
    }

    @Override
    String member(String document, JsonPath path) {
      return "json_extract(%s, '%s')".formatted(document, jsonPath(path));
    }

    @Override
    String text(String variant) {
      return "(" + variant + " ->> '$')";
    }

    @Override
    String text(String document, JsonPath path) {
      return "json_extract_string(%s, '%s')".formatted(document, jsonPath(path));
    }

    @Override
    String size(String array) {
      return "CASE WHEN json_type(%s) = 'ARRAY' THEN json_array_length(%s) END"
          .formatted(array, array);
    }

    @Override
    String firstMember(String document, JsonPath list, JsonPath member) {
      return "json_extract_string(%s, '%s[0]%s')"
          .formatted(document, jsonPath(list), jsonPath(member).substring(1));
    }

    @Override
    String elements(String array) {
      return "CASE WHEN json_type(%s) = 'ARRAY' THEN json_extract(%s, '$[*]') END"
          .formatted(array, array);
    }

    @Override
    String oneOrMany(String value, boolean keep) {
      return "CASE WHEN json_type(%s) = 'ARRAY' THEN json_extract(%s, '$[*]') WHEN json_type(%s) = 'NULL' OR %s IS NULL THEN %s ELSE [%s] END"
          .formatted(value, value, value, value, keep ? "[NULL]" : "[]", value);
    }

    // A lateral join would compare every row with every other; an unnest in the list of columns
    // takes each row as it comes.
    @Override
    String each(String from, String list, String level) {
      return "(SELECT E.*, unnest(" + list + ") AS " + level + "\n  FROM " + from + ") AS E";
    }

    @Override
    String element(String level) {
      return "E." + level;
    }

    @Override
    String isText(String variant) {
      return "json_type(" + variant + ") = 'VARCHAR'";
    }

    @Override
    String object(List<String> names) {
      return names.stream()
          .map(name -> "'" + name + "', " + name)
          .collect(Collectors.joining(", ", "json_object(", ")"));
    }

    @Override
    String arrayOf(String value, String condition) {
      return "COALESCE(to_json(list(%s) FILTER (WHERE %s)), '[]'::JSON)"
          .formatted(value, condition);
    }

    @Override
    String arrayOfOne(String value) {
      return "json_array(" + value + ")";
    }

    @Override
    String hash(String text) {
      return "sha256(" + text + ")";
    }

    @Override
    String digest(String document) {
      return "md5(CAST(" + document + " AS VARCHAR))";
    }

    @Override
    String call(String function, List<String> documents, String paths) {
      return "%s(%s, %s)"
          .formatted(
              function,
              documents.stream()
                  .map(d -> "CAST(" + d + " AS VARCHAR)")
                  .collect(Collectors.joining(", ")),
              paths);
    }

    @Override
    boolean landsTwice() {
      return false;
    }

    @Override
    boolean landsViewColumns() {
      return true;
    }
  };

  /**
   * The function of a document, the paths of members that do not count and those of lists without
   * an order, with commas between them: a text that is the same for documents that say the same.
   */
  public static final String CANONICAL = "SNOWWATCH_CANONICAL";

  /**
   * The function of two documents and the paths of {@link #CANONICAL}: an array of the paths of
   * what differs.
   */
  public static final String CHANGED_PATHS = "SNOWWATCH_CHANGED_PATHS";

  /** The name of a type. */
  abstract String type(LogicalType type);

  /** The semi-structured value at a path. */
  abstract String member(String document, JsonPath path);

  /** A semi-structured scalar as text; what is no scalar as JSON. */
  abstract String text(String variant);

  /** The text at a path. */
  abstract String text(String document, JsonPath path);

  /** The number of an array's elements; NULL for what is none. */
  abstract String size(String array);

  /** The text at a path in the first element of a list. */
  abstract String firstMember(String document, JsonPath list, JsonPath member);

  /** What is iterated for an array's elements. */
  abstract String elements(String array);

  /** What is iterated for the elements or the value itself; if kept, once also where is none. */
  abstract String oneOrMany(String value, boolean keep);

  /** What follows FROM: rows aliased E, each with each element of what is iterated. */
  abstract String each(String from, String list, String level);

  /** An element that {@link #each} added. */
  abstract String element(String level);

  /** Whether a semi-structured value is a text. */
  abstract String isText(String variant);

  /** An object of columns under their names. */
  abstract String object(List<String> names);

  /** An aggregate: an array of the values of those rows that meet a condition. */
  abstract String arrayOf(String value, String condition);

  /** An array of one value. */
  abstract String arrayOfOne(String value);

  /** A SHA-256 of a text, in hexadecimal. */
  abstract String hash(String text);

  /** A digest of a document as it is written. */
  abstract String digest(String document);

  /** A call of one of SnowWatch's functions over documents. */
  abstract String call(String function, List<String> documents, String paths);

  /** A text that is the same for documents that say the same, however they are ordered. */
  final String canonical(String document, Dataset dataset) {
    return call(CANONICAL, List.of(document), paths(dataset));
  }

  /** An array of the paths of what differs between two documents; NULL where one is not there. */
  final String changedPaths(String before, String after, Dataset dataset) {
    return "CAST(%s AS %s)"
        .formatted(
            call(CHANGED_PATHS, List.of(before, after), paths(dataset)), type(LogicalType.VARIANT));
  }

  private static String paths(Dataset dataset) {
    return "'%s', '%s'"
        .formatted(joined(dataset.volatileMembers()), joined(dataset.unorderedLists()));
  }

  /** Whether one row of an object may be there several times. */
  abstract boolean landsTwice();

  /** Whether landing tables have the columns that elsewhere only views have. */
  abstract boolean landsViewColumns();

  /** The first of several values that is there. */
  final String first(List<String> expressions) {
    return expressions.size() == 1
        ? expressions.get(0)
        : "COALESCE(" + String.join(", ", expressions) + ")";
  }

  /** What a step of a part iterates. */
  final String list(Part.Step step, String document) {
    String value = first(step.alternatives().stream().map(p -> member(document, p)).toList());
    return switch (step.kind()) {
      case ELEMENTS -> elements(value);
      case ONE_OR_MANY, TEXTS -> oneOrMany(value, false);
      case TEXTS_IF_ANY -> oneOrMany(value, true);
    };
  }

  /** A text converted; NULL where it does not convert. */
  final String convert(String text, LogicalType type) {
    return type == LogicalType.STRING || type == LogicalType.VARIANT
        ? text
        : "TRY_CAST(%s AS %s)".formatted(text, type(type));
  }

  private static String joined(List<?> paths) {
    return paths.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static String jsonPath(JsonPath path) {
    return path.members().stream()
        .map(m -> ".\"" + m + '"')
        .collect(Collectors.joining("", "$", ""));
  }
}
