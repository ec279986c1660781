package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Identifier;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is in an account of what a plan is about. Immutable once {@link Inspection} has made it. */
final class FoundState {

  /** A parameter of the session. */
  record Parameter(String value, String level) {}

  /** A right: {@code USAGE}, {@code DATABASE}, the name as Snowflake writes it, the role. */
  record Right(String privilege, String on, String name, String grantee) {}

  private final Map<ObjectKind, Map<QualifiedName, FoundObject>> objects = new LinkedHashMap<>();
  private final Map<QualifiedName, List<FoundColumn>> columns = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Set<Right> rights = new HashSet<>();
  private final Map<String, String> unseen = new LinkedHashMap<>();
  private final Set<ObjectKind> unseenKinds = new HashSet<>();
  private Set<String> roles = Set.of();
  private boolean rolesKnown;
  private boolean rightsKnown = true;

  void add(FoundObject object) {
    objects
        .computeIfAbsent(object.kind(), kind -> new LinkedHashMap<>())
        .put(object.name(), object);
  }

  void addColumn(QualifiedName table, FoundColumn column) {
    columns.computeIfAbsent(table, name -> new ArrayList<>()).add(column);
  }

  void addParameter(String name, Parameter parameter) {
    parameters.put(name, parameter);
  }

  void addRight(Right right) {
    rights.add(right);
  }

  void cannotSee(String what, String reason) {
    unseen.putIfAbsent(what, reason);
  }

  void cannotSee(ObjectKind kind, String reason) {
    unseenKinds.add(kind);
    cannotSee(kind.title() + "s", reason);
  }

  void rightsUnknown(String reason) {
    rightsKnown = false;
    cannotSee("grants", reason);
  }

  void availableRoles(List<String> names) {
    roles = Set.copyOf(names);
    rolesKnown = true;
  }

  Optional<FoundObject> find(ObjectKind kind, QualifiedName name) {
    return Optional.ofNullable(objects.getOrDefault(kind, Map.of()).get(name));
  }

  List<FoundObject> all(ObjectKind kind) {
    return List.copyOf(objects.getOrDefault(kind, Map.of()).values());
  }

  List<FoundObject> all() {
    return objects.values().stream().flatMap(found -> found.values().stream()).toList();
  }

  List<FoundColumn> columns(QualifiedName table) {
    return columns.getOrDefault(table, List.of());
  }

  Optional<Parameter> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  boolean has(Right right) {
    return rights.contains(right);
  }

  /** Whether a role has a privilege of the whole account, whatever that is called. */
  boolean hasOnAccount(String privilege, String grantee) {
    return rights.stream()
        .anyMatch(
            right ->
                right.on().equals("ACCOUNT")
                    && right.privilege().equals(privilege)
                    && right.grantee().equals(grantee));
  }

  boolean sees(ObjectKind kind) {
    return !unseenKinds.contains(kind);
  }

  boolean rightsKnown() {
    return rightsKnown;
  }

  /** Whether the session may take the role on; true if nobody knows. */
  boolean mayUse(Identifier role) {
    return !rolesKnown || roles.contains(role.name());
  }

  boolean rolesKnown() {
    return rolesKnown;
  }

  /** What could not be asked, with the reason. */
  Map<String, String> unseen() {
    return Map.copyOf(unseen);
  }
}
