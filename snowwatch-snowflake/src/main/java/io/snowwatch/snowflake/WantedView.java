package io.snowwatch.snowflake;

import java.util.List;

/**
 * A view. One of SnowWatch's own with another form is altered, so that grants, policies and tags
 * that others attached stay.
 *
 * @param name its full name
 * @param columns its columns in order; their types are of no account
 * @param query what it shows, without a semicolon
 * @param purpose what it shows, in one line
 * @param creator the role that creates and owns it
 */
public record WantedView(
    QualifiedName name,
    List<WantedColumn> columns,
    String query,
    String purpose,
    Identifier creator)
    implements WantedObject {

  /** Copies the columns. */
  public WantedView {
    columns = List.copyOf(columns);
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.VIEW;
  }

  @Override
  public Section section() {
    return Section.VIEWS;
  }

  @Override
  public String definition() {
    return SqlText.of("VIEW {name} (\n{lines}\n)\nAS\n{sql}", name, columnList(), query);
  }

  /**
   * Makes the view, or gives it today's definition.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-view">CREATE OR ALTER
   *     VIEW</a>
   */
  @Override
  public Statement create() {
    return statement("CREATE OR ALTER VIEW", "");
  }

  /**
   * Replaces the view with its grants kept: for a Snowflake that cannot alter a view's query. It
   * loses policies and tags, so whoever runs it has to see that there are none.
   *
   * @return the statement
   */
  public Statement replace() {
    return statement("CREATE OR REPLACE VIEW", "COPY GRANTS\n");
  }

  private Statement statement(String create, String copyGrants) {
    return new Statement(
        StatementKind.CREATE_VIEW,
        section(),
        creator,
        purpose,
        SqlText.of(
            "{sql} {name} (\n{lines}\n)\n{sql}COMMENT = {text}\nAS\n{sql}",
            create,
            name,
            columnList(),
            copyGrants,
            comment(),
            query));
  }

  private List<String> columnList() {
    return columns.stream().map(WantedColumn::sqlInView).toList();
  }
}
