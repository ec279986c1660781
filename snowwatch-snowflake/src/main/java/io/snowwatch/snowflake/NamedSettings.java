package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The settings by their names, as a file or a command line gives them.
 *
 * <p>Besides the names of {@link #names()} there are, with a part of the caller's, {@code
 * directories.SOURCE}, {@code tables.DATASET}, {@code pipes.DATASET}, and for a further bucket
 * {@code buckets.ACCOUNT} with its name and {@code buckets.ACCOUNT.suffix}, {@code .partition},
 * {@code .storageRoleArn}, {@code .storageExternalId}, {@code .snsTopicArn}, {@code .kmsKeyArn}.
 */
public final class NamedSettings {

  private static final Map<String, BiConsumer<SnowflakeSettings.Builder, String>> BY_NAME =
      byName();

  private NamedSettings() {}

  private static Map<String, BiConsumer<SnowflakeSettings.Builder, String>> byName() {
    Map<String, BiConsumer<SnowflakeSettings.Builder, String>> all = new TreeMap<>();
    all.put("accountId", SnowflakeSettings.Builder::accountId);
    all.put("bucket", SnowflakeSettings.Builder::bucket);
    all.put("partition", (b, v) -> b.partition(AwsPartition.of(v)));
    all.put("access", (b, v) -> b.access(one(Access.class, "access", v)));
    all.put("analysis", (b, v) -> b.analysis(one(Analysis.class, "analysis", v)));
    all.put("lagMinutes", (b, v) -> b.lagMinutes(number(v)));
    all.put("taskCompute", (b, v) -> b.taskCompute(one(TaskCompute.class, "compute", v)));
    all.put("landingDays", (b, v) -> b.landingDays(number(v)));
    all.put(
        "landingTables",
        (b, v) -> b.landingTables(one(LandingTables.class, "kind of landing tables", v)));
    all.put("storageIntegration", SnowflakeSettings.Builder::storageIntegration);
    all.put("storageRoleArn", SnowflakeSettings.Builder::storageRoleArn);
    all.put("storageExternalId", SnowflakeSettings.Builder::storageExternalId);
    all.put("snsTopicArn", SnowflakeSettings.Builder::snsTopicArn);
    all.put("kmsKeyArn", SnowflakeSettings.Builder::kmsKeyArn);
    all.put("errorTopicArn", SnowflakeSettings.Builder::errorTopicArn);
    all.put("errorRoleArn", SnowflakeSettings.Builder::errorRoleArn);
    all.put("errorIntegration", SnowflakeSettings.Builder::errorIntegration);
    all.put("database", SnowflakeSettings.Builder::database);
    all.put("landingSchema", SnowflakeSettings.Builder::landingSchema);
    all.put("biSchema", SnowflakeSettings.Builder::biSchema);
    all.put("warehouse", SnowflakeSettings.Builder::warehouse);
    all.put("ownerRole", SnowflakeSettings.Builder::ownerRole);
    all.put("biReadRole", SnowflakeSettings.Builder::biReadRole);
    all.put("snowAlertRole", SnowflakeSettings.Builder::snowAlertRole);
    all.put("snowAlertDatabase", SnowflakeSettings.Builder::snowAlertDatabase);
    all.put("snowAlertSchema", SnowflakeSettings.Builder::snowAlertSchema);
    all.put("stage", SnowflakeSettings.Builder::stage);
    all.put("fileFormat", SnowflakeSettings.Builder::fileFormat);
    all.put("securityAdminRole", SnowflakeSettings.Builder::securityAdminRole);
    all.put("systemAdminRole", SnowflakeSettings.Builder::systemAdminRole);
    all.put("accountAdminRole", SnowflakeSettings.Builder::accountAdminRole);
    return all;
  }

  private static <E extends Enum<E>> E one(Class<E> of, String what, String value) {
    return Arrays.stream(of.getEnumConstants())
        .filter(one -> one.name().equals(value.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no %s: choose one of %s."
                        .formatted(value, what, Arrays.toString(of.getEnumConstants()))));
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + value + "' is no number: give one.", e);
    }
  }

  /**
   * The names that have no part of the caller's.
   *
   * @return the names in alphabetical order
   */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * Makes settings.
   *
   * @param values values by name
   * @return the settings, with the defaults of what is not named
   * @throws ConfigurationException with every name that there is not and everything that is wrong
   */
  public static SnowflakeSettings settings(Map<String, String> values) {
    List<String> problems = new ArrayList<>();
    SnowflakeSettings.Builder settings = SnowflakeSettings.builder();
    Map<String, BucketSettings.Builder> buckets = new LinkedHashMap<>();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              try {
                set(settings, buckets, name, value);
              } catch (IllegalArgumentException e) {
                problems.add(name + ": " + e.getMessage());
              }
            });
    if (!values.containsKey("accountId")) {
      problems.add("accountId is missing: give the AWS account's 12 digits (--account-id).");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    buckets.values().forEach(bucket -> settings.addFurtherBuckets(bucket.build()));
    return settings.build();
  }

  private static void set(
      SnowflakeSettings.Builder settings,
      Map<String, BucketSettings.Builder> buckets,
      String name,
      String value) {
    BiConsumer<SnowflakeSettings.Builder, String> known = BY_NAME.get(name);
    int dot = name.indexOf('.');
    String rest = name.substring(dot + 1);
    if (known != null) {
      known.accept(settings, value);
    } else if (name.startsWith("directories.")) {
      settings.putDirectories(rest, value);
    } else if (name.startsWith("tables.")) {
      settings.putTables(rest, value);
    } else if (name.startsWith("pipes.")) {
      settings.putPipes(rest, value);
    } else if (name.startsWith("buckets.")) {
      bucket(buckets, rest, value);
    } else {
      throw unknown();
    }
  }

  private static void bucket(
      Map<String, BucketSettings.Builder> buckets, String name, String value) {
    int dot = name.indexOf('.');
    String account = dot < 0 ? name : name.substring(0, dot);
    Supplier<BucketSettings.Builder> bucket =
        () -> buckets.computeIfAbsent(account, id -> BucketSettings.builder().accountId(id));
    switch (dot < 0 ? "" : name.substring(dot + 1)) {
      case "" -> bucket.get().bucket(value);
      case "suffix" -> bucket.get().suffix(value);
      case "partition" -> bucket.get().partition(AwsPartition.of(value));
      case "storageRoleArn" -> bucket.get().storageRoleArn(value);
      case "storageExternalId" -> bucket.get().storageExternalId(value);
      case "snsTopicArn" -> bucket.get().snsTopicArn(value);
      case "kmsKeyArn" -> bucket.get().kmsKeyArn(value);
      default -> throw unknown();
    }
  }

  private static IllegalArgumentException unknown() {
    return new IllegalArgumentException(
        "there is no such setting. There are "
            + String.join(", ", BY_NAME.keySet())
            + ", directories.SOURCE, tables.DATASET, pipes.DATASET, buckets.ACCOUNT.");
  }
}
