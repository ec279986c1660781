package io.snowwatch.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who may do what: every right that a plan wants. */
final class WantedGrants {

  private final SnowflakeSettings settings;
  private final ObjectNames names;
  private final List<WantedRole> roles;
  private final List<WantedObject> objects;

  WantedGrants(
      SnowflakeSettings settings,
      ObjectNames names,
      List<WantedRole> roles,
      List<WantedObject> objects) {
    this.settings = settings;
    this.names = names;
    this.roles = roles;
    this.objects = objects;
  }

  /** The grants, in the order of their sections. */
  List<WantedGrant> all() {
    List<WantedGrant> grants = new ArrayList<>();
    Identifier admin = names.securityAdminRole();
    for (WantedRole role : roles) {
      grants.add(
          new WantedGrant(
              Section.ROLES,
              admin,
              "USAGE",
              new WantedGrant.Membership(role.role()),
              names.systemAdminRole(),
              "The system administrators can do what the role can do."));
    }
    grants.addAll(ownersGrants(admin));
    if (settings.access() == Access.STORAGE_INTEGRATION) {
      for (ObjectNames.Bucket bucket : names.buckets()) {
        grants.add(usage(ObjectKind.STORAGE_INTEGRATION, bucket.integration()));
      }
    }
    settings
        .errorTopicArn()
        .ifPresent(
            topic ->
                grants.add(usage(ObjectKind.NOTIFICATION_INTEGRATION, names.errorIntegration())));
    grants.add(
        new WantedGrant(
            Section.GRANTS,
            admin,
            "USAGE",
            new WantedGrant.OnObject(ObjectKind.WAREHOUSE, QualifiedName.of(names.warehouse())),
            names.biReadRole(),
            "Readers may use the warehouse."));
    grants.addAll(reading(names.biSchema(), names.biReadRole()));
    if (objects.stream().anyMatch(object -> object.kind() == ObjectKind.FUNCTION)) {
      grants.add(
          new WantedGrant(
              Section.TABLES,
              admin,
              "USAGE",
              new WantedGrant.OnFuture(ObjectKind.FUNCTION, names.biSchema()),
              names.biReadRole(),
              "Readers may call what functions there will be."));
    }
    List<WantedTask> tasks =
        objects.stream().filter(WantedTask.class::isInstance).map(WantedTask.class::cast).toList();
    if (!tasks.isEmpty()) {
      grants.add(running("EXECUTE TASK", "Its tasks may run."));
    }
    if (tasks.stream().anyMatch(task -> task.warehouse().isEmpty())) {
      grants.add(running("EXECUTE MANAGED TASK", "Its tasks may run without a warehouse."));
    }
    names
        .snowAlertRole()
        .ifPresent(
            role ->
                grants.addAll(
                    reading(
                        QualifiedName.of(
                            Identifier.parse(settings.snowAlertDatabase()),
                            Identifier.parse(settings.snowAlertSchema())),
                        role)));
    return List.copyOf(grants);
  }

  /** What SnowWatch's role needs where the database or the warehouse is not its own. */
  private List<WantedGrant> ownersGrants(Identifier admin) {
    QualifiedName warehouse = QualifiedName.of(names.warehouse());
    return Stream.of(
            Map.entry("USAGE", new WantedGrant.OnObject(ObjectKind.DATABASE, names.database())),
            Map.entry(
                "CREATE SCHEMA", new WantedGrant.OnObject(ObjectKind.DATABASE, names.database())),
            Map.entry("USAGE", new WantedGrant.OnObject(ObjectKind.WAREHOUSE, warehouse)),
            Map.entry("OPERATE", new WantedGrant.OnObject(ObjectKind.WAREHOUSE, warehouse)))
        .map(
            grant ->
                new WantedGrant(
                    Section.DATABASE,
                    admin,
                    grant.getKey(),
                    grant.getValue(),
                    names.ownerRole(),
                    "What SnowWatch's role needs in a database or warehouse of another's."))
        .toList();
  }

  private WantedGrant usage(ObjectKind kind, Identifier integration) {
    return new WantedGrant(
        Section.STORAGE_ACCESS,
        names.accountAdminRole(),
        "USAGE",
        new WantedGrant.OnObject(kind, QualifiedName.of(integration)),
        names.ownerRole(),
        "SnowWatch's role may use it.");
  }

  private WantedGrant running(String privilege, String purpose) {
    return new WantedGrant(
        Section.TASKS,
        names.accountAdminRole(),
        privilege,
        new WantedGrant.OnAccount(),
        names.ownerRole(),
        purpose);
  }

  private List<WantedGrant> reading(QualifiedName schema, Identifier role) {
    QualifiedName databaseName = QualifiedName.of(schema.parts().get(0));
    return Stream.of(
            Map.entry("USAGE", new WantedGrant.OnObject(ObjectKind.DATABASE, databaseName)),
            Map.entry("USAGE", new WantedGrant.OnObject(ObjectKind.SCHEMA, schema)),
            Map.entry("SELECT", new WantedGrant.OnAll(ObjectKind.TABLE, schema)),
            Map.entry("SELECT", new WantedGrant.OnAll(ObjectKind.VIEW, schema)),
            Map.entry("SELECT", new WantedGrant.OnFuture(ObjectKind.TABLE, schema)),
            Map.entry("SELECT", new WantedGrant.OnFuture(ObjectKind.VIEW, schema)))
        .map(
            grant ->
                new WantedGrant(
                    Section.GRANTS,
                    names.securityAdminRole(),
                    grant.getKey(),
                    grant.getValue(),
                    role,
                    "Reading " + schema + "."))
        .toList();
  }
}
