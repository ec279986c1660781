package io.snowwatch.snowflake;

/**
 * A role.
 *
 * @param role its name
 * @param purpose what it may do, in one line
 * @param creator the role that creates it
 */
public record WantedRole(Identifier role, String purpose, Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.ROLE;
  }

  @Override
  public QualifiedName name() {
    return QualifiedName.of(role);
  }

  @Override
  public Section section() {
    return Section.ROLES;
  }

  @Override
  public String definition() {
    return SqlText.of("ROLE {name}", role);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_ROLE,
        section(),
        creator,
        purpose,
        SqlText.of("CREATE ROLE IF NOT EXISTS {name}\nCOMMENT = {text}", role, comment()));
  }
}
