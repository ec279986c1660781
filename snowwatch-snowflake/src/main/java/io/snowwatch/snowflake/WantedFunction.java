package io.snowwatch.snowflake;

/**
 * A table function in SQL.
 *
 * @param name its full name, without arguments
 * @param arguments names and types, such as {@code AT TIMESTAMP_TZ}
 * @param returns what follows RETURNS, such as {@code TABLE (ARN STRING)}
 * @param body the query that it runs
 * @param purpose what it answers, in one line
 * @param creator the role that creates and owns it
 */
public record WantedFunction(
    QualifiedName name,
    String arguments,
    String returns,
    String body,
    String purpose,
    Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.FUNCTION;
  }

  @Override
  public Section section() {
    return Section.VIEWS;
  }

  @Override
  public String definition() {
    return SqlText.of(
        "FUNCTION {name}({sql})\nRETURNS {sql}\nAS {text}", name, arguments, returns, body);
  }

  @Override
  public Statement create() {
    return statement("CREATE FUNCTION IF NOT EXISTS", "");
  }

  /**
   * Gives the function today's definition; its grants stay.
   *
   * @return the statement
   */
  public Statement replace() {
    return statement("CREATE OR REPLACE FUNCTION", "COPY GRANTS\n");
  }

  private Statement statement(String create, String copyGrants) {
    return new Statement(
        StatementKind.CREATE_FUNCTION,
        section(),
        creator,
        purpose,
        SqlText.of(
            "{sql} {name}({sql})\n{sql}RETURNS {sql}\nLANGUAGE SQL\nCOMMENT = {text}\nAS\n{text}",
            create,
            name,
            arguments,
            copyGrants,
            returns,
            comment(),
            body));
  }
}
