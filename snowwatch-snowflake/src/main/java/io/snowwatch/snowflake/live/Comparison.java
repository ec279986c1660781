package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.WantedColumn;
import io.snowwatch.snowflake.WantedFileFormat;
import io.snowwatch.snowflake.WantedFunction;
import io.snowwatch.snowflake.WantedGrant;
import io.snowwatch.snowflake.WantedObject;
import io.snowwatch.snowflake.WantedPipe;
import io.snowwatch.snowflake.WantedStage;
import io.snowwatch.snowflake.WantedStorageIntegration;
import io.snowwatch.snowflake.WantedTable;
import io.snowwatch.snowflake.WantedTask;
import io.snowwatch.snowflake.WantedView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what is wanted with what is there.
 *
 * <p>An object with SnowWatch's mark differs if the hash does. One without is compared by what it
 * means: columns, options, where it points. Texts that Snowflake writes anew are never compared.
 */
final class Comparison {

  private final SnowflakePlan plan;
  private final Set<Section> sections;
  private final List<WantedObject> wanted;
  private final List<WantedGrant> grants;
  private final FoundState found;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<QualifiedName> created = new LinkedHashSet<>();

  Comparison(SnowflakePlan plan, SnowflakeClient client, Set<Section> sections) {
    this.plan = plan;
    this.sections = sections;
    this.wanted =
        plan.objects().stream().filter(object -> sections.contains(object.section())).toList();
    this.grants =
        plan.grants().stream().filter(grant -> sections.contains(grant.section())).toList();
    this.found = Inspection.of(client, plan, wanted, grants);
  }

  Difference difference() {
    List<String> unseen = new ArrayList<>();
    found
        .unseen()
        .forEach((what, reason) -> unseen.add("the %s: %s".formatted(what, firstLine(reason))));
    unseen.stream().sorted().forEach(what -> notes.add("Could not see " + what));
    parameters();
    roles();
    for (WantedObject object : withContainers()) {
      found
          .find(object.kind(), object.name())
          .ifPresentOrElse(there -> compare(object, there), () -> absent(object));
    }
    grants.forEach(this::grant);
    others();
    List<Change> ordered = new ArrayList<>(changes);
    // A conflict stops everything, so it is shown first.
    ordered.sort(Comparator.comparing(change -> change.action() != Action.CONFLICT));
    return Difference.of(ordered, notes, unseen);
  }

  private void parameters() {
    found
        .parameter("TIMESTAMP_INPUT_FORMAT")
        .filter(parameter -> !parameter.value().equalsIgnoreCase("AUTO"))
        .ifPresent(
            parameter ->
                changes.add(
                    Change.conflict(
                        "parameter TIMESTAMP_INPUT_FORMAT",
                        "Pipes would load NULL for times in ISO-8601. Set it back for the account or"
                            + " the user that owns it: ALTER ACCOUNT UNSET TIMESTAMP_INPUT_FORMAT.",
                        List.of(parameter.value() + level(parameter)),
                        List.of("AUTO"))));
    found
        .parameter("QUOTED_IDENTIFIERS_IGNORE_CASE")
        .filter(parameter -> parameter.value().equalsIgnoreCase("true"))
        .ifPresent(this::quotedNames);
    found
        .parameter("TIMEZONE")
        .ifPresent(
            parameter ->
                notes.add(
                    "TIMEZONE is %s: sessions show times in it; what is loaded keeps its zone."
                        .formatted(parameter.value())));
  }

  private void quotedNames(FoundState.Parameter parameter) {
    List<String> names =
        plan.objects().stream()
            .map(object -> object.name().last())
            .filter(name -> !name.name().equals(name.name().toUpperCase(Locale.ROOT)))
            .map(Object::toString)
            .distinct()
            .toList();
    if (names.isEmpty()) {
      notes.add("QUOTED_IDENTIFIERS_IGNORE_CASE is true; no name here depends on it.");
    } else {
      changes.add(
          Change.conflict(
              "parameter QUOTED_IDENTIFIERS_IGNORE_CASE",
              "These names would be read in upper case. Choose names in upper case, or ALTER ACCOUNT"
                  + " UNSET QUOTED_IDENTIFIERS_IGNORE_CASE.",
              List.of("true" + level(parameter)),
              names));
    }
  }

  private static String level(FoundState.Parameter parameter) {
    return parameter.level().isEmpty()
        ? ""
        : ", set for the " + parameter.level().toLowerCase(Locale.ROOT);
  }

  /** A role that has to be taken on and cannot be stops everything before the first statement. */
  private void roles() {
    Set<io.snowwatch.snowflake.Identifier> own =
        plan.objects().stream()
            .filter(object -> object.kind() == ObjectKind.ROLE)
            .map(object -> object.name().last())
            .collect(Collectors.toSet());
    wanted.stream()
        .map(WantedObject::creator)
        .distinct()
        .filter(role -> !found.mayUse(role))
        .filter(role -> !own.contains(role) || exists(ObjectKind.ROLE, QualifiedName.of(role)))
        .forEach(
            role ->
                notes.add(
                    "You may not take on the role %s; what needs it will fail. Grant it to your user, or"
                            .formatted(role)
                        + " name another role."));
  }

  private boolean exists(ObjectKind kind, QualifiedName name) {
    return found.find(kind, name).isPresent();
  }

  /** Whatever lies in a schema needs it, also where its section was not asked for. */
  private List<WantedObject> withContainers() {
    Set<WantedObject> all = new LinkedHashSet<>();
    for (WantedObject container : plan.objects()) {
      boolean needed =
          (container.kind() == ObjectKind.DATABASE || container.kind() == ObjectKind.SCHEMA)
              && !exists(container.kind(), container.name())
              && wanted.stream().anyMatch(object -> isIn(object.name(), container.name()));
      if (needed || wanted.contains(container)) {
        all.add(container);
      }
    }
    return List.copyOf(all);
  }

  private static boolean isIn(QualifiedName object, QualifiedName container) {
    int depth = container.parts().size();
    return object.parts().size() > depth
        && object.parts().subList(0, depth).equals(container.parts());
  }

  private void absent(WantedObject object) {
    Optional<FoundObject> inTheWay = inTheWay(object);
    if (inTheWay.isPresent()) {
      changes.add(
          Change.conflict(
              title(object),
              "Another object has that name. Rename it, or choose another name.",
              List.of(inTheWay.get().kind().title() + " " + object.name()),
              List.of(title(object))));
      return;
    }
    created.add(object.name());
    String reason =
        found.sees(object.kind())
            ? object.purpose()
            : "It could not be seen whether it is there; it is made only if it is not.";
    changes.add(Change.of(Action.CREATE, title(object), reason, creation(object)));
  }

  private Optional<FoundObject> inTheWay(WantedObject object) {
    return switch (object.kind()) {
      case TABLE -> found.find(ObjectKind.VIEW, object.name());
      case VIEW -> found.find(ObjectKind.TABLE, object.name());
      default -> Optional.empty();
    };
  }

  private List<Statement> creation(WantedObject object) {
    if (object instanceof WantedPipe pipe) {
      return new PipeStates(plan, sections).creation(pipe);
    }
    if (object instanceof WantedTask task) {
      return List.of(task.create(), task.resume());
    }
    boolean ownedAtOnce =
        object.owner().equals(object.creator())
            || (!sections.contains(Section.ROLES) && !found.sees(ObjectKind.ROLE));
    return ownedAtOnce
        ? List.of(object.create())
        : List.of(object.create(), plan.ownership(object));
  }

  private void compare(WantedObject object, FoundObject there) {
    if (ownedByAnother(object, there)) {
      return;
    }
    if (object instanceof WantedTable table) {
      table(table);
    } else if (object instanceof WantedFileFormat format) {
      fileFormat(format, there);
    } else if (object instanceof WantedStage stage) {
      stage(stage, there);
    } else if (object instanceof WantedStorageIntegration integration) {
      integration(integration, there);
    } else if (object instanceof WantedView view) {
      view(view, there);
    } else if (object instanceof WantedPipe pipe) {
      new PipeStates(plan, sections).compare(pipe, there, changes, notes);
    } else if (object instanceof WantedFunction function) {
      function(function, there);
    } else if (object instanceof WantedTask task) {
      task(task, there);
    } else if (object.kind() == ObjectKind.STREAM
        || object.kind() == ObjectKind.NOTIFICATION_INTEGRATION) {
      unalterable(object, there);
    }
  }

  /**
   * Ownership is taken only of what this run, or one that was cut off, has made: such a database
   * carries the mark. Another's database or warehouse gets grants; whatever else is another's is in
   * the way.
   */
  private boolean ownedByAnother(WantedObject object, FoundObject there) {
    boolean ours =
        there.owner().isEmpty()
            || !found.sees(ObjectKind.ROLE)
            || there.owner().get().equals(object.owner().name());
    switch (object.kind()) {
      case ROLE, STORAGE_INTEGRATION, NOTIFICATION_INTEGRATION -> {
        return false;
      }
      case DATABASE, WAREHOUSE -> {
        boolean unfinished =
            there.mark().isPresent() && there.owner().equals(Optional.of(object.creator().name()));
        if (!ours && unfinished) {
          changes.add(
              Change.of(
                  Action.GRANT,
                  title(object),
                  "SnowWatch made it and did not come to own it.",
                  List.of(plan.ownership(object))));
        } else if (!ours) {
          notes.add(
              "%s belongs to %s and stays so; %s gets what it needs in it."
                  .formatted(title(object), there.owner().get(), object.owner()));
        }
        return false;
      }
      default -> {
        if (!ours) {
          changes.add(
              Change.conflict(
                  title(object),
                  "It belongs to another role. Give it to SnowWatch's role, or choose another name.",
                  List.of("owned by " + there.owner().get()),
                  List.of("owned by " + object.owner())));
        }
        return !ours;
      }
    }
  }

  private void table(WantedTable table) {
    List<FoundColumn> there = found.columns(table.name());
    List<WantedColumn> missing = new ArrayList<>();
    List<WantedColumn> limited = new ArrayList<>();
    List<String> otherTypes = new ArrayList<>();
    List<String> wantedTypes = new ArrayList<>();
    for (WantedColumn column : table.columns()) {
      Optional<FoundColumn> same =
          there.stream().filter(c -> c.name().equals(column.name().name())).findFirst();
      if (same.isEmpty()) {
        missing.add(column);
      } else if (!same.get().holds(column.type())) {
        otherTypes.add(same.get().toString());
        wantedTypes.add(column.name() + " " + column.type());
      } else if (same.get().limits(column.type())) {
        limited.add(column);
      }
    }
    if (!otherTypes.isEmpty()) {
      changes.add(
          Change.conflict(
              title(table),
              "Columns have other types. Rename the table, and a new one is made beside it.",
              otherTypes,
              wantedTypes));
      return;
    }
    if (missing.size() == table.columns().size()) {
      changes.add(
          Change.conflict(
              title(table),
              "The table has none of the columns: it is another's. Choose another name.",
              there.stream().map(FoundColumn::toString).toList(),
              table.columns().stream().map(c -> c.name() + " " + c.type()).toList()));
      return;
    }
    if (!missing.isEmpty()) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(table),
              "It lacks %s; rows stay.".formatted(names(missing)),
              List.of(table.addColumns(missing))));
    }
    if (!limited.isEmpty()) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(table),
              "%s too short for some values; rows stay."
                  .formatted(
                      limited.size() == 1 ? names(limited) + " is" : names(limited) + " are"),
              limited.stream().map(column -> table.widenColumns(List.of(column))).toList()));
    }
    Set<String> known =
        table.columns().stream().map(c -> c.name().name()).collect(Collectors.toSet());
    String extra =
        there.stream()
            .map(FoundColumn::name)
            .filter(name -> !known.contains(name))
            .collect(Collectors.joining(", "));
    if (!extra.isEmpty()) {
      notes.add("%s has columns of its own, which stay: %s.".formatted(title(table), extra));
    }
  }

  private static String names(List<WantedColumn> columns) {
    return columns.stream().map(c -> c.name().toString()).collect(Collectors.joining(", "));
  }

  private void fileFormat(WantedFileFormat format, FoundObject there) {
    String type = there.property("type");
    if (!type.isEmpty() && !type.equals("JSON")) {
      changes.add(
          Change.conflict(
              title(format),
              "It is a format of another type. Choose another name.",
              List.of("TYPE = " + type),
              List.of("TYPE = JSON")));
      return;
    }
    List<String> differing =
        format.options().entrySet().stream()
            .filter(
                option ->
                    !there
                        .property("option." + option.getKey().toLowerCase(Locale.ROOT))
                        .equalsIgnoreCase(option.getValue()))
            .map(option -> option.getKey() + " = " + option.getValue())
            .sorted()
            .toList();
    if (!differing.isEmpty()) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(format),
              "It gets %s; without it, a record with a name twice costs its whole file."
                  .formatted(String.join(", ", differing)),
              List.of(format.alter())));
    }
  }

  private void stage(WantedStage stage, FoundObject there) {
    if (!withSlash(there.property("url")).equals(stage.url())) {
      changes.add(
          Change.conflict(
              title(stage),
              "It is the stage of another bucket or directory. A stage is never replaced: choose"
                  + " another name, or the bucket that it has.",
              List.of("URL = " + there.property("url")),
              List.of("URL = " + stage.url())));
      return;
    }
    String integration = there.property("storage_integration");
    if (stage.integration().isEmpty()) {
      return;
    }
    String wantedIntegration = stage.integration().get().name();
    if (integration.isEmpty() && there.property("has_credentials").equals("Y")) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(stage),
              "It holds an AWS key and moves to the integration %s; pipes go on."
                  .formatted(stage.integration().get()),
              List.of(stage.useIntegration())));
    } else if (!integration.isEmpty() && !integration.equals(wantedIntegration)) {
      changes.add(
          Change.conflict(
              title(stage),
              "It has another integration. Name that one, or let its owner ALTER STAGE … SET"
                  + " STORAGE_INTEGRATION.",
              List.of("STORAGE_INTEGRATION = " + integration),
              List.of("STORAGE_INTEGRATION = " + wantedIntegration)));
    }
  }

  private static String withSlash(String url) {
    return url.endsWith("/") ? url : url + "/";
  }

  private void integration(WantedStorageIntegration integration, FoundObject there) {
    List<String> locations =
        Arrays.stream(there.property("storage_allowed_locations").split(","))
            .map(String::strip)
            .map(Comparison::withSlash)
            .toList();
    if (locations.stream().noneMatch(location -> integration.location().startsWith(location))
        && !locations.contains("*/")) {
      changes.add(
          Change.conflict(
              title(integration),
              "It is the integration of another bucket and is never replaced. Choose another name, or"
                  + " let its owner add the location.",
              List.of("STORAGE_ALLOWED_LOCATIONS = " + there.property("storage_allowed_locations")),
              List.of("STORAGE_ALLOWED_LOCATIONS = " + integration.location())));
      return;
    }
    String roleArn = there.property("storage_aws_role_arn");
    String externalId = there.property("storage_aws_external_id");
    if (roleArn.equals(integration.roleArn()) && externalId.equals(integration.externalId())) {
      return;
    }
    List<String> has = List.of("role " + roleArn, "external id " + externalId);
    List<String> wants =
        List.of("role " + integration.roleArn(), "external id " + integration.externalId());
    if (there.mark().isPresent()) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(integration),
              "It takes on %s from now on, with external id %s."
                  .formatted(integration.roleArn(), integration.externalId()),
              List.of(integration.alter())));
    } else {
      changes.add(
          Change.conflict(
              title(integration),
              "Somebody else made it with another role. Give its role and external id as settings, or"
                  + " choose another name.",
              has,
              wants));
    }
  }

  private void view(WantedView view, FoundObject there) {
    if (there.mark().isPresent()) {
      if (!there.mark().get().hash().equals(view.mark().hash())) {
        changes.add(
            Change.of(
                Action.VIEW,
                title(view),
                "It gets today's query; grants, policies and tags stay.",
                List.of(view.create())));
      }
      return;
    }
    List<String> columns = found.columns(view.name()).stream().map(FoundColumn::name).toList();
    List<String> names = view.columns().stream().map(column -> column.name().name()).toList();
    if (there.comment().endsWith("by SnowWatch.")) {
      changes.add(
          Change.of(
              Action.VIEW,
              title(view),
              "An earlier version made it; it gets today's query, grants, policies and tags stay.",
              List.of(view.create())));
    } else if (!columns.equals(names)) {
      changes.add(
          Change.conflict(
              title(view),
              "Somebody else's view has that name. Rename it, or choose another schema.",
              columns,
              names));
    } else {
      notes.add(
          "%s has no mark of SnowWatch's and the columns that are wanted; it stays."
              .formatted(title(view)));
    }
  }

  private void function(WantedFunction function, FoundObject there) {
    if (isCurrent(function, there)) {
      return;
    }
    if (there.mark().isPresent()) {
      changes.add(
          Change.of(
              Action.VIEW,
              title(function),
              "It gets today's query; grants stay.",
              List.of(function.replace())));
    } else {
      unalterable(function, there);
    }
  }

  private void task(WantedTask task, FoundObject there) {
    if (isCurrent(task, there)) {
      return;
    }
    if (there.mark().isPresent()) {
      changes.add(
          Change.of(
              Action.ALTER,
              title(task),
              "It gets today's statement.",
              List.of(task.suspend(), task.create(), task.resume())));
    } else {
      unalterable(task, there);
    }
  }

  private static boolean isCurrent(WantedObject object, FoundObject there) {
    return there.mark().map(Mark::hash).equals(Optional.of(object.mark().hash()));
  }

  private void unalterable(WantedObject object, FoundObject there) {
    if (isCurrent(object, there)) {
      return;
    }
    changes.add(
        Change.conflict(
            title(object),
            there.mark().isPresent()
                ? "It was made with another form and cannot be altered. Drop it if it may be made anew."
                : "Somebody else's has that name. Choose another name.",
            List.of(there.comment().isEmpty() ? "(no comment)" : there.comment()),
            List.of(object.comment())));
  }

  private void grant(WantedGrant grant) {
    if (grant.target() instanceof WantedGrant.OnObject object
        && (object.kind() == ObjectKind.DATABASE || object.kind() == ObjectKind.WAREHOUSE)
        && grant.grantee().equals(plan.names().ownerRole())
        && ownsOrWill(object)) {
      return;
    }
    if (found.rightsKnown() && !isDue(grant)) {
      return;
    }
    changes.add(
        Change.of(
            Action.GRANT, "role " + grant.grantee(), grant.purpose(), List.of(grant.statement())));
  }

  private boolean ownsOrWill(WantedGrant.OnObject object) {
    return found
        .find(object.kind(), object.name())
        .map(
            there ->
                there.mark().isPresent()
                    || there.owner().equals(Optional.of(plan.names().ownerRole().name())))
        .orElse(true);
  }

  private boolean isDue(WantedGrant grant) {
    String role = grant.grantee().name();
    if (grant.target() instanceof WantedGrant.Membership membership) {
      return !found.has(new FoundState.Right("USAGE", "ROLE", membership.role().name(), role));
    }
    if (grant.target() instanceof WantedGrant.OnObject object) {
      return !found.has(
          new FoundState.Right(
              grant.privilege(), object.kind().keyword(), RightNames.of(object.name()), role));
    }
    if (grant.target() instanceof WantedGrant.OnAccount) {
      return !found.hasOnAccount(grant.privilege(), role);
    }
    if (grant.target() instanceof WantedGrant.OnFuture future) {
      return !hasFuture(grant.privilege(), future.kind(), future.schema(), role);
    }
    WantedGrant.OnAll all = (WantedGrant.OnAll) grant.target();
    boolean lacks =
        found.all(all.kind()).stream()
            .filter(object -> isIn(object.name(), all.schema()))
            .anyMatch(
                object ->
                    !found.has(
                        new FoundState.Right(
                            grant.privilege(),
                            all.kind().keyword(),
                            RightNames.of(object.name()),
                            role)));
    boolean hasNew = created.stream().anyMatch(name -> isIn(name, all.schema()));
    return lacks || (hasNew && !hasFuture(grant.privilege(), all.kind(), all.schema(), role));
  }

  private boolean hasFuture(String privilege, ObjectKind kind, QualifiedName schema, String role) {
    return found.has(
        new FoundState.Right(
            privilege,
            "FUTURE " + kind.keyword(),
            RightNames.of(schema) + ".<" + kind.keyword() + ">",
            role));
  }

  /** What lies beside SnowWatch's objects is listed and never touched. */
  private void others() {
    Set<QualifiedName> names =
        plan.objects().stream().map(WantedObject::name).collect(Collectors.toSet());
    found.all().stream()
        .filter(object -> object.name().parts().size() == 3)
        .filter(object -> !names.contains(object.name()))
        .forEach(
            object ->
                notes.add(
                    object.mark().isPresent()
                        ? "%s %s was made by SnowWatch and is not wanted any more; it stays."
                            .formatted(object.kind().title(), object.name())
                        : "%s %s is not SnowWatch's; it stays."
                            .formatted(object.kind().title(), object.name())));
  }

  static String title(WantedObject object) {
    return object.kind().title() + " " + object.name();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
