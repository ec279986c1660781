package io.snowwatch.snowflake;

/**
 * A schema.
 *
 * @param name its full name
 * @param purpose what lies in it, in one line
 * @param creator the role that creates and owns it
 */
public record WantedSchema(QualifiedName name, String purpose, Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.SCHEMA;
  }

  @Override
  public Section section() {
    return Section.DATABASE;
  }

  @Override
  public String definition() {
    return SqlText.of("SCHEMA {name}", name);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_SCHEMA,
        section(),
        creator,
        purpose,
        SqlText.of("CREATE SCHEMA IF NOT EXISTS {name}\nCOMMENT = {text}", name, comment()));
  }
}
