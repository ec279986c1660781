package io.snowwatch.snowflake;

import java.util.List;
import java.util.Map;

/**
 * The file format: JSON lines, and the arrays that SnowWatch 1.0 wrote.
 *
 * @param name its full name
 * @param creator the role that creates and owns it
 */
public record WantedFileFormat(QualifiedName name, Identifier creator) implements WantedObject {

  /** A duplicate name in one record would otherwise cost its whole file. */
  private static final Map<String, String> OPTIONS =
      Map.of("STRIP_OUTER_ARRAY", "TRUE", "ALLOW_DUPLICATE", "TRUE");

  private static final List<String> ORDER = List.of("STRIP_OUTER_ARRAY", "ALLOW_DUPLICATE");

  @Override
  public ObjectKind kind() {
    return ObjectKind.FILE_FORMAT;
  }

  @Override
  public String purpose() {
    return "Reads JSON lines, and the arrays that SnowWatch 1.0 wrote.";
  }

  @Override
  public Section section() {
    return Section.STAGE;
  }

  /**
   * The options that loads rely on.
   *
   * @return values by name, as {@code DESC FILE FORMAT} shows them
   */
  public Map<String, String> options() {
    return OPTIONS;
  }

  @Override
  public String definition() {
    return SqlText.of("FILE FORMAT {name}\n{sql}\nCOMPRESSION = AUTO", name, optionClauses());
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_FILE_FORMAT,
        section(),
        creator,
        purpose(),
        SqlText.of(
            "CREATE FILE FORMAT IF NOT EXISTS {name}\nTYPE = JSON\n{sql}\nCOMPRESSION = AUTO\nCOMMENT = {text}",
            name,
            optionClauses(),
            comment()));
  }

  /**
   * Gives a format of an earlier version the options that loads rely on.
   *
   * @return the statement
   */
  public Statement alter() {
    return new Statement(
        StatementKind.ALTER_FILE_FORMAT,
        section(),
        creator,
        "A format of an earlier version let a duplicate name cost a whole file.",
        SqlText.of(
            "ALTER FILE FORMAT IF EXISTS {name} SET\n{sql}\nCOMMENT = {text}",
            name,
            optionClauses(),
            comment()));
  }

  private static String optionClauses() {
    return SqlText.clauses(
        ORDER.stream().map(option -> option + " = " + OPTIONS.get(option)).toArray(String[]::new));
  }
}
