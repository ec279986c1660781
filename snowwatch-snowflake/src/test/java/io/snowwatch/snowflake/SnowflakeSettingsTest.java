package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.source.Sources;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SnowflakeSettingsTest {

  @Test
  void derivesBucketRoleAndExternalIdFromTheAccount() {
    SnowflakeSettings settings = SnowflakeSettings.builder().accountId("123456789012").build();

    assertThat(settings.bucket()).isEqualTo("snowwatch-123456789012");
    assertThat(settings.storageRoleArn())
        .isEqualTo("arn:aws:iam::123456789012:role/snowwatch-snowflake");
    assertThat(settings.storageExternalId()).isEqualTo("snowwatch-123456789012");
    assertThat(settings.snowAlertRole()).isEmpty();
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() {
    SnowflakeSettings.Builder builder =
        SnowflakeSettings.builder()
            .accountId("12345")
            .bucket("My Bucket")
            .storageRoleArn("snowflake-role")
            .storageExternalId("a b")
            .database("my database")
            .biSchema("aws")
            .ownerRole("sysadmin")
            .putTables("ec2_instances", "\"")
            .putPipes("ec2_instances", "a.b")
            .putDirectories("iam", "/iam/");
    String nameRemedy =
        "use letters, digits, underscores and dollar signs, beginning with a letter or an"
            + " underscore, or put the name in double quotes, a double quote inside it twice";

    assertThatThrownBy(builder::build)
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            """
            10 problems:
            - accountId is '12345': give the AWS account's 12 digits.
            - bucket is 'My Bucket':""")
        .asInstanceOf(InstanceOfAssertFactories.type(ConfigurationException.class))
        .extracting(ConfigurationException::problems, InstanceOfAssertFactories.list(String.class))
        .containsExactlyElementsOf(
            Stream.of(
                    new Fault("accountId", "12345", "give the AWS account's 12 digits"),
                    new Fault(
                        "bucket",
                        "My Bucket",
                        "give the name of a bucket: 3 to 63 lower-case letters, digits, dots and dashes"),
                    new Fault(
                        "storageRoleArn",
                        "snowflake-role",
                        "give the ARN of an IAM role, arn:aws:iam::<account id>:role/<name>"),
                    new Fault(
                        "storageExternalId",
                        "a b",
                        "use 2 to 1224 letters, digits and the characters _ + = , . @ : / -"),
                    new Fault("database", "my database", nameRemedy),
                    new Fault("tables.ec2_instances", "\"", nameRemedy),
                    new Fault("pipes.ec2_instances", "a.b", nameRemedy),
                    new Fault(
                        "directories.iam",
                        "/iam/",
                        "use names of letters, digits, underscores and dashes, separated by slashes, with"
                            + " no slash at an end"),
                    new Fault("biSchema", "aws", "choose another name than that of landingSchema"),
                    new Fault(
                        "ownerRole",
                        "sysadmin",
                        "choose another name than that of systemAdminRole"))
                .map(Fault::toString)
                .toList());
  }

  @Test
  void aWrongAccountIsOneProblem() {
    assertThatThrownBy(() -> SnowflakeSettings.builder().accountId("12").build())
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessage("accountId is '12': give the AWS account's 12 digits.");
  }

  @Test
  void reportsEverythingThatDoesNotFitTheCatalogAtOnce() {
    SnowflakeSettings settings =
        SnowflakeSettings.builder()
            .accountId("123456789012")
            .putDirectories("ec2", "x")
            .putDirectories("iam", "cloudtrail/iam")
            .putTables("nothing", "X")
            .putTables("iam_users", "EC2_MONITORING_LANDING_ZONE")
            .build();

    assertThatThrownBy(() -> SnowflakePlan.of(Sources.catalog(), settings))
        .isExactlyInstanceOf(ConfigurationException.class)
        .asInstanceOf(InstanceOfAssertFactories.type(ConfigurationException.class))
        .extracting(ConfigurationException::problems, InstanceOfAssertFactories.list(String.class))
        .containsExactly(
            "directories is 'ec2': that is no source; choose one of %s."
                .formatted(names(Sources.catalog().sources().stream().map(Source::name))),
            "tables is 'nothing': that is no dataset; choose one of %s."
                .formatted(names(Sources.catalog().datasets().stream().map(Dataset::name))),
            "tables.iam_users is 'EC2_MONITORING_LANDING_ZONE': choose another name than that of"
                + " ec2_instances.",
            "directories is 'cloudtrail/': cloudtrail_events (input) and iam_users"
                + " (cloudtrail/iam/users/) lie in one another; choose separate directories.",
            "directories is 'cloudtrail/': cloudtrail_events (input) and iam_groups"
                + " (cloudtrail/iam/groups/) lie in one another; choose separate directories.",
            "directories is 'cloudtrail/': cloudtrail_events (input) and iam_roles"
                + " (cloudtrail/iam/roles/) lie in one another; choose separate directories.",
            "directories is 'cloudtrail/': cloudtrail_events (input) and iam_policies"
                + " (cloudtrail/iam/policies/) lie in one another; choose separate directories.");
  }

  @Test
  void takesTheDirectoriesFromADeploymentsEnvironment() {
    SnowflakeSettings settings =
        SnowflakeSettings.builder()
            .accountId("123456789012")
            .directoriesFrom(
                Sources.catalog(),
                Map.of("S3_IAM_MONITORING_PATH", "people", "S3_BUCKET_NAME", "ignored"))
            .build();

    assertThat(settings.directories()).containsExactly(Map.entry("iam", "people"));
    assertThat(SnowflakePlan.of(Sources.catalog(), settings).dataset("iam_users").copy().sql())
        .contains("FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE/people/users/\n");
  }

  @Test
  void letsOneRoleDoAllAdministration() {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(),
            SnowflakeSettings.builder()
                .accountId("123456789012")
                .securityAdminRole("accountadmin")
                .systemAdminRole("accountadmin")
                .build());

    assertThat(plan.print()).contains("\n-- You need these roles: ACCOUNTADMIN.\n");
  }

  @Test
  void doesNotAskForARoleThatAwsKeysReplace() {
    SnowflakeSettings settings =
        SnowflakeSettings.builder()
            .accountId("123456789012")
            .access(Access.AWS_KEYS)
            .storageRoleArn("none")
            .build();

    assertThat(SnowflakePlan.of(Sources.catalog(), settings).statements(Section.STORAGE_ACCESS))
        .isEmpty();
  }

  private static String names(Stream<String> names) {
    return names.collect(Collectors.joining(", "));
  }
}
