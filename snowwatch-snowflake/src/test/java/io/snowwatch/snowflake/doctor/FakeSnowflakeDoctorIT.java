package io.snowwatch.snowflake.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.live.Apply;
import io.snowwatch.snowflake.live.Difference;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeConnection;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.FakeSnowflake;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Through the JDBC driver, for what fakesnow knows: queries, and what it does not know is said. */
class FakeSnowflakeDoctorIT {

  private static final Set<Section> KNOWN = Set.of(Section.TABLES, Section.VIEWS);

  private static final Catalog FEW =
      new Catalog(
          Sources.catalog().sources().stream()
              .filter(
                  source ->
                      List.of("ec2_instances", "harvest_runs", "cloudtrail_events")
                          .contains(source.name()))
              .toList());

  private final SnowflakePlan plan =
      SnowflakePlan.of(
          FEW, SnowflakeSettings.builder().accountId("123456789012").database("DOCTORED").build());

  @Test
  void looksAtTablesAndSaysWhatTheServerDoesNotKnow() {
    Map<String, String> environment = new HashMap<>(FakeSnowflake.shared().variables());
    environment.put("SNOWFLAKE_PASSWORD", "canary-password");
    try (SnowflakeClient client = SnowflakeConnection.fromEnvironment(environment).open()) {
      Apply.of(plan, client).run(Difference.between(plan, client, KNOWN), KNOWN);
      Instant now = Instant.now();
      run(client, "ec2_instances", "eu-west-1", "SUCCEEDED", now.minusSeconds(600));
      run(client, "ec2_instances", "eu-west-1", "SUCCEEDED", now.minusSeconds(1500));
      run(client, "ec2_instances", "eu-west-2", "FAILED", now.minusSeconds(630));
      run(client, "ec2_instances", "eu-west-2", "SUCCEEDED", now.minusSeconds(90_600));

      Diagnosis diagnosis =
          Doctor.of(FEW, plan).snowflake(client).awsLeftOut("--no-aws").sections(KNOWN).look();
      List<Finding> all = diagnosis.findings();

      // This server shows no roles, so that nobody sees whose the tables are.
      assertThat(diagnosis.findings(Severity.UNSEEN))
          .isNotEmpty()
          .allMatch(finding -> finding.found().startsWith("could not see the "));
      assertThat(all)
          .filteredOn(finding -> finding.hop() == Hop.FRESHNESS)
          .extracting(Finding::kind)
          .containsExactly(Kind.EVENTS_STALE, Kind.OK, Kind.SCOPE_STALE);
      assertThat(all)
          .filteredOn(finding -> finding.kind() == Kind.SCOPE_STALE)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.what())
                    .isEqualTo("ec2_instances of account 123456789012 in eu-west-2");
                assertThat(finding.found())
                    .startsWith("last run FAILED ")
                    .contains("10 minutes ago")
                    .contains("25 hours ago");
              });
      assertThat(all).extracting(Finding::found).noneMatch(found -> found.contains("canary"));
    }
  }

  private void run(
      SnowflakeClient client, String dataset, String region, String outcome, Instant start) {
    client.query(
        "INSERT INTO %s (DATASET_NAME, ACCOUNT_ID, REGION_NAME, OUTCOME, START_TIME) VALUES ('%s', '123456789012', '%s', '%s', '%s'::TIMESTAMP_TZ)"
            .formatted(plan.dataset("harvest_runs").table(), dataset, region, outcome, start));
  }
}
