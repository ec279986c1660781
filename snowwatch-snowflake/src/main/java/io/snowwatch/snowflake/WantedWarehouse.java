package io.snowwatch.snowflake;

/**
 * A warehouse of the smallest size that suspends itself after a minute. One that is there already
 * keeps its size.
 *
 * @param warehouse its name
 * @param creator the role that creates it
 * @param owner the role that owns it then
 */
public record WantedWarehouse(Identifier warehouse, Identifier creator, Identifier owner)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.WAREHOUSE;
  }

  @Override
  public QualifiedName name() {
    return QualifiedName.of(warehouse);
  }

  @Override
  public String purpose() {
    return "Runs SnowWatch's queries; it costs nothing while it is suspended.";
  }

  @Override
  public Section section() {
    return Section.DATABASE;
  }

  @Override
  public String definition() {
    return SqlText.of("WAREHOUSE {name}", warehouse);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_WAREHOUSE,
        section(),
        creator,
        purpose(),
        SqlText.of(
            """
            CREATE WAREHOUSE IF NOT EXISTS {name}
            WAREHOUSE_SIZE = XSMALL
            AUTO_SUSPEND = 60
            AUTO_RESUME = TRUE
            INITIALLY_SUSPENDED = TRUE
            COMMENT = {text}""",
            warehouse,
            comment()));
  }
}
