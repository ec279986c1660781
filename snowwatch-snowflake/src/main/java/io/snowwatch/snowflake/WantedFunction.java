package io.snowwatch.snowflake;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A function.
 *
 * @param name its full name, without arguments
 * @param arguments names and types, such as {@code AT TIMESTAMP_TZ}
 * @param returns what follows RETURNS, such as {@code TABLE (ARN STRING)}
 * @param language what its body is written in: {@code SQL} or {@code JAVASCRIPT}
 * @param body the query or the script that it runs
 * @param purpose what it answers, in one line
 * @param creator the role that creates and owns it
 */
public record WantedFunction(
    QualifiedName name,
    String arguments,
    String returns,
    String language,
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
        "FUNCTION {name}({sql})\nRETURNS {sql}\nLANGUAGE {sql}\nAS {text}",
        name,
        arguments,
        returns,
        language,
        body);
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

  @Override
  public Statement drop() {
    return new Statement(
        StatementKind.DROP,
        section(),
        owner(),
        "Remove it.",
        SqlText.of(
            "DROP FUNCTION IF EXISTS {name}({sql})",
            name,
            Arrays.stream(arguments.split(", "))
                .map(argument -> argument.substring(argument.lastIndexOf(' ') + 1))
                .collect(Collectors.joining(", "))));
  }

  private Statement statement(String create, String copyGrants) {
    return new Statement(
        StatementKind.CREATE_FUNCTION,
        section(),
        creator,
        purpose,
        SqlText.of(
            "{sql} {name}({sql})\n{sql}RETURNS {sql}\nLANGUAGE {sql}\n{sql}COMMENT = {text}\nAS\n{text}",
            create,
            name,
            arguments,
            copyGrants,
            returns,
            language,
            // Else a script is run again for the same arguments.
            language.equals("SQL") ? "" : "IMMUTABLE\n",
            comment(),
            body));
  }
}
