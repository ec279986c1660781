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
   *     its own, as a resource in many snapshots has not
   */
  public abstract Optional<String> identityColumn();

  /**
   * The name of the view that yields each record once.
   *
   * @return {@link #name()} in upper case; present exactly where {@link #identityColumn()} is
   */
  public final Optional<String> view() {
    return identityColumn().map(column -> name().toUpperCase(Locale.ROOT));
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
    for (Column column : tableColumns()) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "Dataset " + name() + " declares column " + column.name() + " twice: rename one.");
      }
    }
    identityColumn()
        .filter(column -> !names.contains(column))
        .ifPresent(
            column -> {
              throw new IllegalArgumentException(
                  "Dataset " + name() + " has no column " + column + ": declare it.");
            });
  }

  /** Builds a {@link Dataset}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableDataset.Builder {
    Builder() {}
  }
}
