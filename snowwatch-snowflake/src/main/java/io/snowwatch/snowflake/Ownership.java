package io.snowwatch.snowflake;

/** How SnowWatch's role comes to own the database and the warehouse, if this set-up makes them. */
final class Ownership {

  private final ObjectNames names;

  Ownership(ObjectNames names) {
    this.names = names;
  }

  /**
   * Ownership is taken only of what is created, so both are one block, and so the role that runs it
   * may do both. What is there already is left as it is.
   */
  Statement createAndOwn(WantedObject object) {
    Statement create = object.create();
    return new Statement(
        create.kind(),
        create.section(),
        names.accountAdminRole(),
        create.description(),
        "EXECUTE IMMEDIATE "
            + Quoting.program(
                SqlText.of(
                    """

                    BEGIN
                    {sql};
                      {sql};
                      RETURN 'Created.';
                    EXCEPTION
                      WHEN STATEMENT_ERROR THEN
                        IF (SQLCODE = 2002) THEN
                          RETURN 'Left as it is.';
                        END IF;
                        RAISE;
                    END;
                    """,
                    SqlText.indented(create.sql().replaceFirst(" IF NOT EXISTS", "")),
                    taken(object).sql())));
  }

  /**
   * Makes SnowWatch's role the owner of what SnowWatch has just created; other grants stay.
   *
   * <p>Ownership goes only to a role that the session has taken on, unless who gives it may manage
   * all grants, as the security administrators may.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/release-notes/bcr-bundles/2026_07/bcr-2395">Behavior
   *     change 2395</a>
   */
  Statement taken(WantedObject object) {
    return new Statement(
        StatementKind.GRANT_OWNERSHIP,
        object.section(),
        names.securityAdminRole(),
        "SnowWatch's role owns it; other grants stay.",
        SqlText.of(
            "GRANT OWNERSHIP ON {sql} {name} TO ROLE {name} COPY CURRENT GRANTS",
            object.kind().keyword(),
            object.name(),
            object.owner()));
  }
}
