package io.snowwatch.snowflake;

/**
 * A task: a statement that Snowflake runs by itself.
 *
 * @param name its full name
 * @param warehouse where it runs
 * @param when when it runs, such as {@code SCHEDULE = '15 MINUTE'}
 * @param statement what it runs, without a semicolon
 * @param purpose what it is for, in one line
 * @param creator the role that creates and owns it
 */
public record WantedTask(
    QualifiedName name,
    Identifier warehouse,
    String when,
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
        "TASK {name} WAREHOUSE = {name}\n{sql}\nAS\n{sql}", name, warehouse, when, statement);
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
            "CREATE OR ALTER TASK {name}\nWAREHOUSE = {name}\n{sql}\nCOMMENT = {text}\nAS\n{sql}",
            name,
            warehouse,
            when,
            comment(),
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
