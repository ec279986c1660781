package io.snowwatch.snowflake;

import java.util.List;
import java.util.stream.Collectors;

/** A plan as the text of a script. */
final class Script {

  private final SnowflakePlan plan;
  private final SnowflakeSettings settings;
  private final StringBuilder text = new StringBuilder();

  Script(SnowflakePlan plan, SnowflakeSettings settings) {
    this.plan = plan;
    this.settings = settings;
  }

  String print() {
    comment("SnowWatch: the Snowflake side of bucket " + settings.bucket() + ".");
    comment("Run it from top to bottom, as often as you like: what is there already stays.");
    comment("You need these roles: " + existingRoles() + ".");
    int number = 0;
    for (Section section : Section.values()) {
      List<Statement> statements = plan.statements(section);
      if (!statements.isEmpty()) {
        number++;
        print(number, section, statements);
      }
    }
    return text.toString();
  }

  /** The roles that the plan takes on and does not create. */
  private String existingRoles() {
    return plan.statements().stream()
        .map(Statement::role)
        .filter(role -> !plan.ownRoles().containsKey(role))
        .distinct()
        .map(Identifier::sql)
        .collect(Collectors.joining(", "));
  }

  private void print(int number, Section section, List<Statement> statements) {
    text.append('\n');
    comment("-".repeat(77));
    comment(number + ". " + section.title());
    comment("-".repeat(77));
    section.explanation().forEach(this::comment);
    if (section == Section.STAGE && settings.access() == Access.AWS_KEYS) {
      text.append('\n');
      plan.keySteps().forEach(this::comment);
    }
    String previous = "";
    for (Statement statement : statements) {
      text.append('\n');
      boolean explainsItself = statement.kind() == StatementKind.USE_ROLE;
      if (!explainsItself && !statement.description().equals(previous)) {
        comment(statement.description());
      }
      previous = statement.description();
      text.append(statement.sql()).append(";\n");
    }
    if (section == Section.STORAGE_ACCESS) {
      text.append('\n');
      plan.trustPolicySteps().forEach(this::comment);
    }
    if (section == Section.PIPES) {
      text.append('\n');
      plan.notificationSteps().forEach(this::comment);
    }
  }

  private void comment(String line) {
    text.append("-- ").append(line).append('\n');
  }
}
