package io.snowwatch.snowflake;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.source.Sources;
import java.util.List;
import java.util.Optional;

/** The plans that the golden files show. */
@SuppressWarnings("ImmutableEnumChecker")
enum Plans {
  DEFAULTS("defaults", SnowflakeSettings.builder().accountId("123456789012").build()),

  AWKWARD_NAMES(
      "awkward-names",
      SnowflakeSettings.builder()
          .accountId("123456789012")
          .bucket("acme.security-lake")
          .storageIntegration("\"it's an integration\"")
          .storageRoleArn("arn:aws:iam::210987654321:role/data/Snowflake+Reader@acme")
          .storageExternalId("acme:security/lake=1")
          .database("\"Security \"\"Lake\"\"\"")
          .landingSchema("\"select\"")
          .biSchema("\"BI; DROP DATABASE SNOWWATCH; --\"")
          .warehouse("small$warehouse")
          .ownerRole("\"o'wner\\role\"")
          .biReadRole("\"Lesende (Ä)\"")
          .snowAlertRole("\"alert \"\"reader\"\"\"")
          .snowAlertDatabase("\"Snow Alert\"")
          .snowAlertSchema("results")
          .stage("\"s3 stage\"")
          .fileFormat("\"json 'lines'\"")
          .securityAdminRole("my_security_admin")
          .systemAdminRole("\"My System Admin\"")
          .accountAdminRole("my_account_admin")
          .putDirectories("ec2_instances", "Inventory-1/ec2")
          .putDirectories("iam", "Inventory-1/iam")
          .putTables("ec2_instances", "\"EC2 $$ instances\"")
          .putPipes("ec2_instances", "\"ec2 pipe\"")
          .build()),

  AWS_KEYS(
      "aws-keys",
      SnowflakeSettings.builder().accountId("123456789012").access(Access.AWS_KEYS).build()),

  SEVERAL_BUCKETS(
      "several-buckets",
      SnowflakeSettings.builder()
          .accountId("123456789012")
          .addFurtherBuckets(BucketSettings.builder().accountId("210987654321").build())
          .addFurtherBuckets(
              BucketSettings.builder()
                  .accountId("333333333333")
                  .bucket("acme-gov-watch")
                  .suffix("gov")
                  .partition(AwsPartition.AWS_US_GOV)
                  .snsTopicArn("arn:aws-us-gov:sns:us-gov-west-1:333333333333:snowwatch")
                  .kmsKeyArn("arn:aws-us-gov:kms:us-gov-west-1:333333333333:key/1-2")
                  .build())
          .kmsKeyArn("arn:aws:kms:us-east-1:123456789012:key/a-b")
          .errorTopicArn("arn:aws:sns:us-east-1:123456789012:snowpipe-errors")
          .errorRoleArn("arn:aws:iam::123456789012:role/snowpipe-errors")
          .build(),
      new Catalog(List.of(Sources.catalog().source("ec2_instances")))),

  SNOW_ALERT(
      "snow-alert",
      SnowflakeSettings.builder()
          .accountId("123456789012")
          .snowAlertRole(SnowflakeSettings.SNOW_ALERT_ROLE)
          .build());

  static final Catalog CATALOG = Sources.catalog();

  final String file;
  private final SnowflakeSettings settings;

  private final Catalog catalog;

  Plans(String file, SnowflakeSettings settings) {
    this(file, settings, Sources.catalog());
  }

  Plans(String file, SnowflakeSettings settings, Catalog catalog) {
    this.file = file;
    this.settings = settings;
    this.catalog = catalog;
  }

  /** The statements that give a pipe today's definition, in their order. */
  static List<Statement> replacement(WantedPipe pipe) {
    String state = pipe.mark().with("replacing since 2026-11-24T08:30:00Z").after(pipe.purpose());
    return List.of(
        pipe.setComment(state),
        pipe.pause(),
        pipe.status(),
        pipe.load().stage().list(pipe.load().directory()),
        pipe.replace(state),
        pipe.pause(),
        pipe.copy(List.of("account=123456789012/it's.json.gz", "b.json")),
        pipe.refresh("2026-11-24T08:30:00Z"),
        pipe.resume(),
        pipe.setComment(pipe.comment()));
  }

  /** Objects that the built-in plans have not. */
  static SnowflakePlan extended() {
    return SnowflakePlan.of(
        Sources.catalog(),
        SnowflakeSettings.builder().accountId("123456789012").build(),
        List.of(
            names ->
                List.of(
                    new WantedTable(
                        names.inBi("it's kept"),
                        List.of(
                            new WantedColumn(
                                new Identifier("KEY"), "STRING", Optional.of("It's the key."))),
                        "What was.",
                        names.ownerRole()),
                    new WantedView(
                        names.inBi("NOW"),
                        List.of(
                            new WantedColumn(
                                new Identifier("KEY"), "STRING", Optional.of("It's the key."))),
                        "SELECT KEY FROM " + names.inBi("it's kept"),
                        "What is.",
                        names.ownerRole()),
                    new WantedFunction(
                        names.inBi("AT"),
                        "T TIMESTAMP_TZ",
                        "TABLE (KEY STRING)",
                        "SQL",
                        "SELECT KEY FROM " + names.inBi("it's kept"),
                        "As it was.",
                        names.ownerRole()),
                    new WantedStream(
                        names.inBi("NEWS"),
                        names.inBi("it's kept"),
                        "What is new.",
                        names.ownerRole()),
                    new WantedTask(
                        names.inBi("MERGE"),
                        Optional.of(names.warehouse()),
                        "15 MINUTE",
                        Optional.of("SYSTEM$STREAM_HAS_DATA('NEWS')"),
                        "DELETE FROM " + names.inBi("it's kept"),
                        "Merges.",
                        names.ownerRole()))));
  }

  SnowflakePlan plan() {
    return SnowflakePlan.of(catalog, settings);
  }
}
