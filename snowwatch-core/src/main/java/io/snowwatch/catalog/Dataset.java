package io.snowwatch.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.immutables.value.Value;

/**
 * Records of one shape, which land in one table.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class Dataset {

  Dataset() {}

  /**
   * Starts a declaration.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  // A dataset is a key of maps at every record of a harvest, and its name is unique there.
  @Override
  public final int hashCode() {
    return name().hashCode();
  }

  /**
   * The dataset's own name, unique in a catalog.
   *
   * @return lower-case words joined by underscores, such as {@code ec2_instances}
   */
  public abstract String name();

  /**
   * The dataset's name for people.
   *
   * @return for example {@code EC2 instances}
   */
  public abstract String title();

  /**
   * The directory below the source's own, for a source that yields several datasets.
   *
   * @return for example {@code users}; empty where the source's directory is the dataset's
   */
  @Value.Default
  public String subdirectory() {
    return "";
  }

  /**
   * What the names of the Snowflake objects begin with.
   *
   * @return for example {@code EC2_MONITORING}
   */
  public abstract String objectPrefix();

  /**
   * What an object's key is made of.
   *
   * @return {@link Keying#SNAPSHOT} unless declared otherwise
   */
  @Value.Default
  public Keying keying() {
    return Keying.SNAPSHOT;
  }

  /**
   * The column that holds the whole record.
   *
   * @return {@code RAW_DATA} unless declared otherwise
   */
  @Value.Default
  public String documentColumn() {
    return "RAW_DATA";
  }

  /**
   * The columns with values from the record that the table had from its first version on.
   *
   * @return the columns in the table's order
   */
  public abstract List<Column> columns();

  /**
   * The columns with values from the record that the table gained since; an older table is altered
   * to have them.
   *
   * @return the columns in the table's order
   */
  public abstract List<Column> addedColumns();

  /**
   * The column whose value tells one record from all others, wherever and however often it landed.
   *
   * @return one of the columns, such as {@code EVENT_ID}; empty where a record has no identity of
   *     its own, as a resource in many snapshots has not: a dataset of {@link Keying#SNAPSHOT} may
   *     have none
   */
  public abstract Optional<String> identityColumn();

  /**
   * The columns with values from the record that only the view has and no landing table.
   *
   * @return the columns in the view's order
   */
  public abstract List<Column> viewColumns();

  /**
   * What the records describe, and what tells one resource from the others of its account and
   * Region. A record is of the first kind whose key it has.
   *
   * @return the kinds; none where a record is no resource, as an event is not
   */
  public abstract List<ResourceKind> kinds();

  /**
   * The members that say nothing about the resource's configuration and change by themselves: left
   * out when two states are compared.
   *
   * @return for example {@code RoleLastUsed}
   */
  public abstract List<JsonPath> volatileMembers();

  /**
   * The lists that come in no fixed order: compared as sets. A list within a list stands after it.
   *
   * @return for example {@code IpPermissions[].IpRanges}
   */
  public abstract List<ListPath> unorderedLists();

  /**
   * The nested lists that are views of their own.
   *
   * @return the parts; several may feed one view
   */
  public abstract List<Part> parts();

  /**
   * The name of the view of the resources as they are.
   *
   * @return {@link #name()} in upper case
   */
  public final String entity() {
    return name().toUpperCase(Locale.ROOT);
  }

  /**
   * Every column that has values from the record, the view's own included.
   *
   * @return {@link #columns()}, {@link #addedColumns()} and {@link #viewColumns()}
   */
  public final List<Column> recordColumns() {
    List<Column> all = new ArrayList<>(columns());
    all.addAll(addedColumns());
    all.addAll(viewColumns());
    return List.copyOf(all);
  }

  /**
   * The name of the view that yields each record once.
   *
   * @return {@link #name()} in upper case; present exactly where {@link #identityColumn()} is
   */
  public final Optional<String> view() {
    return identityColumn().map(column -> entity());
  }

  /**
   * The landing table's name.
   *
   * @return {@link #objectPrefix()} followed by {@code _LANDING_ZONE}
   */
  public final String table() {
    return objectPrefix() + "_LANDING_ZONE";
  }

  /**
   * The pipe's name.
   *
   * @return {@link #objectPrefix()} followed by {@code _PIPE}
   */
  public final String pipe() {
    return objectPrefix() + "_PIPE";
  }

  /**
   * Every column of the table's first version, the document and the snapshot time included.
   *
   * @return the columns in the table's order
   */
  public final List<Column> originalTableColumns() {
    List<Column> all = new ArrayList<>();
    all.add(Column.document(documentColumn()));
    if (keying() == Keying.SNAPSHOT) {
      all.add(Column.MONITORED_TIME);
    }
    all.addAll(columns());
    return List.copyOf(all);
  }

  /**
   * Every column that the table gained since its first version, lineage included.
   *
   * @return the columns in the table's order
   */
  public final List<Column> addedTableColumns() {
    List<Column> all = new ArrayList<>(addedColumns());
    all.addAll(Column.LINEAGE);
    return List.copyOf(all);
  }

  /**
   * Every column of the table.
   *
   * @return {@link #originalTableColumns()} followed by {@link #addedTableColumns()}
   */
  public final List<Column> tableColumns() {
    List<Column> all = new ArrayList<>(originalTableColumns());
    all.addAll(addedTableColumns());
    return List.copyOf(all);
  }

  @Value.Check
  void check() {
    Names.requireLowerCase("dataset", name());
    Names.requireUpperCase("Snowflake object", objectPrefix());
    if (!subdirectory().isEmpty()) {
      Names.requireDirectory("subdirectory", subdirectory());
    }
    Set<String> names = new HashSet<>();
    List<Column> all = new ArrayList<>(tableColumns());
    all.addAll(viewColumns());
    for (Column column : all) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "Dataset " + name() + " declares column " + column.name() + " twice: rename one.");
      }
    }
    for (Column column : tableColumns()) {
      if (column.value() instanceof ColumnValue.Count) {
        throw new IllegalArgumentException(
            "Dataset %s counts a list in column %s of its table, which COPY cannot: declare it with addViewColumns."
                .formatted(name(), column.name()));
      }
    }
    identityColumn().ifPresent(column -> requireColumn(column, names));
    if (identityColumn().isPresent() && keying() == Keying.SNAPSHOT) {
      throw new IllegalArgumentException(
          "Dataset %s has the identity column %s, but each of its snapshots holds the same resources again: a view that yields each once would hide all snapshots but one. Leave the identity column out, or key its objects by their source."
              .formatted(name(), identityColumn().get()));
    }
    for (ResourceKind kind : kinds()) {
      requireColumn(kind.key(), names);
      kind.arnColumns().forEach(column -> requireColumn(column, names));
    }
    for (Part part : parts()) {
      part.values()
          .forEach(
              (column, value) -> {
                if (value instanceof PartValue.Owner owner) {
                  requireColumn(owner.column(), names);
                }
              });
    }
  }

  private void requireColumn(String column, Set<String> names) {
    if (!names.contains(column)) {
      throw new IllegalArgumentException(
          "Dataset " + name() + " has no column " + column + ": declare it.");
    }
  }

  /** Builds a {@link Dataset}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableDataset.Builder {
    Builder() {}
  }
}
