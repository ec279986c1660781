package io.snowwatch.snowflake;

import java.util.Optional;

/**
 * A task: a statement that Snowflake runs by itself.
 *
 * @param name its full name
 * @param warehouse where it runs; empty: where Snowflake lets it
 * @param schedule when it runs, such as {@code 15 MINUTE}
 * @param condition an expression that has to be true for it to run; empty: it always runs
 * @param statement what it runs, without a semicolon
 * @param purpose what it is for, in one line
 * @param creator the role that creates and owns it
 */
public record WantedTask(
    QualifiedName name,
    Optional<Identifier> warehouse,
    String schedule,
    Optional<String> condition,
    String statement,
    String purpose,
    Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.TASK;
  }

  @Override
  public Section section() {
    return Section.TASKS;
  }

  @Override
  public String definition() {
    return SqlText.of(
        "TASK {name} {sql}\n{sql}{sql}\nAS\n{sql}",
        name,
        compute(),
        scheduled(),
        conditionClause(),
        statement);
  }

  private String compute() {
    return warehouse
        .map(chosen -> SqlText.of("WAREHOUSE = {name}", chosen))
        .orElse("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'");
  }

  private String scheduled() {
    return SqlText.of("SCHEDULE = {text}", schedule);
  }

  private String conditionClause() {
    return condition.map(expression -> "\nWHEN " + expression).orElse("");
  }

  /**
   * Makes the task, or gives it today's definition.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-task">CREATE OR ALTER
   *     TASK</a>
   */
  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_TASK,
        section(),
        creator,
        purpose,
        SqlText.of(
            "CREATE OR ALTER TASK {name}\n{sql}\n{sql}\nCOMMENT = {text}{sql}\nAS\n{sql}",
            name,
            compute(),
            scheduled(),
            comment(),
            conditionClause(),
            statement));
  }

  /**
   * Keeps the task from running, as it has to be while it is altered.
   *
   * @return the statement
   */
  public Statement suspend() {
    return new Statement(
        StatementKind.SUSPEND_TASK,
        section(),
        creator,
        "Let it rest while it is altered.",
        SqlText.of("ALTER TASK {name} SUSPEND", name));
  }

  /**
   * Lets the task run; a new one is suspended.
   *
   * @return the statement
   */
  public Statement resume() {
    return new Statement(
        StatementKind.RESUME_TASK,
        section(),
        creator,
        "Let it run.",
        SqlText.of("ALTER TASK {name} RESUME", name));
  }
}
