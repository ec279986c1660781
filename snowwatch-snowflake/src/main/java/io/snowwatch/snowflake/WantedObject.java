package io.snowwatch.snowflake;

/**
 * An object as it should be in Snowflake: a value, and the SQL that follows from it.
 *
 * <p>What a role, a table or a pipe looks like stands in one file for each kind. All of them are
 * immutable and safe for use by several threads.
 */
public sealed interface WantedObject
    permits WantedRole,
        WantedWarehouse,
        WantedDatabase,
        WantedSchema,
        WantedStorageIntegration,
        WantedNotificationIntegration,
        WantedFileFormat,
        WantedStage,
        WantedTable,
        WantedPipe,
        WantedView,
        WantedFunction,
        WantedStream,
        WantedTask {

  /**
   * What it is.
   *
   * @return the kind
   */
  ObjectKind kind();

  /**
   * What it is called.
   *
   * @return the full name
   */
  QualifiedName name();

  /**
   * What it is for; the object's comment says so too.
   *
   * @return one line of text
   */
  String purpose();

  /**
   * The part of the plan that it belongs to.
   *
   * @return the section
   */
  Section section();

  /**
   * The role that creates and alters it.
   *
   * @return the role
   */
  Identifier creator();

  /**
   * The role that owns it once it is there.
   *
   * @return {@link #creator()}, but for the database and the warehouse
   */
  default Identifier owner() {
    return creator();
  }

  /**
   * The form that is wanted, as SQL without a comment: what the hash is made of.
   *
   * @return the definition
   */
  String definition();

  /**
   * Makes the object, where there is none of that name.
   *
   * @return the statement
   */
  Statement create();

  /**
   * The mark of the form that is wanted.
   *
   * @return the mark, without a state
   */
  default Mark mark() {
    return Mark.of(definition());
  }

  /**
   * The comment that the object carries.
   *
   * @return {@link #purpose()} and the mark
   */
  default String comment() {
    return mark().after(purpose());
  }

  /**
   * Removes the object.
   *
   * @return the statement
   */
  default Statement drop() {
    return new Statement(
        StatementKind.DROP,
        section(),
        owner(),
        "Remove it.",
        SqlText.of("DROP {sql} IF EXISTS {name}", kind().keyword(), name()));
  }
}
