package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The set-up of a Snowflake account: statements that run from the first to the last, any number of
 * times.
 *
 * <p>No statement drops or replaces anything: what is there already, of SnowWatch 1.0 for example,
 * stays, tables gain the columns they lack, views get today's query, and rows are kept.
 *
 * <p>Immutable and safe for use by several threads. Nothing here connects to Snowflake.
 */
public final class SnowflakePlan {

  /** What stands for the AWS access key id in the stage's SQL, between quotes. */
  public static final String AWS_KEY_ID_PLACEHOLDER = "<AWS access key id>";

  /** What stands for the AWS secret access key in the stage's SQL, between quotes. */
  public static final String AWS_SECRET_KEY_PLACEHOLDER = "<AWS secret access key>";

  private final SnowflakeSettings settings;
  private final ObjectNames names;
  private final List<DatasetPlan> datasets;
  private final List<WantedObject> objects;

  private SnowflakePlan(Catalog catalog, SnowflakeSettings settings, List<Extension> extensions) {
    this.settings = settings;
    this.names = new ObjectNames(settings);
    List<WantedStage> stages = names.buckets().stream().map(this::stage).toList();
    this.datasets =
        catalog.datasets().stream()
            .map(
                dataset ->
                    new DatasetPlan(
                        dataset,
                        directory(catalog.sourceOf(dataset), dataset, settings),
                        stages,
                        settings))
            .toList();
    List<WantedObject> all = new ArrayList<>(surroundings());
    all.add(fileFormat());
    all.addAll(stages);
    datasets.forEach(dataset -> all.add(dataset.wantedTable()));
    datasets.forEach(dataset -> all.addAll(dataset.wantedPipes()));
    List<WantedObject> further =
        extensions.stream().flatMap(e -> e.objects(names).stream()).toList();
    Set<QualifiedName> theirs =
        further.stream().map(WantedObject::name).collect(Collectors.toSet());
    datasets.stream()
        .flatMap(dataset -> dataset.wantedView().stream())
        .filter(view -> !theirs.contains(view.name()))
        .forEach(all::add);
    all.addAll(further);
    this.objects = all.stream().sorted(Comparator.comparing(WantedObject::section)).toList();
  }

  /**
   * Makes the plan.
   *
   * @param catalog the sources whose datasets land
   * @param settings the account and the names
   * @return the plan
   * @throws ConfigurationException with everything in which the settings do not fit the catalog
   */
  public static SnowflakePlan of(Catalog catalog, SnowflakeSettings settings) {
    return of(catalog, settings, List.of());
  }

  /**
   * Makes a plan with further objects.
   *
   * @param catalog the sources whose datasets land
   * @param settings the account and the names
   * @param extensions what adds objects
   * @return the plan
   * @throws ConfigurationException with everything in which the settings do not fit the catalog
   */
  public static SnowflakePlan of(
      Catalog catalog, SnowflakeSettings settings, List<Extension> extensions) {
    List<Fault> faults = new ArrayList<>();
    List<String> sources = catalog.sources().stream().map(Source::name).toList();
    List<String> names = catalog.datasets().stream().map(Dataset::name).toList();
    requireKnown("directories", settings.directories(), "source", sources, faults);
    requireKnown("tables", settings.tables(), "dataset", names, faults);
    requireKnown("pipes", settings.pipes(), "dataset", names, faults);
    ObjectNames objectNames = new ObjectNames(settings);
    requireDistinct("tables", catalog, objectNames::table, faults);
    for (ObjectNames.Bucket bucket : objectNames.buckets()) {
      requireDistinct("pipes", catalog, dataset -> objectNames.pipe(dataset, bucket), faults);
    }
    requireSeparateDirectories(catalog, settings, faults);
    Fault.requireNone(faults);
    return new SnowflakePlan(catalog, settings, extensions);
  }

  /**
   * The whole set-up.
   *
   * @return the statements in order; among them the {@code USE ROLE} statements that give each its
   *     role
   */
  public List<Statement> statements() {
    return Arrays.stream(Section.values()).flatMap(s -> statements(s).stream()).toList();
  }

  /**
   * A part of the set-up. It begins with the role it needs, so that it runs by itself.
   *
   * @param section the part
   * @return its statements in order; empty if these settings do not need the part
   */
  public List<Statement> statements(Section section) {
    List<Statement> statements =
        switch (section) {
          case ROLES -> roles();
          case DATABASE -> database();
          case TABLES -> tables();
          case BACKFILL ->
              Stream.concat(
                      Stream.of(useWarehouse()), datasets.stream().flatMap(DatasetPlan::backfills))
                  .toList();
          case CATCH_UP ->
              datasets.stream()
                  .flatMap(dataset -> dataset.wantedPipes().stream())
                  .map(WantedPipe::catchUp)
                  .toList();
          case STAGE -> stage();
          case TASKS -> tasks();
          case STORAGE_ACCESS -> Stream.concat(created(section), grants(section)).toList();
          case PIPES, VIEWS -> created(section).toList();
          case GRANTS -> grants(section).toList();
        };
    return withRoles(statements);
  }

  /**
   * The statements of the datasets.
   *
   * @return one plan per dataset, in the order of the catalog
   */
  public List<DatasetPlan> datasets() {
    return datasets;
  }

  /**
   * The statements of one dataset.
   *
   * @param name the dataset's name, for example {@code ec2_instances}
   * @return its plan
   * @throws IllegalArgumentException if the catalog has no such dataset; the message lists those
   *     there are
   */
  public DatasetPlan dataset(String name) {
    return datasets.stream()
        .filter(plan -> plan.dataset().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no dataset '"
                        + name
                        + "': choose one of "
                        + datasets.stream()
                            .map(plan -> plan.dataset().name())
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /**
   * What the settings call the objects.
   *
   * @return the names
   */
  public ObjectNames names() {
    return names;
  }

  /**
   * Everything that should be there.
   *
   * @return the objects, each after those that it needs
   */
  public List<WantedObject> objects() {
    return objects;
  }

  /**
   * Every right that should be there.
   *
   * @return the grants, in the order of their sections
   */
  public List<WantedGrant> grants() {
    List<WantedGrant> grants = new ArrayList<>();
    Identifier admin = names.securityAdminRole();
    for (WantedRole role : ownRoles()) {
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

  /**
   * The whole set-up as a script with comments, for a worksheet or SnowSQL.
   *
   * @return the script, with a line feed at the end of every line
   */
  public String print() {
    return new Script(this, settings).print();
  }

  /** The roles that the plan creates. */
  List<WantedRole> ownRoles() {
    Identifier admin = names.securityAdminRole();
    List<WantedRole> roles = new ArrayList<>();
    roles.add(new WantedRole(names.ownerRole(), "Owns SnowWatch's database and warehouse.", admin));
    roles.add(new WantedRole(names.biReadRole(), "Reads what SnowWatch has for analysts.", admin));
    names
        .snowAlertRole()
        .ifPresent(role -> roles.add(new WantedRole(role, "Reads SnowAlert's results.", admin)));
    return roles;
  }

  /** What is there before the file format: roles, warehouse, database, schemas, integrations. */
  private List<WantedObject> surroundings() {
    List<WantedObject> all = new ArrayList<>(ownRoles());
    all.add(new WantedWarehouse(names.warehouse(), names.systemAdminRole(), names.ownerRole()));
    all.add(
        new WantedDatabase(names.database().last(), names.systemAdminRole(), names.ownerRole()));
    all.add(
        new WantedSchema(
            names.landingSchema(), "Landing tables and how they are loaded.", names.ownerRole()));
    all.add(new WantedSchema(names.biSchema(), "What analysts read.", names.ownerRole()));
    if (settings.access() == Access.STORAGE_INTEGRATION) {
      for (ObjectNames.Bucket bucket : names.buckets()) {
        all.add(
            new WantedStorageIntegration(
                bucket.integration(),
                bucket.partition(),
                bucket.storageRoleArn(),
                bucket.storageExternalId(),
                bucket.url(),
                names.accountAdminRole()));
      }
    }
    settings
        .errorTopicArn()
        .ifPresent(
            topic ->
                all.add(
                    new WantedNotificationIntegration(
                        names.errorIntegration(),
                        topic,
                        settings.errorRoleArn().orElseThrow(),
                        names.accountAdminRole())));
    return all;
  }

  private WantedFileFormat fileFormat() {
    return new WantedFileFormat(names.fileFormat(), names.ownerRole());
  }

  private WantedStage stage(ObjectNames.Bucket bucket) {
    return new WantedStage(
        bucket.stage(),
        bucket.url(),
        settings.access() == Access.STORAGE_INTEGRATION
            ? Optional.of(bucket.integration())
            : Optional.empty(),
        names.fileFormat(),
        names.ownerRole());
  }

  private Stream<Statement> created(Section section) {
    return objects.stream().filter(object -> object.section() == section).map(WantedObject::create);
  }

  private Stream<Statement> grants(Section section) {
    return grants().stream()
        .filter(grant -> grant.section() == section)
        .map(WantedGrant::statement);
  }

  private List<Statement> roles() {
    return Stream.concat(created(Section.ROLES), grants(Section.ROLES)).toList();
  }

  private List<Statement> database() {
    return Stream.of(
            objects.stream()
                .filter(object -> object.section() == Section.DATABASE)
                .filter(object -> object.kind() != ObjectKind.SCHEMA)
                .map(this::createAndOwn),
            grants(Section.DATABASE),
            objects.stream()
                .filter(object -> object.kind() == ObjectKind.SCHEMA)
                .map(WantedObject::create))
        .flatMap(statements -> statements)
        .toList();
  }

  /**
   * Ownership is taken only of what is created, so both are one block, and so the role that runs it
   * may do both. What is there already is left as it is.
   */
  private Statement createAndOwn(WantedObject object) {
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
                    ownership(object).sql())));
  }

  /**
   * Makes SnowWatch's role the owner of what SnowWatch has just created; other grants stay.
   *
   * <p>Ownership goes only to a role that the session has taken on, unless who gives it may manage
   * all grants, as the security administrators may.
   *
   * @param object the database or the warehouse
   * @return the statement
   * @see <a
   *     href="https://docs.snowflake.com/en/release-notes/bcr-bundles/2026_07/bcr-2395">Behavior
   *     change 2395</a>
   */
  public Statement ownership(WantedObject object) {
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

  private List<Statement> stage() {
    Stream<Statement> stages =
        created(Section.STAGE).filter(s -> s.kind() != StatementKind.CREATE_FILE_FORMAT);
    return Stream.concat(Stream.of(fileFormat().create(), fileFormat().alter()), stages).toList();
  }

  private List<Statement> tables() {
    List<Statement> statements = new ArrayList<>(grants(Section.TABLES).toList());
    for (WantedObject object : objects) {
      if (object instanceof WantedTable table) {
        statements.add(table.create());
        datasets.stream()
            .filter(dataset -> dataset.wantedTable().equals(table))
            .forEach(
                dataset -> {
                  statements.add(dataset.addColumns());
                  dataset.widenColumns().ifPresent(statements::add);
                });
      }
    }
    return statements;
  }

  private List<Statement> tasks() {
    return objects.stream()
        .filter(object -> object.section() == Section.TASKS)
        .flatMap(
            object ->
                object instanceof WantedTask task
                    ? Stream.of(task.create(), task.resume())
                    : Stream.of(object.create()))
        .toList();
  }

  private Statement useWarehouse() {
    return new Statement(
        StatementKind.USE_WAREHOUSE,
        Section.BACKFILL,
        names.ownerRole(),
        "A COPY runs in a warehouse; pipes do not.",
        SqlText.of("USE WAREHOUSE {name}", names.warehouse()));
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

  private static List<Statement> withRoles(List<Statement> statements) {
    List<Statement> all = new ArrayList<>();
    Identifier current = null;
    for (Statement statement : statements) {
      if (!statement.role().equals(current)) {
        current = statement.role();
        all.add(
            new Statement(
                StatementKind.USE_ROLE,
                statement.section(),
                current,
                "The role for what follows.",
                "USE ROLE " + current));
      }
      all.add(statement);
    }
    return List.copyOf(all);
  }

  private static String directory(Source source, Dataset dataset, SnowflakeSettings settings) {
    return source.directory(
        dataset, settings.directories().getOrDefault(source.name(), source.directory()));
  }

  private static void requireKnown(
      String setting,
      Map<String, String> values,
      String what,
      List<String> known,
      List<Fault> faults) {
    for (String key : Set.copyOf(values.keySet())) {
      if (!known.contains(key)) {
        faults.add(
            new Fault(
                setting,
                key,
                "that is no %s; choose one of %s".formatted(what, String.join(", ", known))));
      }
    }
  }

  private static void requireDistinct(
      String setting, Catalog catalog, Function<Dataset, QualifiedName> name, List<Fault> faults) {
    Map<QualifiedName, String> seen = new LinkedHashMap<>();
    for (Dataset dataset : catalog.datasets()) {
      String other = seen.putIfAbsent(name.apply(dataset), dataset.name());
      if (other != null) {
        faults.add(
            new Fault(
                setting + "." + dataset.name(),
                name.apply(dataset).last().sql(),
                "choose another name than that of " + other));
      }
    }
  }

  /** A stage path is a prefix, so a directory inside another's would be loaded twice. */
  private static void requireSeparateDirectories(
      Catalog catalog, SnowflakeSettings settings, List<Fault> faults) {
    Map<String, String> prefixes = new LinkedHashMap<>();
    for (Source source : catalog.sources()) {
      source
          .inputDirectory()
          .ifPresent(input -> prefixes.put(source.name() + " (input)", input + "/"));
      source
          .sideDirectories()
          .forEach(
              side ->
                  prefixes.put(source.name() + " (" + side.name() + ")", side.directory() + "/"));
      for (Dataset dataset : source.datasets()) {
        prefixes.put(dataset.name(), directory(source, dataset, settings) + "/");
      }
    }
    List<Map.Entry<String, String>> entries = List.copyOf(prefixes.entrySet());
    for (int i = 0; i < entries.size(); i++) {
      for (Map.Entry<String, String> other : entries.subList(i + 1, entries.size())) {
        Map.Entry<String, String> one = entries.get(i);
        if (one.getValue().startsWith(other.getValue())
            || other.getValue().startsWith(one.getValue())) {
          faults.add(
              new Fault(
                  "directories",
                  one.getValue(),
                  "%s and %s (%s) lie in one another; choose separate directories"
                      .formatted(one.getKey(), other.getKey(), other.getValue())));
        }
      }
    }
  }
}
