package io.snowwatch.snowflake;

/**
 * The database.
 *
 * @param database its name
 * @param creator the role that creates it
 * @param owner the role that owns it then
 */
public record WantedDatabase(Identifier database, Identifier creator, Identifier owner)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.DATABASE;
  }

  @Override
  public QualifiedName name() {
    return QualifiedName.of(database);
  }

  @Override
  public String purpose() {
    return "Inventory and activity of AWS accounts.";
  }

  @Override
  public Section section() {
    return Section.DATABASE;
  }

  @Override
  public String definition() {
    return SqlText.of("DATABASE {name}", database);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_DATABASE,
        section(),
        creator,
        purpose(),
        SqlText.of("CREATE DATABASE IF NOT EXISTS {name}\nCOMMENT = {text}", database, comment()));
  }
}
