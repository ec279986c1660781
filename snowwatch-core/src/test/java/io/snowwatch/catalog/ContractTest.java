package io.snowwatch.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names that existing installations rely on, which therefore stand here a second time. */
class ContractTest {

  @ParameterizedTest
  @CsvSource({
    "ec2_instances,monitorEc2Instances,ec2_monitoring,EC2_MONITORING,S3_EC2_MONITORING_PATH",
    "security_groups,monitorSecurityGroups,security_group_monitoring,SECURITY_GROUP_MONITORING,S3_SG_MONITORING_PATH",
    "load_balancers,monitorELBs,elb_monitoring,ELB_MONITORING,S3_ELB_MONITORING_PATH",
    "iam_users,monitorIAM,iam_monitoring/users,IAM_USER_MONITORING,S3_IAM_MONITORING_PATH",
    "iam_groups,monitorIAM,iam_monitoring/groups,IAM_GROUP_MONITORING,S3_IAM_MONITORING_PATH",
    "iam_roles,monitorIAM,iam_monitoring/roles,IAM_ROLE_MONITORING,S3_IAM_MONITORING_PATH",
    "iam_policies,monitorIAM,iam_monitoring/policies,IAM_POLICY_MONITORING,S3_IAM_MONITORING_PATH",
    "cloudtrail_events,monitorCloudtrail,cloudtrail_monitoring,CLOUDTRAIL_MONITORING,S3_CLOUDTRAIL_MONITORING_PATH",
    "harvest_runs,,harvest_monitoring,HARVEST_MONITORING,SNOWWATCH_HARVEST_MONITORING_PATH",
  })
  void aDatasetKeepsItsNames(
      String name, String function, String directory, String objects, String variable) {
    Catalog catalog = Sources.catalog();
    Dataset dataset =
        catalog.datasets().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
    Source source = catalog.sourceOf(dataset);

    assertThat(source.function().orElse(null)).isEqualTo(function);
    assertThat(source.directoryVariable()).isEqualTo(variable);
    assertThat(BucketLayout.of(catalog).directory(dataset)).isEqualTo(directory);
    assertThat(dataset.table()).isEqualTo(objects + "_LANDING_ZONE");
    assertThat(dataset.pipe()).isEqualTo(objects + "_PIPE");
  }

  @Test
  void logFilesComeFromTheirOwnDirectory() {
    Source source = Sources.catalog().source("cloudtrail_events");

    assertThat(source.inputDirectoryVariable()).contains("S3_CLOUDTRAIL_RAW_PATH");
    assertThat(BucketLayout.of(Sources.catalog()).inputDirectory(source)).isEqualTo("cloudtrail");
  }

  @Test
  void whatIsNoEventGoesToDirectoriesThatNothingLoads() {
    Source source = Sources.catalog().source("cloudtrail_events");

    assertThat(source.sideDirectories())
        .containsExactly(
            new SideDirectory(
                "summaries", "cloudtrail_summaries", "SNOWWATCH_CLOUDTRAIL_SUMMARIES_PATH"),
            new SideDirectory(
                "quarantine", "cloudtrail_quarantine", "SNOWWATCH_CLOUDTRAIL_QUARANTINE_PATH"));
    BucketLayout layout =
        BucketLayout.fromEnvironment(
            Sources.catalog(), Map.of("SNOWWATCH_CLOUDTRAIL_QUARANTINE_PATH", "/bad/"));
    assertThat(layout.sideDirectory(source, "quarantine")).isEqualTo("bad");
    assertThat(layout.sideDirectory(source, "summaries")).isEqualTo("cloudtrail_summaries");
    assertThatThrownBy(() -> layout.sideDirectory(source, "other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Source 'cloudtrail_events' has no directory 'other'.");
  }

  @Test
  void everyTableTellsAccountAndLineage() {
    assertThat(Sources.catalog().datasets())
        .hasSizeGreaterThanOrEqualTo(9)
        .allSatisfy(
            dataset ->
                assertThat(dataset.tableColumns().stream().map(Column::name))
                    .contains(
                        "ACCOUNT_ID",
                        "SOURCE_FILE",
                        "SOURCE_FILE_ROW_NUMBER",
                        "LOAD_TIME",
                        "RUN_ID"));
  }

  @Test
  void sourcesAreListedAlphabetically() {
    assertThat(Sources.all().stream().map(s -> s.getClass().getSimpleName())).isSorted();
  }

  @Test
  void clashesAreAllReportedTogether() {
    Source source = Sources.catalog().source("ec2_instances");

    assertThatThrownBy(() -> new Catalog(List.of(source, source)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Two declarations share the source 'ec2_instances': rename one."
                + " Two declarations share the function 'monitorEc2Instances': rename one."
                + " Two declarations share the directory 'ec2_monitoring': rename one."
                + " Two declarations share the dataset 'ec2_instances': rename one."
                + " Two declarations share the Snowflake object 'EC2_MONITORING_LANDING_ZONE':"
                + " rename one.");
  }

  @Test
  void aColumnThatIsDeclaredTwiceIsRefused() {
    assertThatThrownBy(
            () ->
                Dataset.builder()
                    .name("things")
                    .title("Things")
                    .objectPrefix("THING")
                    .addColumns(Column.string("ARN", "Arn"), Column.string("ARN", "Other"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dataset things declares column ARN twice: rename one.");
  }
}
