package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.snowflake.Answers;
import io.snowwatch.snowflake.NamedSettings;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What Snowflake's side is to look like: the same for print, plan, apply and drop. */
final class SnowflakeOptions {

  /** A bucket that is called as the deployment calls it. */
  private static final Pattern USUAL_BUCKET = Pattern.compile("snowwatch-([0-9]{12})");

  private static final Pattern OF_AN_ACCOUNT = Pattern.compile("([0-9]{12})=(.+)");

  @Option(
      names = "--account-id",
      paramLabel = "ID",
      description = "The AWS account whose bucket is read, 12 digits.")
  private @Nullable String accountId;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "Settings as lines NAME = VALUE; docs/snowflake-settings.md lists them. Options win over"
              + " the file.")
  private @Nullable Path file;

  @Option(
      names = "--bucket",
      paramLabel = "[ACCOUNT=]NAME",
      split = ",",
      description =
          "The bucket. Default: snowwatch-<account id>. Repeat it for further buckets of other"
              + " accounts, which land in the same tables.")
  private List<String> buckets = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Any setting by its name, such as systemAdminRole or errorTopicArn.")
  private Map<String, String> named = new TreeMap<>();

  @Option(
      names = "--access",
      paramLabel = "KIND",
      description =
          "How Snowflake reads the bucket: STORAGE_INTEGRATION (default) or AWS_KEYS. Keys are"
              + " never printed: the SQL has places to fill in.")
  private @Nullable String access;

  @Option(
      names = "--partition",
      paramLabel = "NAME",
      description = "aws (default), aws-us-gov or aws-cn.")
  private @Nullable String partition;

  @Option(
      names = "--storage-role-arn",
      paramLabel = "ARN",
      description =
          "The IAM role of the storage integration. Default: the account's"
              + " snowwatch-snowflake.")
  private @Nullable String storageRoleArn;

  @Option(
      names = "--storage-external-id",
      paramLabel = "ID",
      description = "The external id in that role's trust. Default: snowwatch-<account id>.")
  private @Nullable String storageExternalId;

  @Option(names = "--storage-integration", paramLabel = "NAME", description = "Its name.")
  private @Nullable String storageIntegration;

  @Option(
      names = "--sns-topic-arn",
      paramLabel = "ARN",
      description = "The topic that tells Snowflake about new objects, instead of its own queue.")
  private @Nullable String snsTopicArn;

  @Option(
      names = "--kms-key-arn",
      paramLabel = "ARN",
      description = "The key that the bucket's objects are encrypted with.")
  private @Nullable String kmsKeyArn;

  @Option(names = "--database", paramLabel = "NAME", description = "The database's name.")
  private @Nullable String database;

  @Option(
      names = "--landing-schema",
      paramLabel = "NAME",
      description = "The name of the landing tables' schema.")
  private @Nullable String landingSchema;

  @Option(
      names = "--bi-schema",
      paramLabel = "NAME",
      description = "The name of the readers' schema.")
  private @Nullable String biSchema;

  @Option(names = "--warehouse", paramLabel = "NAME", description = "The warehouse's name.")
  private @Nullable String warehouse;

  @Option(
      names = "--owner-role",
      paramLabel = "NAME",
      description = "The name of the role that owns everything.")
  private @Nullable String ownerRole;

  @Option(
      names = "--bi-read-role",
      paramLabel = "NAME",
      description = "The name of the readers' role.")
  private @Nullable String biReadRole;

  @Option(names = "--stage", paramLabel = "NAME", description = "The stage's name.")
  private @Nullable String stage;

  @Option(names = "--file-format", paramLabel = "NAME", description = "The file format's name.")
  private @Nullable String fileFormat;

  @Option(
      names = "--security-admin-role",
      paramLabel = "NAME",
      description = "The role that creates roles and grants. Default: SECURITYADMIN.")
  private @Nullable String securityAdminRole;

  @Option(
      names = "--system-admin-role",
      paramLabel = "NAME",
      description = "The role that creates the warehouse and the database. Default: SYSADMIN.")
  private @Nullable String systemAdminRole;

  @Option(
      names = "--account-admin-role",
      paramLabel = "NAME",
      description = "The role that creates integrations. Default: ACCOUNTADMIN.")
  private @Nullable String accountAdminRole;

  @Option(
      names = "--snow-alert",
      description = "Let SnowAlert's results be read, by a role of its own.")
  private boolean snowAlert;

  @Option(
      names = "--section",
      paramLabel = "SECTION",
      split = ",",
      description = "These sections only: ${COMPLETION-CANDIDATES}.")
  private List<Section> sections = new ArrayList<>();

  @Mixin private Plugins plugins = new Plugins();

  SnowflakeOptions() {}

  /** The sections that were asked for; none means all. */
  Set<Section> sections() {
    return sections.isEmpty() ? Set.of() : EnumSet.copyOf(sections);
  }

  /** What is wanted. */
  SnowflakePlan plan(Console console) {
    Catalog catalog = catalog();
    SnowflakeSettings settings = settings(console);
    return SnowflakePlan.of(catalog, settings, Answers.of(catalog, settings));
  }

  /** The built-in sources and those of the jars. */
  Catalog catalog() {
    return plugins.sources().catalog();
  }

  private SnowflakeSettings settings(Console console) {
    Map<String, String> values = new TreeMap<>();
    plugins
        .sources()
        .catalog()
        .sources()
        .forEach(
            source -> {
              String directory = console.environment().get(source.directoryVariable());
              if (directory != null) {
                values.put("directories." + source.name(), directory);
              }
            });
    if (file != null) {
      values.putAll(read(file));
    }
    values.putAll(named);
    put(values, "accountId", accountId);
    put(values, "access", access);
    put(values, "partition", partition);
    put(values, "storageRoleArn", storageRoleArn);
    put(values, "storageExternalId", storageExternalId);
    put(values, "storageIntegration", storageIntegration);
    put(values, "snsTopicArn", snsTopicArn);
    put(values, "kmsKeyArn", kmsKeyArn);
    put(values, "database", database);
    put(values, "landingSchema", landingSchema);
    put(values, "biSchema", biSchema);
    put(values, "warehouse", warehouse);
    put(values, "ownerRole", ownerRole);
    put(values, "biReadRole", biReadRole);
    put(values, "stage", stage);
    put(values, "fileFormat", fileFormat);
    put(values, "securityAdminRole", securityAdminRole);
    put(values, "systemAdminRole", systemAdminRole);
    put(values, "accountAdminRole", accountAdminRole);
    if (snowAlert) {
      values.put("snowAlertRole", SnowflakeSettings.SNOW_ALERT_ROLE);
    }
    buckets(values);
    return NamedSettings.settings(values);
  }

  private void buckets(Map<String, String> values) {
    for (int i = 0; i < buckets.size(); i++) {
      Matcher ofAnAccount = OF_AN_ACCOUNT.matcher(buckets.get(i));
      String name = ofAnAccount.matches() ? ofAnAccount.group(2) : buckets.get(i);
      Matcher usual = USUAL_BUCKET.matcher(name);
      String account =
          ofAnAccount.matches() ? ofAnAccount.group(1) : usual.matches() ? usual.group(1) : "";
      if (i == 0) {
        values.put("bucket", name);
        if (!account.isEmpty()) {
          values.putIfAbsent("accountId", account);
        }
      } else if (account.isEmpty()) {
        throw new ConfigurationException(
            List.of(
                "--bucket '%s': say whose a further bucket is: --bucket <12 digits>=%s."
                    .formatted(name, name)));
      } else {
        values.put("buckets." + account, name);
      }
    }
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of("The settings %s could not be read: %s".formatted(file, e)), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name).strip()));
    return values;
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
