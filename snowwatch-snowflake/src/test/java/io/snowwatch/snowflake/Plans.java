package io.snowwatch.snowflake;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.source.Sources;

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

  SNOW_ALERT(
      "snow-alert",
      SnowflakeSettings.builder()
          .accountId("123456789012")
          .snowAlertRole(SnowflakeSettings.SNOW_ALERT_ROLE)
          .build());

  static final Catalog CATALOG = Sources.catalog();

  final String file;
  private final SnowflakeSettings settings;

  Plans(String file, SnowflakeSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  SnowflakePlan plan() {
    return SnowflakePlan.of(Sources.catalog(), settings);
  }
}
