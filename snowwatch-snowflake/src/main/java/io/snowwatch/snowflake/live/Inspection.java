package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Identifier;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.WantedGrant;
import io.snowwatch.snowflake.WantedObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what is there, by SHOW and DESC only, so that no warehouse is needed and nothing changes.
 *
 * <p>What a server does not know at all, as an emulator may not, counts as not seen; what it says
 * is not there, as absent; everything else that it refuses is thrown.
 */
final class Inspection {

  /** What SHOW calls the objects of a schema, and what tells them from their like. */
  private static final Map<ObjectKind, String> SHOWN =
      Map.of(
          ObjectKind.FILE_FORMAT, "FILE FORMATS",
          ObjectKind.STAGE, "STAGES",
          ObjectKind.TABLE, "TABLES",
          ObjectKind.VIEW, "VIEWS",
          ObjectKind.PIPE, "PIPES",
          ObjectKind.FUNCTION, "USER FUNCTIONS",
          ObjectKind.STREAM, "STREAMS",
          ObjectKind.TASK, "TASKS");

  static final List<String> PARAMETERS =
      List.of("TIMESTAMP_INPUT_FORMAT", "QUOTED_IDENTIFIERS_IGNORE_CASE", "TIMEZONE");

  private final SnowflakeClient client;
  private final SnowflakePlan plan;
  private final List<WantedObject> wanted;
  private final List<WantedGrant> grants;
  private final FoundState state = new FoundState();

  private Inspection(
      SnowflakeClient client,
      SnowflakePlan plan,
      List<WantedObject> wanted,
      List<WantedGrant> grants) {
    this.client = client;
    this.plan = plan;
    this.wanted = wanted;
    this.grants = grants;
  }

  /**
   * Looks at everything that these objects and grants need to be compared.
   *
   * @param wanted some of the plan's objects
   * @param grants some of the plan's grants
   */
  static FoundState of(
      SnowflakeClient client,
      SnowflakePlan plan,
      List<WantedObject> wanted,
      List<WantedGrant> grants) {
    return new Inspection(client, plan, wanted, grants).look();
  }

  private FoundState look() {
    takeOnAReadingRole();
    parameters();
    roles();
    account(ObjectKind.WAREHOUSE, "WAREHOUSES");
    account(ObjectKind.DATABASE, "DATABASES");
    integrations();
    schemas();
    plan.objects().stream()
        .filter(object -> object.kind() == ObjectKind.SCHEMA)
        .filter(schema -> state.find(ObjectKind.SCHEMA, schema.name()).isPresent())
        .forEach(schema -> contents(schema.name()));
    rights();
    return state;
  }

  /** SHOW shows what the role may see; the highest role sees most. */
  private void takeOnAReadingRole() {
    try {
      state.availableRoles(
          FlatJson.texts(client.query("SELECT CURRENT_AVAILABLE_ROLES()").value().orElse("[]")));
    } catch (SnowflakeStatementException e) {
      if (!e.saysAbsent() && !e.saysUnknownStatement()) {
        throw e;
      }
      state.cannotSee("roles of the session", e.reason());
      return;
    }
    Stream.of(
            plan.names().accountAdminRole(),
            plan.names().systemAdminRole(),
            plan.names().securityAdminRole(),
            plan.names().ownerRole())
        .filter(state::mayUse)
        .findFirst()
        .ifPresent(role -> client.query("USE ROLE " + role));
  }

  private void parameters() {
    for (String name : PARAMETERS) {
      ask("parameter " + name, "SHOW PARAMETERS LIKE " + SqlText.literal(name) + " IN SESSION")
          .filter(row -> row.get("key").equals(name))
          .forEach(
              row ->
                  state.addParameter(
                      name, new FoundState.Parameter(row.get("value"), row.get("level"))));
    }
  }

  private void roles() {
    for (Identifier role : rolesOfInterest()) {
      ask(ObjectKind.ROLE, "SHOW ROLES LIKE " + like(role))
          .filter(row -> row.get("name").equals(role.name()))
          .forEach(row -> state.add(found(ObjectKind.ROLE, QualifiedName.of(role), row)));
    }
  }

  private Set<Identifier> rolesOfInterest() {
    Set<Identifier> roles = new LinkedHashSet<>();
    roles.add(plan.names().ownerRole());
    wanted.stream()
        .filter(object -> object.kind() == ObjectKind.ROLE)
        .forEach(role -> roles.add(role.name().last()));
    grants.forEach(grant -> roles.add(grant.grantee()));
    return roles;
  }

  /** Databases are looked at always: whatever is in one needs it. */
  private void account(ObjectKind kind, String shown) {
    plan.objects().stream()
        .filter(object -> object.kind() == kind)
        .filter(object -> kind == ObjectKind.DATABASE || wanted.contains(object))
        .forEach(
            object ->
                ask(kind, "SHOW " + shown + " LIKE " + like(object.name().last()))
                    .filter(row -> row.get("name").equals(object.name().last().name()))
                    .forEach(row -> state.add(found(kind, object.name(), row))));
  }

  private void integrations() {
    for (WantedObject object : wanted) {
      if (object.kind() != ObjectKind.STORAGE_INTEGRATION
          && object.kind() != ObjectKind.NOTIFICATION_INTEGRATION) {
        continue;
      }
      ask(object.kind(), "SHOW INTEGRATIONS LIKE " + like(object.name().last()))
          .filter(row -> row.get("name").equals(object.name().last().name()))
          .forEach(
              row -> {
                Map<String, String> properties = new HashMap<>(row.values());
                ask(object.kind(), "DESC INTEGRATION " + object.name())
                    .forEach(
                        property ->
                            properties.put(
                                property.get("property").toLowerCase(Locale.ROOT),
                                property.get("property_value")));
                state.add(
                    new FoundObject(
                        object.kind(),
                        object.name(),
                        Optional.empty(),
                        row.get("comment"),
                        properties));
              });
    }
  }

  private void schemas() {
    plan.objects().stream()
        .filter(object -> object.kind() == ObjectKind.SCHEMA)
        .filter(
            schema ->
                state
                    .find(ObjectKind.DATABASE, QualifiedName.of(schema.name().parts().get(0)))
                    .isPresent())
        .forEach(
            schema ->
                ask(
                        ObjectKind.SCHEMA,
                        "SHOW SCHEMAS LIKE %s IN DATABASE %s"
                            .formatted(like(schema.name().last()), schema.name().parts().get(0)))
                    .filter(row -> row.get("name").equals(schema.name().last().name()))
                    .forEach(row -> state.add(found(ObjectKind.SCHEMA, schema.name(), row))));
  }

  private void contents(QualifiedName schema) {
    Set<ObjectKind> kinds =
        wanted.stream()
            .filter(object -> isIn(object.name(), schema))
            .map(WantedObject::kind)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    boolean readable = readersNeed(schema);
    if (readable || kinds.contains(ObjectKind.TABLE) || kinds.contains(ObjectKind.VIEW)) {
      kinds.add(ObjectKind.TABLE);
      kinds.add(ObjectKind.VIEW);
    }
    for (ObjectKind kind : kinds) {
      ask(kind, "SHOW " + SHOWN.get(kind) + " IN SCHEMA " + schema)
          .filter(row -> !row.get("name").isEmpty())
          .forEach(
              row ->
                  state.add(
                      found(
                          kind,
                          QualifiedName.of(
                              schema.parts().get(0),
                              schema.parts().get(1),
                              new Identifier(row.get("name"))),
                          row)));
    }
    if (kinds.contains(ObjectKind.TABLE)) {
      ask("columns", "SHOW COLUMNS IN SCHEMA " + schema).forEach(row -> addColumn(schema, row));
    }
  }

  private boolean readersNeed(QualifiedName schema) {
    return grants.stream()
        .anyMatch(
            grant ->
                grant.target() instanceof WantedGrant.OnAll all && all.schema().equals(schema));
  }

  private void addColumn(QualifiedName schema, Rows.Row row) {
    Map<String, String> type = FlatJson.members(row.get("data_type"));
    state.addColumn(
        QualifiedName.of(
            schema.parts().get(0), schema.parts().get(1), new Identifier(row.get("table_name"))),
        new FoundColumn(
            row.get("column_name"),
            type.getOrDefault("type", ""),
            Long.parseLong(type.getOrDefault("length", "0"))));
  }

  private void rights() {
    grants.stream()
        .map(WantedGrant::grantee)
        .distinct()
        .filter(
            role ->
                state.find(ObjectKind.ROLE, QualifiedName.of(role)).isPresent()
                    || !state.sees(ObjectKind.ROLE)
                    || !isOurs(role))
        .forEach(
            role -> {
              askRights("SHOW GRANTS TO ROLE " + role)
                  .forEach(row -> addRight(row, row.get("granted_on"), role));
              askRights("SHOW FUTURE GRANTS TO ROLE " + role)
                  .forEach(row -> addRight(row, "FUTURE " + row.get("grant_on"), role));
            });
  }

  private boolean isOurs(Identifier role) {
    return plan.objects().stream()
        .anyMatch(object -> object.kind() == ObjectKind.ROLE && object.name().last().equals(role));
  }

  private void addRight(Rows.Row row, String on, Identifier role) {
    state.addRight(new FoundState.Right(row.get("privilege"), on, row.get("name"), role.name()));
  }

  private Stream<Rows.Row> askRights(String sql) {
    try {
      return client.query(sql).stream();
    } catch (SnowflakeStatementException e) {
      if (e.saysUnknownStatement()) {
        state.rightsUnknown(e.reason());
        return Stream.empty();
      }
      if (e.saysAbsent()) {
        return Stream.empty();
      }
      throw e;
    }
  }

  private Stream<Rows.Row> ask(ObjectKind kind, String sql) {
    try {
      return client.query(sql).stream();
    } catch (SnowflakeStatementException e) {
      if (e.saysUnknownStatement()) {
        state.cannotSee(kind, e.reason());
        return Stream.empty();
      }
      if (e.saysAbsent()) {
        return Stream.empty();
      }
      throw e;
    }
  }

  private Stream<Rows.Row> ask(String what, String sql) {
    try {
      return client.query(sql).stream();
    } catch (SnowflakeStatementException e) {
      if (e.saysUnknownStatement()) {
        state.cannotSee(what, e.reason());
        return Stream.empty();
      }
      if (e.saysAbsent()) {
        return Stream.empty();
      }
      throw e;
    }
  }

  private static FoundObject found(ObjectKind kind, QualifiedName name, Rows.Row row) {
    Map<String, String> properties = new HashMap<>(row.values());
    FlatJson.members(row.get("format_options"))
        .forEach((option, value) -> properties.put("option." + option, value));
    String owner = row.get("owner");
    return new FoundObject(
        kind,
        name,
        owner.isEmpty() ? Optional.empty() : Optional.of(owner),
        row.get("comment"),
        properties);
  }

  private static boolean isIn(QualifiedName object, QualifiedName schema) {
    return object.parts().size() == 3 && object.parts().subList(0, 2).equals(schema.parts());
  }

  /** A pattern that matches this name and few others; wildcards in it only match more. */
  private static String like(Identifier name) {
    return SqlText.literal(name.name().replace("\\", "\\\\"));
  }
}
