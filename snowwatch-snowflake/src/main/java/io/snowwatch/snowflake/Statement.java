package io.snowwatch.snowflake;

/**
 * One SQL statement of a plan, as a value.
 *
 * @param kind what it does
 * @param section the part of the plan that it belongs to
 * @param role the role to run it as
 * @param description what it is for, in one line
 * @param sql the statement without a semicolon at its end
 */
public record Statement(
    StatementKind kind, Section section, Identifier role, String description, String sql) {

  /**
   * @throws IllegalArgumentException if the description is not one line, or the SQL is blank or
   *     ends with a semicolon
   */
  public Statement {
    if (description.isBlank() || description.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "'" + description + "' cannot describe a statement: give one line of text.");
    }
    if (sql.isBlank() || sql.endsWith(";")) {
      throw new IllegalArgumentException(
          "'" + sql + "' is not one statement: give its text without a semicolon at the end.");
    }
  }

  /** The SQL, without a semicolon at its end. */
  @Override
  public String toString() {
    return sql;
  }
}
