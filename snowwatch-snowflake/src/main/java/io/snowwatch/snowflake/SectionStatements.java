package io.snowwatch.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What makes each part of a plan true: the statements of what it wants, each after its role. */
final class SectionStatements {

  private final ObjectNames names;
  private final List<WantedObject> objects;
  private final List<WantedGrant> grants;
  private final List<DatasetPlan> datasets;

  SectionStatements(
      ObjectNames names,
      List<WantedObject> objects,
      List<WantedGrant> grants,
      List<DatasetPlan> datasets) {
    this.names = names;
    this.objects = objects;
    this.grants = grants;
    this.datasets = datasets;
  }

  /** The statements of a part, in order. */
  List<Statement> of(Section section) {
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

  private Stream<Statement> created(Section section) {
    return objects.stream().filter(object -> object.section() == section).map(WantedObject::create);
  }

  private Stream<Statement> grants(Section section) {
    return grants.stream().filter(grant -> grant.section() == section).map(WantedGrant::statement);
  }

  private List<Statement> roles() {
    return Stream.concat(created(Section.ROLES), grants(Section.ROLES)).toList();
  }

  private List<Statement> database() {
    Ownership ownership = new Ownership(names);
    return Stream.of(
            objects.stream()
                .filter(object -> object.section() == Section.DATABASE)
                .filter(object -> object.kind() != ObjectKind.SCHEMA)
                .map(ownership::createAndOwn),
            grants(Section.DATABASE),
            objects.stream()
                .filter(object -> object.kind() == ObjectKind.SCHEMA)
                .map(WantedObject::create))
        .flatMap(statements -> statements)
        .toList();
  }

  private List<Statement> stage() {
    return objects.stream()
        .filter(object -> object.section() == Section.STAGE)
        .flatMap(
            object ->
                object instanceof WantedFileFormat format
                    ? Stream.of(format.create(), format.alter())
                    : Stream.of(object.create()))
        .toList();
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
    return Stream.concat(
            grants(Section.TASKS),
            objects.stream()
                .filter(object -> object.section() == Section.TASKS)
                .flatMap(
                    object ->
                        object instanceof WantedTask task
                            ? Stream.of(task.create(), task.resume())
                            : Stream.of(object.create())))
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
}
