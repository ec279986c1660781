package io.snowwatch.snowflake;

/**
 * A stream: what a table gained since its rows were last taken. A stream cannot be altered, and one
 * that is replaced forgets where it was.
 *
 * @param name its full name
 * @param table the table that it follows
 * @param purpose what it is for, in one line
 * @param creator the role that creates and owns it
 */
public record WantedStream(
    QualifiedName name, QualifiedName table, String purpose, Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.STREAM;
  }

  @Override
  public Section section() {
    return Section.TASKS;
  }

  @Override
  public String definition() {
    return SqlText.of("STREAM {name} ON TABLE {name} APPEND_ONLY = TRUE", name, table);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_STREAM,
        section(),
        creator,
        purpose,
        SqlText.of(
            "CREATE STREAM IF NOT EXISTS {name}\nON TABLE {name}\nAPPEND_ONLY = TRUE\nCOMMENT = {text}",
            name,
            table,
            comment()));
  }
}
