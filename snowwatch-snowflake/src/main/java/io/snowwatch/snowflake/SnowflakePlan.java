package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
  private final Surroundings surroundings;
  private final List<DatasetPlan> datasets;
  private final List<WantedObject> objects;
  private final List<WantedGrant> grants;

  private SnowflakePlan(Catalog catalog, SnowflakeSettings settings, List<Extension> extensions) {
    this.settings = settings;
    this.names = new ObjectNames(settings);
    this.surroundings = new Surroundings(settings, names);
    List<WantedStage> stages = surroundings.stages();
    this.datasets =
        catalog.datasets().stream()
            .map(
                dataset ->
                    new DatasetPlan(
                        dataset,
                        settings.directory(catalog.sourceOf(dataset), dataset),
                        stages,
                        settings))
            .toList();
    this.objects = objects(extensions);
    this.grants = new WantedGrants(settings, names, surroundings.roles(), objects).all();
  }

  /** A view of an extension stands in for the plan's own of that name. */
  private List<WantedObject> objects(List<Extension> extensions) {
    List<WantedObject> all = new ArrayList<>(surroundings.objects());
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
    return all.stream().sorted(Comparator.comparing(WantedObject::section)).toList();
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
    PlanFaults.requireNone(catalog, settings);
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
    return new SectionStatements(names, objects, grants, datasets).of(section);
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
    return grants;
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
    return surroundings.roles();
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
    return new Ownership(names).taken(object);
  }
}
