package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.WantedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes SnowWatch's objects out of an account: those that carry its mark, and those of SnowWatch
 * 1.0, which have its names and its owner. Whatever else is there stays.
 *
 * @param statements what removes them, in order; the last to go are the integration and the roles
 * @param notes what stays and why, and what is known by its name only
 */
public record Drop(List<Statement> statements, List<String> notes) {

  /** Dependents first; integrations and roles last. */
  private static final List<ObjectKind> ORDER =
      List.of(
          ObjectKind.TASK,
          ObjectKind.STREAM,
          ObjectKind.FUNCTION,
          ObjectKind.VIEW,
          ObjectKind.PIPE,
          ObjectKind.STAGE,
          ObjectKind.FILE_FORMAT,
          ObjectKind.TABLE,
          ObjectKind.SCHEMA,
          ObjectKind.DATABASE,
          ObjectKind.WAREHOUSE,
          ObjectKind.NOTIFICATION_INTEGRATION,
          ObjectKind.STORAGE_INTEGRATION,
          ObjectKind.ROLE);

  /** Copies the lists. */
  public Drop {
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }

  /**
   * Finds what is to be removed, and keeps what has rows.
   *
   * @param plan what SnowWatch made
   * @param client a session
   * @return the statements; none has run
   */
  public static Drop keepingData(SnowflakePlan plan, SnowflakeClient client) {
    return new Finder(plan, client).find(false);
  }

  /**
   * Finds everything that is to be removed, tables with their rows too.
   *
   * @param plan what SnowWatch made
   * @param client a session
   * @return the statements; none has run
   */
  public static Drop withData(SnowflakePlan plan, SnowflakeClient client) {
    return new Finder(plan, client).find(true);
  }

  /**
   * Runs the statements.
   *
   * @param client a session
   * @param listener hears each
   * @throws ApplyException if a statement fails; what ran before is gone, and another run goes on
   */
  public void run(SnowflakeClient client, Listener listener) {
    Session session = new Session(client, listener, Optional.empty(), statements.size());
    statements.forEach(session::run);
  }

  /** Looks at what is there. */
  private static final class Finder {

    private final SnowflakePlan plan;
    private final SnowflakeClient client;
    private final FoundState found;
    private final List<Statement> statements = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<QualifiedName> gone = new HashSet<>();

    Finder(SnowflakePlan plan, SnowflakeClient client) {
      this.plan = plan;
      this.client = client;
      this.found = Inspection.of(client, plan, plan.objects(), List.of());
    }

    Drop find(boolean withData) {
      plan.objects().stream()
          .sorted(Comparator.comparing(object -> ORDER.indexOf(object.kind())))
          .forEach(
              object ->
                  found
                      .find(object.kind(), object.name())
                      .ifPresent(there -> consider(object, there, withData)));
      return new Drop(statements, notes);
    }

    private void consider(WantedObject object, FoundObject there, boolean withData) {
      String title = Comparison.title(object);
      Optional<String> reasonToStay = reasonToStay(object, there, withData);
      if (reasonToStay.isPresent()) {
        notes.add(title + " stays: " + reasonToStay.get());
        return;
      }
      if (there.mark().isEmpty()) {
        notes.add(title + " has no mark; it goes for its name and its owner, as 1.0 made it.");
      }
      gone.add(object.name());
      statements.add(object.drop());
    }

    private Optional<String> reasonToStay(
        WantedObject object, FoundObject there, boolean withData) {
      boolean owned = there.owner().equals(Optional.of(object.owner().name()));
      if (object.kind() == ObjectKind.ROLE && there.mark().isEmpty()) {
        return Optional.of("it has no mark, and roles are not known by their name.");
      }
      if (object.kind() == ObjectKind.STORAGE_INTEGRATION
          || object.kind() == ObjectKind.NOTIFICATION_INTEGRATION) {
        return there.mark().isPresent()
            ? Optional.empty()
            : Optional.of("it has no mark, so somebody else made it.");
      }
      if (object.kind() != ObjectKind.ROLE && there.owner().isPresent() && !owned) {
        return Optional.of("it belongs to %s.".formatted(there.owner().get()));
      }
      return switch (object.kind()) {
        case TABLE ->
            withData ? Optional.empty() : Optional.of("it has rows; --with-data removes it.");
        case SCHEMA -> contents(object.name());
        case DATABASE ->
            withData ? elsewhere(object) : Optional.of("it has rows; --with-data removes it.");
        case ROLE ->
            object.name().last().equals(plan.names().ownerRole())
                    && !gone.contains(plan.names().database())
                ? Optional.of("it owns what stays.")
                : Optional.empty();
        default -> Optional.empty();
      };
    }

    /** A schema goes once nothing is left in it. */
    private Optional<String> contents(QualifiedName schema) {
      List<String> left =
          names("SHOW OBJECTS IN SCHEMA " + schema, schema.last().name()).stream()
              .filter(name -> !gone.contains(name))
              .map(name -> name.last().toString())
              .toList();
      return left.isEmpty()
          ? Optional.empty()
          : Optional.of("it still has " + String.join(", ", left) + ".");
    }

    private Optional<String> elsewhere(WantedObject database) {
      List<String> left =
          names("SHOW OBJECTS IN DATABASE " + database.name(), "").stream()
              .filter(name -> !gone.contains(name))
              .map(QualifiedName::toString)
              .toList();
      return left.isEmpty()
          ? Optional.empty()
          : Optional.of("it still has " + String.join(", ", left) + ".");
    }

    private List<QualifiedName> names(String sql, String schema) {
      return client.query(sql).stream()
          .filter(row -> !row.get("schema_name").equals("INFORMATION_SCHEMA"))
          .filter(row -> schema.isEmpty() || row.get("schema_name").equals(schema))
          .map(
              row ->
                  QualifiedName.of(
                      new io.snowwatch.snowflake.Identifier(row.get("database_name")),
                      new io.snowwatch.snowflake.Identifier(row.get("schema_name")),
                      new io.snowwatch.snowflake.Identifier(row.get("name"))))
          .collect(Collectors.toList());
    }
  }
}
