package io.snowwatch.lambda;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestRuns;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.S3Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a function's environment says.
 *
 * @param bucket where records go and log files come from, {@code S3_BUCKET_NAME}
 * @param layout which directory each dataset has, from the sources' own variables
 * @param regions which Regions are looked at, {@value #REGIONS}: names separated by commas, {@code
 *     *} standing for any characters; all enabled Regions by default
 * @param concurrency how many Regions are collected at once, {@value #CONCURRENCY}: 1 to 64, by
 *     default as many as the memory bears
 * @param compression how lines of log files are compressed, {@value #COMPRESSION}: {@code zstd} or
 *     {@code gzip}
 */
record FunctionSettings(
    S3Location bucket,
    BucketLayout layout,
    RegionFilter regions,
    int concurrency,
    Compression compression) {

  static final String BUCKET = "S3_BUCKET_NAME";
  static final String REGIONS = "SNOWWATCH_REGIONS";
  static final String CONCURRENCY = "SNOWWATCH_CONCURRENCY";
  static final String COMPRESSION = "SNOWWATCH_CLOUDTRAIL_COMPRESSION";

  private static final int MAX_CONCURRENCY = 64;

  /**
   * What could be read of an environment.
   *
   * @param settings every setting; empty where there are problems
   * @param bucket where records go, if that much is known
   * @param runsLayout where the records about runs go, whatever else is malformed
   * @param problems everything that is missing or malformed
   */
  record Reading(
      Optional<FunctionSettings> settings,
      Optional<S3Location> bucket,
      BucketLayout runsLayout,
      List<String> problems) {

    /**
     * The settings.
     *
     * @throws ConfigurationException listing everything that is missing or malformed
     */
    FunctionSettings orThrow() {
      return settings.orElseThrow(() -> new ConfigurationException(problems));
    }
  }

  /**
   * Reads the settings.
   *
   * @param environment names and values of the environment's variables
   * @param catalog the sources whose directories the settings may change
   * @return the settings, or what is wrong with them
   */
  static Reading read(Map<String, String> environment, Catalog catalog) {
    List<String> problems = new ArrayList<>();
    @Nullable S3Location bucket = read(problems, () -> bucket(environment.get(BUCKET)));
    @Nullable BucketLayout layout =
        read(problems, () -> BucketLayout.fromEnvironment(catalog, environment));
    @Nullable RegionFilter regions = read(problems, () -> regions(environment.get(REGIONS)));
    @Nullable Integer concurrency = read(problems, () -> concurrency(environment.get(CONCURRENCY)));
    @Nullable Compression compression =
        read(problems, () -> compression(environment.get(COMPRESSION)));
    Optional<FunctionSettings> settings =
        bucket == null
                || layout == null
                || regions == null
                || concurrency == null
                || compression == null
            ? Optional.empty()
            : Optional.of(new FunctionSettings(bucket, layout, regions, concurrency, compression));
    return new Reading(
        settings,
        Optional.ofNullable(bucket),
        layout == null ? runsLayout(environment, catalog) : layout,
        List.copyOf(problems));
  }

  /** The directory of the records about runs, though other directories are malformed. */
  private static BucketLayout runsLayout(Map<String, String> environment, Catalog catalog) {
    String variable = catalog.sourceOf(HarvestRuns.DATASET).directoryVariable();
    String directory = environment.get(variable);
    try {
      return BucketLayout.fromEnvironment(
          catalog, directory == null ? Map.of() : Map.of(variable, directory));
    } catch (ConfigurationException isAmongTheProblems) {
      return BucketLayout.of(catalog);
    }
  }

  private static <T> @Nullable T read(List<String> problems, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private static S3Location bucket(@Nullable String name) {
    if (name == null || name.isBlank()) {
      throw new ConfigurationException(
          List.of(BUCKET + " is not set: set it to the bucket's name, snowwatch-<account id>."));
    }
    return named(BUCKET, () -> new S3Location(name, ""));
  }

  private static RegionFilter regions(@Nullable String patterns) {
    return patterns == null || patterns.isBlank()
        ? RegionFilter.all()
        : named(REGIONS, () -> new RegionFilter(Arrays.asList(patterns.split(","))));
  }

  private static Compression compression(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return LogFileTransfer.DEFAULT_COMPRESSION;
    }
    return named(COMPRESSION, () -> Compression.parse(name));
  }

  /** Lets problems say which variable they are about. */
  private static <T> T named(String variable, Supplier<T> setting) {
    try {
      return setting.get();
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          e.problems().stream().map(problem -> variable + ": " + problem).toList(), e);
    }
  }

  private static int concurrency(@Nullable String number) {
    if (number == null || number.isBlank()) {
      return Harvest.defaultConcurrency();
    }
    if (number.matches("[0-9]{1,3}")) {
      int parsed = Integer.parseInt(number);
      if (parsed >= 1 && parsed <= MAX_CONCURRENCY) {
        return parsed;
      }
    }
    throw new ConfigurationException(
        List.of(
            "%s '%s' is out of range: use a whole number from 1 to %d."
                .formatted(CONCURRENCY, number, MAX_CONCURRENCY)));
  }
}
