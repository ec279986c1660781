package io.snowwatch.snowflake;

/**
 * A right that a role should have.
 *
 * @param section the part of the plan that it belongs to
 * @param grantor the role that grants it
 * @param privilege the privilege, such as {@code USAGE}; of no account for a membership
 * @param target what it is on
 * @param grantee the role that gets it
 * @param purpose why, in one line
 */
public record WantedGrant(
    Section section,
    Identifier grantor,
    String privilege,
    Target target,
    Identifier grantee,
    String purpose) {

  /** What a right can be on. */
  public sealed interface Target {}

  /**
   * One object.
   *
   * @param kind its kind
   * @param name its name
   */
  public record OnObject(ObjectKind kind, QualifiedName name) implements Target {}

  /**
   * Every object of a kind that a schema has now.
   *
   * @param kind the kind
   * @param schema the schema
   */
  public record OnAll(ObjectKind kind, QualifiedName schema) implements Target {}

  /**
   * Every object of a kind that a schema will have.
   *
   * @param kind the kind
   * @param schema the schema
   */
  public record OnFuture(ObjectKind kind, QualifiedName schema) implements Target {}

  /** The whole Snowflake account. */
  public record OnAccount() implements Target {}

  /**
   * All rights of a role.
   *
   * @param role the role
   */
  public record Membership(Identifier role) implements Target {}

  /**
   * Grants the right; once more changes nothing.
   *
   * @return the statement
   */
  public Statement statement() {
    if (target instanceof Membership membership) {
      return new Statement(
          StatementKind.GRANT_ROLE,
          section,
          grantor,
          purpose,
          SqlText.of("GRANT ROLE {name} TO ROLE {name}", membership.role(), grantee));
    }
    return new Statement(
        StatementKind.GRANT_PRIVILEGE,
        section,
        grantor,
        purpose,
        SqlText.of("GRANT {sql} ON {sql} TO ROLE {name}", privilege, on(), grantee));
  }

  private String on() {
    if (target instanceof OnObject object) {
      return SqlText.of("{sql} {name}", object.kind().keyword(), object.name());
    }
    if (target instanceof OnAccount) {
      return "ACCOUNT";
    }
    if (target instanceof OnAll all) {
      return SqlText.of("ALL {sql}S IN SCHEMA {name}", all.kind().keyword(), all.schema());
    }
    if (target instanceof OnFuture future) {
      return SqlText.of("FUTURE {sql}S IN SCHEMA {name}", future.kind().keyword(), future.schema());
    }
    throw new IllegalStateException("A membership is no privilege.");
  }
}
