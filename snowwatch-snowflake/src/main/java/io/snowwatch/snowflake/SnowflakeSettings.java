package io.snowwatch.snowflake;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.ValueStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * What a set-up depends on besides the catalog. Only the AWS account is required; every name has
 * the default that SnowWatch 1.0 used.
 *
 * <p>Names of Snowflake objects are read as Snowflake reads them in a statement, see {@link
 * Identifier#parse}: {@code snowwatch} is {@code SNOWWATCH}, and {@code "Security Lake"} needs its
 * double quotes.
 *
 * <p>Immutable and safe for use by several threads. It holds no secret.
 */
@Value.Immutable
@ValueStyle
public abstract class SnowflakeSettings {

  /** The name that SnowAlert's role has where none is chosen. */
  public static final String SNOW_ALERT_ROLE = "SNOWALERT_RESULTS_READ_ROLE";

  private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9]{12}");

  /**
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">
   *     Bucket naming rules</a>
   */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /**
   * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">IAM
   *     identifiers</a>
   */
  private static final Pattern ROLE_ARN =
      Pattern.compile(
          "arn:aws(-us-gov|-cn)?:iam::[0-9]{12}:role/([!-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}");

  private static final Pattern TOPIC_ARN =
      Pattern.compile("arn:aws(-us-gov|-cn)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

  private static final Pattern KEY_ARN =
      Pattern.compile("arn:aws(-us-gov|-cn)?:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+");

  private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9_]{1,40}");

  /**
   * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">
   *     AssumeRole, ExternalId</a>
   */
  private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9_+=,.@:/-]{2,1224}");

  /** The directories that object keys can have. */
  private static final Pattern DIRECTORY = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

  private static final int MINUTES_OF_A_WEEK = 7 * 24 * 60;

  SnowflakeSettings() {}

  /**
   * Starts with the defaults.
   *
   * @return a builder without the AWS account
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The AWS account whose bucket is read.
   *
   * @return 12 digits
   */
  public abstract String accountId();

  /**
   * The bucket.
   *
   * @return {@code snowwatch-} and the account unless set
   */
  @Value.Default
  public String bucket() {
    return "snowwatch-" + accountId();
  }

  /**
   * The part of AWS that the bucket is in.
   *
   * @return {@link AwsPartition#AWS} unless set
   */
  @Value.Default
  public AwsPartition partition() {
    return AwsPartition.AWS;
  }

  /**
   * The topic that tells Snowflake about new objects, where the bucket notifies a topic and not
   * Snowflake's queue, for example because another consumer listens too.
   *
   * @return the ARN of a topic of Amazon SNS; empty for Snowflake's queue
   */
  public abstract Optional<String> snsTopicArn();

  /**
   * The key that the bucket's objects are encrypted with, where it is one of AWS KMS.
   *
   * @return the key's ARN; the role must then be allowed to decrypt with it
   */
  public abstract Optional<String> kmsKeyArn();

  /**
   * Further buckets whose objects land in the same tables.
   *
   * @return the buckets; none unless set
   */
  public abstract List<BucketSettings> furtherBuckets();

  /**
   * The topic that pipes report to when they could not load a file.
   *
   * @return the ARN of a topic of Amazon SNS; empty for no reports. {@link #errorRoleArn()} must be
   *     set with it
   */
  public abstract Optional<String> errorTopicArn();

  /**
   * The IAM role that Snowflake takes on to publish to {@link #errorTopicArn()}.
   *
   * @return the role's ARN
   */
  public abstract Optional<String> errorRoleArn();

  /**
   * The notification integration for {@link #errorTopicArn()}, an object of the whole Snowflake
   * account.
   *
   * @return {@code SNOWWATCH_ERROR_INTEGRATION} unless set
   */
  @Value.Default
  public String errorIntegration() {
    return "SNOWWATCH_ERROR_INTEGRATION";
  }

  /**
   * What stands above the landing tables.
   *
   * @return {@link Analysis#VIEWS} unless set
   */
  @Value.Default
  public Analysis analysis() {
    return Analysis.VIEWS;
  }

  /**
   * How long tasks wait before they look again whether something has landed.
   *
   * @return 15 minutes unless set
   */
  @Value.Default
  public int lagMinutes() {
    return 15;
  }

  /**
   * What tasks run on.
   *
   * @return {@link TaskCompute#WAREHOUSE} unless set
   */
  @Value.Default
  public TaskCompute taskCompute() {
    return TaskCompute.WAREHOUSE;
  }

  /**
   * After how many days what history has taken is removed from the landing tables.
   *
   * @return empty: never. It needs {@link Analysis#TASKS}
   */
  public abstract Optional<Integer> landingDays();

  /**
   * What Snowflake keeps of landing tables that are made from now on.
   *
   * @return {@link LandingTables#PERMANENT} unless set
   */
  @Value.Default
  public LandingTables landingTables() {
    return LandingTables.PERMANENT;
  }

  /**
   * How Snowflake gets at the bucket.
   *
   * @return {@link Access#STORAGE_INTEGRATION} unless set
   */
  @Value.Default
  public Access access() {
    return Access.STORAGE_INTEGRATION;
  }

  /**
   * The storage integration, an object of the whole Snowflake account.
   *
   * @return {@code SNOWWATCH_S3_INTEGRATION} unless set
   */
  @Value.Default
  public String storageIntegration() {
    return "SNOWWATCH_S3_INTEGRATION";
  }

  /**
   * The IAM role that Snowflake takes on to read the bucket.
   *
   * @return the ARN of the account's role {@code snowwatch-snowflake} unless set
   */
  @Value.Default
  public String storageRoleArn() {
    return defaultStorageRoleArn();
  }

  private String defaultStorageRoleArn() {
    return storageRoleArn(partition(), accountId());
  }

  static String storageRoleArn(AwsPartition partition, String accountId) {
    return "arn:%s:iam::%s:role/snowwatch-snowflake".formatted(partition.arnName(), accountId);
  }

  /**
   * The external id that the IAM role's trust policy asks of Snowflake. It is known beforehand, so
   * the role can be created before the integration.
   *
   * @return {@code snowwatch-} and the account unless set
   */
  @Value.Default
  public String storageExternalId() {
    return "snowwatch-" + accountId();
  }

  /**
   * The database.
   *
   * @return {@code SNOWWATCH} unless set
   */
  @Value.Default
  public String database() {
    return "SNOWWATCH";
  }

  /**
   * The schema of the landing tables, the stage and the pipes.
   *
   * @return {@code AWS} unless set
   */
  @Value.Default
  public String landingSchema() {
    return "AWS";
  }

  /**
   * The schema of what analysts read.
   *
   * @return {@code BI} unless set
   */
  @Value.Default
  public String biSchema() {
    return "BI";
  }

  /**
   * The warehouse.
   *
   * @return {@code SNOWWATCH_WAREHOUSE} unless set
   */
  @Value.Default
  public String warehouse() {
    return "SNOWWATCH_WAREHOUSE";
  }

  /**
   * The role that owns everything that SnowWatch creates inside the database.
   *
   * @return {@code SNOWWATCH_ROLE} unless set
   */
  @Value.Default
  public String ownerRole() {
    return "SNOWWATCH_ROLE";
  }

  /**
   * The role that reads {@link #biSchema()}.
   *
   * @return {@code SNOWWATCH_BI_READ_ROLE} unless set
   */
  @Value.Default
  public String biReadRole() {
    return "SNOWWATCH_BI_READ_ROLE";
  }

  /**
   * The role that reads SnowAlert's results.
   *
   * @return empty where SnowAlert is not used; otherwise its name, usually {@link #SNOW_ALERT_ROLE}
   */
  public abstract Optional<String> snowAlertRole();

  /**
   * SnowAlert's database, which must exist where {@link #snowAlertRole()} is set.
   *
   * @return {@code SNOWALERT} unless set
   */
  @Value.Default
  public String snowAlertDatabase() {
    return "SNOWALERT";
  }

  /**
   * The schema of SnowAlert's results, which must exist where {@link #snowAlertRole()} is set.
   *
   * @return {@code RESULTS} unless set
   */
  @Value.Default
  public String snowAlertSchema() {
    return "RESULTS";
  }

  /**
   * The external stage.
   *
   * @return {@code SNOWWATCH_S3_STAGE} unless set
   */
  @Value.Default
  public String stage() {
    return "SNOWWATCH_S3_STAGE";
  }

  /**
   * The file format.
   *
   * @return {@code SNOWWATCH_JSON_ARRAY_FORMAT} unless set
   */
  @Value.Default
  public String fileFormat() {
    return "SNOWWATCH_JSON_ARRAY_FORMAT";
  }

  /**
   * The existing role that creates roles and grants.
   *
   * @return {@code SECURITYADMIN} unless set
   */
  @Value.Default
  public String securityAdminRole() {
    return "SECURITYADMIN";
  }

  /**
   * The existing role that creates the warehouse and the database and inherits SnowWatch's roles.
   *
   * @return {@code SYSADMIN} unless set
   */
  @Value.Default
  public String systemAdminRole() {
    return "SYSADMIN";
  }

  /**
   * The existing role that creates the storage integration.
   *
   * @return {@code ACCOUNTADMIN} unless set
   */
  @Value.Default
  public String accountAdminRole() {
    return "ACCOUNTADMIN";
  }

  /**
   * The directories that the deployment changed.
   *
   * @return the directory in the bucket, without a slash at an end, by the name of the source
   */
  public abstract Map<String, String> directories();

  /** Where a dataset lies in a bucket, without a slash at its end. */
  final String directory(Source source, Dataset dataset) {
    return source.directory(dataset, directories().getOrDefault(source.name(), source.directory()));
  }

  /**
   * The landing tables that are named otherwise than the catalog says.
   *
   * @return the table's name by the name of the dataset
   */
  public abstract Map<String, String> tables();

  /**
   * The pipes that are named otherwise than the catalog says.
   *
   * @return the pipe's name by the name of the dataset
   */
  public abstract Map<String, String> pipes();

  /**
   * @throws ConfigurationException with everything that is wrong
   */
  @Value.Check
  void check() {
    List<Fault> faults = new ArrayList<>();
    require(ACCOUNT_ID, "accountId", accountId(), "give the AWS account's 12 digits", faults);
    require(
        BUCKET,
        "bucket",
        bucket(),
        "give the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes",
        faults);
    if (access() == Access.STORAGE_INTEGRATION) {
      // The default can only be wrong where the account is, which is said already.
      if (!storageRoleArn().equals(defaultStorageRoleArn())) {
        require(
            ROLE_ARN,
            "storageRoleArn",
            storageRoleArn(),
            "give the ARN of an IAM role, arn:aws:iam::<account id>:role/<name>",
            faults);
      }
      require(
          EXTERNAL_ID,
          "storageExternalId",
          storageExternalId(),
          "use 2 to 1224 letters, digits and the characters _ + = , . @ : / -",
          faults);
    }
    requireArn(TOPIC_ARN, "snsTopicArn", snsTopicArn(), "a topic of Amazon SNS", faults);
    requireArn(KEY_ARN, "kmsKeyArn", kmsKeyArn(), "a key of AWS KMS", faults);
    requireArn(TOPIC_ARN, "errorTopicArn", errorTopicArn(), "a topic of Amazon SNS", faults);
    requireArn(ROLE_ARN, "errorRoleArn", errorRoleArn(), "an IAM role", faults);
    if (errorTopicArn().isPresent() != errorRoleArn().isPresent()) {
      faults.add(
          new Fault(
              errorTopicArn().isPresent() ? "errorRoleArn" : "errorTopicArn",
              "",
              "errorTopicArn and errorRoleArn belong together; give both"));
    }
    if (lagMinutes() < 1 || lagMinutes() > MINUTES_OF_A_WEEK) {
      faults.add(
          new Fault(
              "lagMinutes", lagMinutes() + "", "give 1 to " + MINUTES_OF_A_WEEK + " minutes"));
    }
    landingDays()
        .ifPresent(
            days -> {
              if (days < 1) {
                faults.add(new Fault("landingDays", days + "", "give one day or more"));
              } else if (analysis() != Analysis.TASKS) {
                faults.add(
                    new Fault(
                        "landingDays",
                        days + "",
                        "only a history that is kept outlives what landed; set analysis = tasks"));
              }
            });
    furtherBuckets().forEach(further -> requireBucket(further, faults));
    requireDistinctBuckets(faults);
    names().forEach((setting, name) -> requireName(setting, name, faults));
    tables().forEach((dataset, name) -> requireName("tables." + dataset, name, faults));
    pipes().forEach((dataset, name) -> requireName("pipes." + dataset, name, faults));
    directories()
        .forEach(
            (source, directory) ->
                require(
                    DIRECTORY,
                    "directories." + source,
                    directory,
                    "use names of letters, digits, underscores and dashes, separated by slashes,"
                        + " with no slash at an end",
                    faults));
    Map<String, String> schemas = new LinkedHashMap<>();
    schemas.put("landingSchema", landingSchema());
    schemas.put("biSchema", biSchema());
    requireDistinct(schemas, Map.of(), faults);
    Map<String, String> roles = new LinkedHashMap<>();
    roles.put("ownerRole", ownerRole());
    roles.put("biReadRole", biReadRole());
    snowAlertRole().ifPresent(role -> roles.put("snowAlertRole", role));
    Map<String, String> existing = new LinkedHashMap<>();
    existing.put("securityAdminRole", securityAdminRole());
    existing.put("systemAdminRole", systemAdminRole());
    existing.put("accountAdminRole", accountAdminRole());
    requireDistinct(roles, existing, faults);
    Fault.requireNone(faults);
  }

  private void requireBucket(BucketSettings further, List<Fault> faults) {
    String setting = "buckets." + further.accountId();
    require(ACCOUNT_ID, setting, further.accountId(), "give the AWS account's 12 digits", faults);
    require(
        BUCKET,
        setting + ".bucket",
        further.bucket(),
        "give the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes",
        faults);
    require(
        SUFFIX,
        setting + ".suffix",
        further.suffix(),
        "use letters, digits and underscores",
        faults);
    if (!further
        .storageRoleArn()
        .equals(storageRoleArn(further.partition(), further.accountId()))) {
      require(
          ROLE_ARN,
          setting + ".storageRoleArn",
          further.storageRoleArn(),
          "give the ARN of an IAM role, arn:aws:iam::<account id>:role/<name>",
          faults);
    }
    require(
        EXTERNAL_ID,
        setting + ".storageExternalId",
        further.storageExternalId(),
        "use 2 to 1224 letters, digits and the characters _ + = , . @ : / -",
        faults);
    requireArn(
        TOPIC_ARN,
        setting + ".snsTopicArn",
        further.snsTopicArn(),
        "a topic of Amazon SNS",
        faults);
    requireArn(KEY_ARN, setting + ".kmsKeyArn", further.kmsKeyArn(), "a key of AWS KMS", faults);
  }

  private void requireDistinctBuckets(List<Fault> faults) {
    Set<String> buckets = new HashSet<>(Set.of(bucket()));
    Set<String> suffixes = new HashSet<>();
    for (BucketSettings further : furtherBuckets()) {
      if (!buckets.add(further.bucket())) {
        faults.add(new Fault("buckets." + further.accountId(), further.bucket(), "name it once"));
      }
      if (!suffixes.add(further.suffix().toUpperCase(Locale.ROOT))) {
        faults.add(
            new Fault(
                "buckets." + further.accountId() + ".suffix",
                further.suffix(),
                "choose another suffix than that of another bucket"));
      }
    }
  }

  private static void requireArn(
      Pattern pattern, String setting, Optional<String> arn, String what, List<Fault> faults) {
    arn.ifPresent(value -> require(pattern, setting, value, "give the ARN of " + what, faults));
  }

  private Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("storageIntegration", storageIntegration());
    names.put("errorIntegration", errorIntegration());
    names.put("database", database());
    names.put("landingSchema", landingSchema());
    names.put("biSchema", biSchema());
    names.put("warehouse", warehouse());
    names.put("ownerRole", ownerRole());
    names.put("biReadRole", biReadRole());
    snowAlertRole().ifPresent(role -> names.put("snowAlertRole", role));
    names.put("snowAlertDatabase", snowAlertDatabase());
    names.put("snowAlertSchema", snowAlertSchema());
    names.put("stage", stage());
    names.put("fileFormat", fileFormat());
    names.put("securityAdminRole", securityAdminRole());
    names.put("systemAdminRole", systemAdminRole());
    names.put("accountAdminRole", accountAdminRole());
    return names;
  }

  private static void require(
      Pattern pattern, String setting, String value, String remedy, List<Fault> faults) {
    if (!pattern.matcher(value).matches()) {
      faults.add(new Fault(setting, value, remedy));
    }
  }

  private static void requireName(String setting, String name, List<Fault> faults) {
    Identifier.remedyForText(name)
        .ifPresent(remedy -> faults.add(new Fault(setting, name, remedy)));
  }

  /**
   * @param names must differ from each other and from all of {@code existing}
   * @param existing may be the same among themselves
   */
  private static void requireDistinct(
      Map<String, String> names, Map<String, String> existing, List<Fault> faults) {
    Map<Identifier, String> settings = new LinkedHashMap<>();
    existing.forEach(
        (setting, name) ->
            readable(name).ifPresent(identifier -> settings.putIfAbsent(identifier, setting)));
    names.forEach(
        (setting, name) ->
            readable(name)
                .map(identifier -> settings.putIfAbsent(identifier, setting))
                .ifPresent(
                    other ->
                        faults.add(
                            new Fault(
                                setting, name, "choose another name than that of " + other))));
  }

  private static Optional<Identifier> readable(String name) {
    return Identifier.remedyForText(name).isEmpty()
        ? Optional.of(Identifier.parse(name))
        : Optional.empty();
  }

  /** Builds {@link SnowflakeSettings}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableSnowflakeSettings.Builder {
    Builder() {}

    /**
     * Takes the directories from the environment of a deployment, from the variables that the
     * catalog names.
     *
     * @param catalog the sources
     * @param environment the variables; those that the catalog does not name are not read
     * @return this builder
     */
    public Builder directoriesFrom(Catalog catalog, Map<String, String> environment) {
      catalog
          .sources()
          .forEach(
              source -> {
                String directory = environment.get(source.directoryVariable());
                if (directory != null) {
                  putDirectories(source.name(), directory);
                }
              });
      return this;
    }
  }
}
