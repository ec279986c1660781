package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The set-up of a Snowflake account: statements that run from the first to the last, any number of
 * times.
 *
 * <p>No statement drops or replaces anything but views, which hold no rows and keep their grants:
 * what is there already, of SnowWatch 1.0 for example, stays, tables gain the columns they lack,
 * and rows are kept. Only {@link #replacePipes}, which is not part of the plan, replaces pipes.
 *
 * <p>Immutable and safe for use by several threads. Nothing here connects to Snowflake.
 */
public final class SnowflakePlan {

  /** What stands for the AWS access key id in the stage's SQL, between quotes. */
  public static final String AWS_KEY_ID_PLACEHOLDER = "<AWS access key id>";

  /** What stands for the AWS secret access key in the stage's SQL, between quotes. */
  public static final String AWS_SECRET_KEY_PLACEHOLDER = "<AWS secret access key>";

  private final SnowflakeSettings settings;
  private final Identifier securityAdminRole;
  private final Identifier systemAdminRole;
  private final Identifier accountAdminRole;
  private final Identifier ownerRole;
  private final Identifier biReadRole;
  private final Identifier warehouse;
  private final Identifier storageIntegration;
  private final QualifiedName database;
  private final QualifiedName landingSchema;
  private final QualifiedName biSchema;
  private final QualifiedName fileFormat;
  private final QualifiedName stage;
  private final List<DatasetPlan> datasets;

  private SnowflakePlan(Catalog catalog, SnowflakeSettings settings) {
    this.settings = settings;
    this.securityAdminRole = Identifier.parse(settings.securityAdminRole());
    this.systemAdminRole = Identifier.parse(settings.systemAdminRole());
    this.accountAdminRole = Identifier.parse(settings.accountAdminRole());
    this.ownerRole = Identifier.parse(settings.ownerRole());
    this.biReadRole = Identifier.parse(settings.biReadRole());
    this.warehouse = Identifier.parse(settings.warehouse());
    this.storageIntegration = Identifier.parse(settings.storageIntegration());
    Identifier databaseName = Identifier.parse(settings.database());
    Identifier landing = Identifier.parse(settings.landingSchema());
    this.database = QualifiedName.of(databaseName);
    this.landingSchema = QualifiedName.of(databaseName, landing);
    this.biSchema = QualifiedName.of(databaseName, Identifier.parse(settings.biSchema()));
    this.fileFormat =
        QualifiedName.of(databaseName, landing, Identifier.parse(settings.fileFormat()));
    this.stage = QualifiedName.of(databaseName, landing, Identifier.parse(settings.stage()));
    this.datasets =
        catalog.datasets().stream()
            .map(
                dataset ->
                    new DatasetPlan(
                        dataset,
                        directory(catalog.sourceOf(dataset), dataset, settings),
                        QualifiedName.of(databaseName, landing, table(dataset, settings)),
                        QualifiedName.of(databaseName, landing, pipe(dataset, settings)),
                        dataset
                            .view()
                            .map(view -> biSchema.parts().get(1))
                            .map(
                                schema ->
                                    QualifiedName.of(
                                        databaseName,
                                        schema,
                                        new Identifier(dataset.view().orElseThrow()))),
                        stage,
                        fileFormat,
                        ownerRole))
            .toList();
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
    List<Fault> faults = new ArrayList<>();
    List<String> sources = catalog.sources().stream().map(Source::name).toList();
    List<String> names = catalog.datasets().stream().map(Dataset::name).toList();
    requireKnown("directories", settings.directories(), "source", sources, faults);
    requireKnown("tables", settings.tables(), "dataset", names, faults);
    requireKnown("pipes", settings.pipes(), "dataset", names, faults);
    requireDistinct("tables", catalog, dataset -> table(dataset, settings), faults);
    requireDistinct("pipes", catalog, dataset -> pipe(dataset, settings), faults);
    requireSeparateDirectories(catalog, settings, faults);
    Fault.requireNone(faults);
    return new SnowflakePlan(catalog, settings);
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
          case STORAGE_ACCESS -> storageAccess();
          case STAGE -> List.of(createFileFormat(), createStage());
          case TABLES ->
              datasets.stream()
                  .flatMap(
                      dataset ->
                          Stream.concat(
                              Stream.of(dataset.createTable(), dataset.addColumns()),
                              dataset.widenColumns().stream()))
                  .toList();
          case BACKFILL ->
              Stream.concat(Stream.of(useWarehouse()), datasets.stream().map(DatasetPlan::backfill))
                  .toList();
          case PIPES -> datasets.stream().map(DatasetPlan::createPipe).toList();
          case CATCH_UP -> datasets.stream().map(DatasetPlan::catchUp).toList();
          case VIEWS -> datasets.stream().flatMap(d -> d.createView().stream()).toList();
          case GRANTS -> grants();
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
   * The first half of giving pipes of an earlier version today's definition; not part of the plan.
   *
   * <p>Run it between two harvests. Wait until every status shows {@code executionState} {@code
   * PAUSED} and {@code pendingFileCount} 0, note the time, then run {@link #replacePipes}.
   *
   * @return the statements in order; what arrives from now on waits in the bucket
   */
  public List<Statement> pausePipes() {
    return withRoles(
        datasets.stream().flatMap(d -> Stream.of(d.pausePipe(), d.pipeStatus())).toList());
  }

  /**
   * The second half of giving pipes of an earlier version today's definition; not part of the plan.
   *
   * <p>A pipe keeps the list of the objects that it has loaded, and loses it when it is replaced.
   * So only objects that arrived after the pause are queued again. Until the last of the old pipe's
   * objects is 7 days old, a REFRESH without that bound would load them a second time; the plan's
   * own REFRESH recognises a replaced pipe and leaves it alone.
   *
   * @param pausedAt when all pipes were paused and had nothing pending
   * @return the statements in order
   * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage">Managing
   *     Snowpipe, modifying the COPY statement in a pipe definition</a>
   */
  public List<Statement> replacePipes(Instant pausedAt) {
    return withRoles(datasets.stream().flatMap(d -> d.replacePipe(pausedAt).stream()).toList());
  }

  /**
   * The whole set-up as a script with comments, for a worksheet or SnowSQL.
   *
   * @return the script, with a line feed at the end of every line
   */
  public String print() {
    return new Script(this, settings).print();
  }

  List<String> trustPolicySteps() {
    return List.of(
        "Now let Snowflake take on the IAM role " + settings.storageRoleArn() + ".",
        "  DESC INTEGRATION " + storageIntegration + ";",
        "shows STORAGE_AWS_IAM_USER_ARN. The role's trust policy must allow that principal",
        "sts:AssumeRole where sts:ExternalId is " + settings.storageExternalId() + ",",
        "and its permissions must allow s3:GetObject and s3:GetObjectVersion on",
        "arn:aws:s3:::" + settings.bucket() + "/* and s3:ListBucket and s3:GetBucketLocation on",
        "arn:aws:s3:::" + settings.bucket() + ". What follows fails until they do: go on then, or",
        "run the whole script again.");
  }

  List<String> keySteps() {
    return List.of(
        "Put the access key of an IAM user that may read the bucket in the two places in angle",
        "brackets, and save the key nowhere. To change it later:",
        "  ALTER STAGE " + stage + " SET CREDENTIALS = (...);");
  }

  List<String> notificationSteps() {
    return List.of(
        "Now let the bucket tell Snowflake about new objects. All pipes of a stage share one queue:",
        "  SHOW PIPES IN SCHEMA " + landingSchema + ";",
        "shows its ARN as notification_channel, the same for every pipe. Deploy the functions again",
        "with --param snowpipeQueue=<that ARN>: the stack then notifies the queue of new objects in",
        "each directory. Without the stack, add these notifications to the bucket "
            + settings.bucket(),
        "yourself, for s3:ObjectCreated:* with the prefix of each pipe's directory, and keep those",
        "that are there; S3 refuses one for the whole bucket beside one for a directory. Then go on,",
        "or run the whole script again.");
  }

  private List<Statement> roles() {
    List<Statement> statements = new ArrayList<>();
    ownRoles()
        .forEach(
            (role, purpose) -> {
              statements.add(
                  new Statement(
                      StatementKind.CREATE_ROLE,
                      Section.ROLES,
                      securityAdminRole,
                      purpose,
                      "CREATE ROLE IF NOT EXISTS %s\nCOMMENT = %s"
                          .formatted(role, Quoting.literal(purpose))));
              statements.add(
                  new Statement(
                      StatementKind.GRANT_ROLE,
                      Section.ROLES,
                      securityAdminRole,
                      "The system administrators can do what the role can do.",
                      "GRANT ROLE %s TO ROLE %s".formatted(role, systemAdminRole)));
            });
    return statements;
  }

  /** The roles that the plan creates, each with its purpose. */
  Map<Identifier, String> ownRoles() {
    Map<Identifier, String> roles = new LinkedHashMap<>();
    roles.put(ownerRole, "Owns SnowWatch's database and warehouse.");
    roles.put(biReadRole, "Reads what SnowWatch has for analysts.");
    settings
        .snowAlertRole()
        .ifPresent(role -> roles.put(Identifier.parse(role), "Reads SnowAlert's results."));
    return roles;
  }

  private List<Statement> database() {
    return List.of(
        new Statement(
            StatementKind.CREATE_WAREHOUSE,
            Section.DATABASE,
            systemAdminRole,
            "The warehouse costs nothing while it is suspended.",
            """
            CREATE WAREHOUSE IF NOT EXISTS %s
            WAREHOUSE_SIZE = XSMALL
            AUTO_SUSPEND = 60
            AUTO_RESUME = TRUE
            INITIALLY_SUSPENDED = TRUE
            COMMENT = 'Runs SnowWatch''s queries.'"""
                .formatted(warehouse)),
        new Statement(
            StatementKind.CREATE_DATABASE,
            Section.DATABASE,
            systemAdminRole,
            "The database.",
            "CREATE DATABASE IF NOT EXISTS %s\nCOMMENT = 'Inventory and activity of AWS accounts.'"
                .formatted(database)),
        ownership("WAREHOUSE " + warehouse),
        ownership("DATABASE " + database),
        schema(landingSchema, "Landing tables and how they are loaded."),
        schema(biSchema, "What analysts read."));
  }

  /**
   * Ownership goes only to a role that the session has taken on, unless who gives it may manage all
   * grants, as the security administrators may.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/release-notes/bcr-bundles/2026_07/bcr-2395">Behavior
   *     change 2395</a>
   */
  private Statement ownership(String object) {
    return new Statement(
        StatementKind.GRANT_OWNERSHIP,
        Section.DATABASE,
        securityAdminRole,
        "SnowWatch's role owns it; other grants stay.",
        "GRANT OWNERSHIP ON %s TO ROLE %s COPY CURRENT GRANTS".formatted(object, ownerRole));
  }

  private Statement schema(QualifiedName schema, String purpose) {
    return new Statement(
        StatementKind.CREATE_SCHEMA,
        Section.DATABASE,
        ownerRole,
        purpose,
        "CREATE SCHEMA IF NOT EXISTS %s\nCOMMENT = %s".formatted(schema, Quoting.literal(purpose)));
  }

  private List<Statement> storageAccess() {
    if (settings.access() == Access.AWS_KEYS) {
      return List.of();
    }
    return List.of(
        new Statement(
            StatementKind.CREATE_STORAGE_INTEGRATION,
            Section.STORAGE_ACCESS,
            accountAdminRole,
            "Snowflake takes on an IAM role of yours; no key is stored.",
            """
            CREATE STORAGE INTEGRATION IF NOT EXISTS %s
            TYPE = EXTERNAL_STAGE
            STORAGE_PROVIDER = 'S3'
            ENABLED = TRUE
            STORAGE_AWS_ROLE_ARN = %s
            STORAGE_AWS_EXTERNAL_ID = %s
            STORAGE_ALLOWED_LOCATIONS = (%s)"""
                .formatted(
                    storageIntegration,
                    Quoting.literal(settings.storageRoleArn()),
                    Quoting.literal(settings.storageExternalId()),
                    Quoting.literal(url()))),
        new Statement(
            StatementKind.GRANT_PRIVILEGE,
            Section.STORAGE_ACCESS,
            accountAdminRole,
            "SnowWatch's role may create stages with it.",
            "GRANT USAGE ON INTEGRATION %s TO ROLE %s".formatted(storageIntegration, ownerRole)));
  }

  private Statement createFileFormat() {
    return new Statement(
        StatementKind.CREATE_FILE_FORMAT,
        Section.STAGE,
        ownerRole,
        "Reads JSON lines, and the arrays that SnowWatch 1.0 wrote.",
        """
        CREATE FILE FORMAT IF NOT EXISTS %s
        TYPE = JSON
        STRIP_OUTER_ARRAY = TRUE
        COMPRESSION = AUTO"""
            .formatted(fileFormat));
  }

  private Statement createStage() {
    String access =
        switch (settings.access()) {
          case STORAGE_INTEGRATION -> "STORAGE_INTEGRATION = " + storageIntegration;
          case AWS_KEYS ->
              "CREDENTIALS = (AWS_KEY_ID = %s AWS_SECRET_KEY = %s)"
                  .formatted(
                      Quoting.literal(AWS_KEY_ID_PLACEHOLDER),
                      Quoting.literal(AWS_SECRET_KEY_PLACEHOLDER));
        };
    return new Statement(
        StatementKind.CREATE_STAGE,
        Section.STAGE,
        ownerRole,
        "The bucket.",
        "CREATE STAGE IF NOT EXISTS %s\nURL = %s\n%s\nFILE_FORMAT = (FORMAT_NAME = %s)"
            .formatted(stage, Quoting.literal(url()), access, Quoting.literal(fileFormat.sql())));
  }

  private String url() {
    return "s3://" + settings.bucket() + "/";
  }

  private Statement useWarehouse() {
    return new Statement(
        StatementKind.USE_WAREHOUSE,
        Section.BACKFILL,
        ownerRole,
        "A COPY runs in a warehouse; pipes do not.",
        "USE WAREHOUSE " + warehouse);
  }

  private List<Statement> grants() {
    List<Statement> statements = new ArrayList<>(reading(biSchema, biReadRole));
    settings
        .snowAlertRole()
        .ifPresent(
            role ->
                statements.addAll(
                    reading(
                        QualifiedName.of(
                            Identifier.parse(settings.snowAlertDatabase()),
                            Identifier.parse(settings.snowAlertSchema())),
                        Identifier.parse(role))));
    return statements;
  }

  private List<Statement> reading(QualifiedName schema, Identifier role) {
    return Stream.of(
            "USAGE ON DATABASE " + schema.parts().get(0),
            "USAGE ON SCHEMA " + schema,
            "SELECT ON ALL TABLES IN SCHEMA " + schema,
            "SELECT ON ALL VIEWS IN SCHEMA " + schema,
            "SELECT ON FUTURE TABLES IN SCHEMA " + schema,
            "SELECT ON FUTURE VIEWS IN SCHEMA " + schema)
        .map(
            privilege ->
                new Statement(
                    StatementKind.GRANT_PRIVILEGE,
                    Section.GRANTS,
                    securityAdminRole,
                    "Reading " + schema + ".",
                    "GRANT " + privilege + " TO ROLE " + role))
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

  private static Identifier table(Dataset dataset, SnowflakeSettings settings) {
    String name = settings.tables().get(dataset.name());
    return name == null ? new Identifier(dataset.table()) : Identifier.parse(name);
  }

  private static Identifier pipe(Dataset dataset, SnowflakeSettings settings) {
    String name = settings.pipes().get(dataset.name());
    return name == null ? new Identifier(dataset.pipe()) : Identifier.parse(name);
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
      String setting, Catalog catalog, Function<Dataset, Identifier> name, List<Fault> faults) {
    Map<Identifier, String> seen = new LinkedHashMap<>();
    for (Dataset dataset : catalog.datasets()) {
      String other = seen.putIfAbsent(name.apply(dataset), dataset.name());
      if (other != null) {
        faults.add(
            new Fault(
                setting + "." + dataset.name(),
                name.apply(dataset).sql(),
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
