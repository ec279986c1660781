package io.snowwatch.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.immutables.value.Value;

/**
 * The declaration of one body of API calls on one trigger, which yields one or more datasets.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class Source {

  Source() {}

  /**
   * Starts a declaration.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The source's own name, unique in a catalog.
   *
   * @return lower-case words joined by underscores, such as {@code ec2_instances}
   */
  public abstract String name();

  /**
   * The source's name for people.
   *
   * @return for example {@code EC2 instances}
   */
  public abstract String title();

  /**
   * The name of the Lambda function in serverless.yml.
   *
   * @return for example {@code monitorEc2Instances}; empty for records that every function writes,
   *     and for a source that no function of its own collects
   */
  public abstract Optional<String> function();

  /**
   * What makes the source produce records.
   *
   * @return {@link Trigger#SCHEDULE} unless declared otherwise
   */
  @Value.Default
  public Trigger trigger() {
    return Trigger.SCHEDULE;
  }

  /**
   * Over what part of an account the API calls reach.
   *
   * @return {@link Coverage#REGIONAL} or {@link Coverage#GLOBAL}
   */
  public abstract Coverage coverage();

  /**
   * The source's directory in the bucket, where no setting changes it.
   *
   * @return for example {@code ec2_monitoring}
   */
  public abstract String directory();

  /**
   * The environment variable that changes the directory.
   *
   * @return for example {@code S3_EC2_MONITORING_PATH}; {@code SNOWWATCH_} and the directory in
   *     upper case and {@code _PATH} unless declared otherwise
   */
  @Value.Default
  public String directoryVariable() {
    return "SNOWWATCH_"
        + directory().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_")
        + "_PATH";
  }

  /**
   * The directory whose new objects trigger the source, where no setting changes it.
   *
   * @return for example {@code cloudtrail}; present exactly on {@link Trigger#OBJECT_CREATED}
   */
  public abstract Optional<String> inputDirectory();

  /**
   * The environment variable that changes the input directory.
   *
   * @return for example {@code S3_CLOUDTRAIL_RAW_PATH}; present exactly on {@link
   *     Trigger#OBJECT_CREATED}
   */
  public abstract Optional<String> inputDirectoryVariable();

  /**
   * The directories that the source writes besides its datasets'.
   *
   * @return for example the quarantine of what is damaged
   */
  public abstract List<SideDirectory> sideDirectories();

  /**
   * The IAM actions of the API calls that the source itself makes, besides writing its output and
   * listing Regions, which follow from the trigger and the coverage.
   *
   * @return for example {@code ec2:DescribeInstances}
   */
  public abstract List<String> actions();

  /**
   * What the source yields.
   *
   * @return the datasets, at least one
   */
  public abstract List<Dataset> datasets();

  /**
   * The directory of one of the datasets, where no setting changes it.
   *
   * @param dataset one of {@link #datasets()}
   * @return for example {@code iam_monitoring/users}
   */
  public final String directory(Dataset dataset) {
    return directory(dataset, directory());
  }

  /**
   * The directory of one of the datasets.
   *
   * @param dataset one of {@link #datasets()}
   * @param sourceDirectory the source's directory, which a setting may have changed
   * @return for example {@code iam_monitoring/users}
   */
  public final String directory(Dataset dataset, String sourceDirectory) {
    return dataset.subdirectory().isEmpty()
        ? sourceDirectory
        : sourceDirectory + "/" + dataset.subdirectory();
  }

  @Value.Check
  void check() {
    Names.requireLowerCase("source", name());
    Names.requireDirectory("directory", directory());
    Names.requireUpperCase("environment variable", directoryVariable());
    if (datasets().isEmpty()) {
      throw new IllegalArgumentException("Source " + name() + " yields no dataset: declare one.");
    }
    if (sideDirectories().stream().map(SideDirectory::name).distinct().count()
        < sideDirectories().size()) {
      throw new IllegalArgumentException(
          "Two side directories of source " + name() + " share a name: rename one.");
    }
    Set<String> subdirectories = new HashSet<>();
    for (Dataset dataset : datasets()) {
      if (!subdirectories.add(dataset.subdirectory())) {
        throw new IllegalArgumentException(
            "Two datasets of source " + name() + " share a directory: set their subdirectories.");
      }
    }
    boolean hasInput = trigger() == Trigger.OBJECT_CREATED;
    if (inputDirectory().isPresent() != hasInput
        || inputDirectoryVariable().isPresent() != hasInput) {
      throw new IllegalArgumentException(
          "Source " + name() + ": a source has an input directory exactly if objects trigger it.");
    }
    if (function().isPresent() && trigger() == Trigger.EVERY_RUN) {
      throw new IllegalArgumentException(
          "Source " + name() + ": what every run writes has no function of its own: leave it out.");
    }
    for (String action : actions()) {
      if (!action.matches("[a-z0-9-]+:[A-Z][A-Za-z0-9]+")) {
        throw new IllegalArgumentException(
            "'" + action + "' is not an IAM action: write it as service:Operation.");
      }
    }
  }

  /** Builds a {@link Source}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableSource.Builder {
    Builder() {}
  }
}
