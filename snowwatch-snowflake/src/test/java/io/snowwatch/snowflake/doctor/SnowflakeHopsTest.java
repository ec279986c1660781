package io.snowwatch.snowflake.doctor;

import static io.snowwatch.snowflake.live.Installations.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.live.InMemorySnowflake;
import io.snowwatch.snowflake.live.Installations;
import io.snowwatch.snowflake.live.Rows;
import io.snowwatch.snowflake.live.SnowflakeUnreachableException;
import io.snowwatch.source.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sickness of the Snowflake side, one by one, in an account that is well otherwise. */
class SnowflakeHopsTest {

  private static final String EC2 =
      "ec2_monitoring/account=123456789012/region=eu-west-1/run=1/part=0001/";
  private static final List<String> PIPE = List.of("SNOWWATCH", "AWS", "EC2_MONITORING_PIPE");

  /** Each directory has an object, which came three hours ago and was loaded. */
  private static InMemorySnowflake well() {
    InMemorySnowflake account = new InMemorySnowflake();
    Installations.apply(PLAN, account);
    account.now = account.now.minus(Duration.ofHours(3));
    for (DatasetPlan dataset : PLAN.datasets()) {
      arrive(account, dataset.directory() + "/a.json.gz");
      account.scopes.add(scope(dataset.dataset().name(), "eu-west-1", "SUCCEEDED", "", 10, 10));
    }
    account.now = account.now.plus(Duration.ofHours(3));
    account.lastEvent = Optional.of(account.now.minus(Duration.ofMinutes(4)));
    account.statements.clear();
    return account;
  }

  private static void arrive(InMemorySnowflake account, String key) {
    account.arrive(key);
    account.deliver(key);
    account.work();
  }

  private static Rows.Row scope(
      String dataset,
      String region,
      String outcome,
      String message,
      int ranMinutesAgo,
      int succeededMinutesAgo) {
    Instant now = Instant.parse("2026-11-24T08:00:00Z");
    Map<String, String> row = new LinkedHashMap<>();
    row.put("dataset_name", dataset);
    row.put("account_id", "123456789012");
    row.put("region_name", region);
    row.put("outcome", outcome);
    row.put("error_message", message);
    row.put("last_run", String.valueOf(now.minusSeconds(60L * ranMinutesAgo).getEpochSecond()));
    if (succeededMinutesAgo >= 0) {
      row.put(
          "last_succeeded",
          String.valueOf(now.minusSeconds(60L * succeededMinutesAgo).getEpochSecond()));
    }
    return new Rows.Row(row);
  }

  private static Doctor doctor(InMemorySnowflake account) {
    return Doctor.of(Sources.catalog(), PLAN).snowflake(account).awsLeftOut("--no-aws");
  }

  private static Diagnosis look(InMemorySnowflake account) {
    return doctor(account).look();
  }

  @Test
  void ofAnAccountThatIsWellEveryHopIsOkAndNothingIsChanged() {
    InMemorySnowflake account = well();

    Diagnosis diagnosis = look(account);

    assertThat(diagnosis.worst()).isEqualTo(Severity.OK);
    assertThat(diagnosis.findings(Severity.OK))
        .extracting(Finding::hop)
        .containsAll(Hop.of(Hop.Side.SNOWFLAKE));
    assertThat(diagnosis.findings(Severity.LEFT_OUT))
        .extracting(Finding::hop)
        .containsExactlyElementsOf(Hop.of(Hop.Side.AWS));
    assertThat(diagnosis.findings()).allMatch(finding -> finding.commands().isEmpty());
    assertThat(account.statements).isEmpty();
  }

  record Sickness(
      Kind kind, Consumer<InMemorySnowflake> infect, String what, String found, String command) {
    @Override
    public String toString() {
      return kind + ": " + found;
    }
  }

  private static Sickness sickness(
      Kind kind, String what, String found, String command, Consumer<InMemorySnowflake> infect) {
    return new Sickness(kind, infect, what, found, command);
  }

  private static InMemorySnowflake.Pipe pipe(InMemorySnowflake account) {
    return account.pipes.get(PIPE);
  }

  static Stream<Sickness> sicknesses() {
    return Stream.of(
        sickness(
            Kind.STAGE_UNREADABLE,
            "stage SNOWWATCH.AWS.SNOWWATCH_S3_STAGE",
            "User: arn:aws:iam::999999999999:user/snow is not authorized to perform: sts:AssumeRole",
            "snowwatch snowflake apply --account-id 123456789012",
            a ->
                a.stageProblem =
                    Optional.of(
                        "User: arn:aws:iam::999999999999:user/snow is not authorized to perform: sts:AssumeRole")),
        sickness(
            Kind.STAGE_MISSING,
            "stage SNOWWATCH.AWS.SNOWWATCH_S3_STAGE",
            "does not exist",
            "snowwatch snowflake apply --account-id 123456789012",
            a -> a.stageIsGone = true),
        sickness(
            Kind.PIPE_MISSING,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "does not exist or not authorized",
            "snowwatch snowflake apply --account-id 123456789012",
            a -> a.objects.remove(new InMemorySnowflake.Key(ObjectKind.PIPE, PIPE))),
        sickness(
            Kind.PIPE_PAUSED,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "PAUSED",
            "ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE SET PIPE_EXECUTION_PAUSED = FALSE;",
            a -> pipe(a).paused = true),
        sickness(
            Kind.PIPE_PAUSED,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "PAUSED, its comment says: replacing since 2026-11-24T07:00:00Z",
            "--replace-pipes",
            a -> {
              pipe(a).paused = true;
              a.get(ObjectKind.PIPE, PIPE.toArray(String[]::new)).comment =
                  "[snowwatch 00000000; replacing since 2026-11-24T07:00:00Z]";
            }),
        sickness(
            Kind.PIPE_STOPPED,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "STOPPED_STAGE_DROPPED",
            "SELECT SYSTEM$PIPE_FORCE_RESUME('SNOWWATCH.AWS.EC2_MONITORING_PIPE');",
            a -> pipe(a).status.put("executionState", "STOPPED_STAGE_DROPPED")),
        sickness(
            Kind.PIPE_STOPPED,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "STALLED_EXECUTION_ERROR: The table has gone",
            "SELECT SYSTEM$PIPE_FORCE_RESUME('SNOWWATCH.AWS.EC2_MONITORING_PIPE');",
            a -> {
              pipe(a).status.put("executionState", "STALLED_EXECUTION_ERROR");
              pipe(a).status.put("error", "The table has gone");
            }),
        sickness(
            Kind.PIPE_HEARS_NOTHING,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "no message was ever received",
            "ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE REFRESH;",
            a -> pipe(a).status.put("lastReceivedMessageTimestamp", "")),
        sickness(
            Kind.PIPE_NOT_TOLD,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "1 object arrived after the last forwarded message",
            "ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE REFRESH;",
            a -> a.bucket.put(EC2 + "b.json.gz", a.now.minus(Duration.ofMinutes(90)))),
        sickness(
            Kind.PIPE_NOT_TOLD,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "1 object arrived after the last forwarded message (there was none)",
            "ALTER PIPE SNOWWATCH.AWS.EC2_MONITORING_PIPE REFRESH;",
            a -> {
              pipe(a).status.put("lastForwardedMessageTimestamp", "");
              a.bucket.put(EC2 + "b.json.gz", a.now.minus(Duration.ofMinutes(90)));
            }),
        sickness(
            Kind.LOAD_FAILED,
            "ec2_monitoring/ in s3://snowwatch-123456789012/",
            "1 file could not be loaded; ec2_monitoring/it's.json.gz: String 'u-6tb1.112xlarge' is too long (line 1)",
            "'it''s.json.gz'",
            a -> unloadable(a, "ec2_monitoring/it's.json.gz")),
        sickness(
            Kind.OBJECTS_NOT_LOADED,
            "ec2_monitoring/ in s3://snowwatch-123456789012/",
            "no row came from 1 object of 2, ec2_monitoring/it's.json.gz among them; the pipe could not load 1 of them",
            "'it''s.json.gz'",
            a -> unloadable(a, "ec2_monitoring/it's.json.gz")),
        sickness(
            Kind.NO_RUNS,
            "runs of iam_users",
            "none in 13 days",
            "snowwatch doctor",
            a -> a.scopes.removeIf(row -> row.get("dataset_name").equals("iam_users"))),
        sickness(
            Kind.SCOPE_STALE,
            "ec2_instances of account 123456789012 in eu-west-2",
            "last run FAILED 2026-11-24T07:50:00Z, 10 minutes ago: Not today.; last success 2026-11-24T03:00:00Z, 5 hours ago",
            "snowwatch sources",
            a ->
                a.scopes.add(scope("ec2_instances", "eu-west-2", "FAILED", "Not today.", 10, 300))),
        sickness(
            Kind.SCOPE_STALE,
            "ec2_instances of account 123456789012 in eu-west-2",
            "last success none in 13 days",
            "snowwatch sources",
            a -> a.scopes.add(scope("ec2_instances", "eu-west-2", "FAILED", "", 10, -1))),
        sickness(
            Kind.SCOPE_FAILED,
            "ec2_instances of account 123456789012 in eu-west-2",
            "FAILED 2026-11-24T07:50:00Z, 10 minutes ago: Not today.",
            "snowwatch sources",
            a -> a.scopes.add(scope("ec2_instances", "eu-west-2", "FAILED", "Not today.", 10, 25))),
        sickness(
            Kind.EVENTS_STALE,
            "CloudTrail events in SNOWWATCH.AWS.CLOUDTRAIL_MONITORING_LANDING_ZONE",
            "last loaded 2026-11-24T03:00:00Z, 5 hours ago",
            "snowwatch doctor",
            a -> a.lastEvent = Optional.of(a.now.minus(Duration.ofHours(5)))),
        sickness(
            Kind.DRIFT,
            "table SNOWWATCH.AWS.EC2_MONITORING_LANDING_ZONE",
            "ALTER: It lacks INSTANCE_ID",
            "snowwatch snowflake apply --account-id 123456789012",
            a ->
                a.get(ObjectKind.TABLE, "SNOWWATCH", "AWS", "EC2_MONITORING_LANDING_ZONE")
                    .columns
                    .remove("INSTANCE_ID")),
        sickness(
            Kind.PIPE_OUTDATED,
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE",
            "It was made with another definition",
            "snowwatch snowflake apply --account-id 123456789012 --replace-pipes",
            a ->
                a.get(ObjectKind.PIPE, PIPE.toArray(String[]::new)).comment =
                    "x [snowwatch 00000000]"),
        sickness(
            Kind.IN_THE_WAY,
            "parameter TIMESTAMP_INPUT_FORMAT",
            "There is DD.MM.YYYY, set for the account",
            "snowwatch snowflake plan --account-id 123456789012",
            a -> a.parameters.put("TIMESTAMP_INPUT_FORMAT", "DD.MM.YYYY")));
  }

  private static void unloadable(InMemorySnowflake account, String key) {
    account.now = account.now.minus(Duration.ofHours(2));
    account.unloadable.put(key, "String 'u-6tb1.112xlarge' is too long");
    arrive(account, key);
    account.now = account.now.plus(Duration.ofHours(2));
  }

  @ParameterizedTest
  @MethodSource("sicknesses")
  void namesWhatIsWrongAndTheCommandThatMendsIt(Sickness sickness) {
    InMemorySnowflake account = well();
    sickness.infect().accept(account);

    Diagnosis diagnosis = look(account);

    assertThat(diagnosis.findings())
        .filteredOn(finding -> finding.kind() == sickness.kind())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).isEqualTo(sickness.what());
              assertThat(finding.found()).contains(sickness.found());
              assertThat(finding.wanted()).isNotEmpty();
              assertThat(finding.commands())
                  .anySatisfy(command -> assertThat(command).contains(sickness.command()));
            });
    assertThat(diagnosis.worst()).isGreaterThanOrEqualTo(sickness.kind().severity());
    assertThat(account.statements).isEmpty();
  }

  @Test
  void everyKindOfThisSideIsTried() {
    assertThat(sicknesses().map(Sickness::kind).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kind.values())
                .filter(
                    kind -> kind.hop().map(hop -> hop.side() == Hop.Side.SNOWFLAKE).orElse(false))
                .toList());
  }

  @Test
  void theCommandsThatItPrintsLoadExactlyWhatIsMissingAThousandAtATime() {
    InMemorySnowflake account = well();
    for (int i = 0; i < 2001; i++) {
      account.bucket.put(
          EC2 + "%04d.json.gz".formatted(i), account.now.minus(Duration.ofMinutes(61)));
    }
    account.bucket.put(EC2 + "young.json.gz", account.now.minus(Duration.ofMinutes(59)));
    Finding finding =
        look(account).findings().stream()
            .filter(each -> each.kind() == Kind.OBJECTS_NOT_LOADED)
            .findFirst()
            .orElseThrow();

    assertThat(finding.commands()).hasSize(2 + 3);
    assertThat(finding.commands()).allMatch(command -> command.endsWith(";"));
    finding
        .commands()
        .forEach(command -> account.query(command.substring(0, command.length() - 1)));

    assertThat(account.loads.get(List.of("SNOWWATCH", "AWS", "EC2_MONITORING_LANDING_ZONE")))
        .hasSize(1 + 2001)
        .doesNotHaveDuplicates();
    assertThat(look(account).findings()).noneMatch(each -> each.kind() == Kind.OBJECTS_NOT_LOADED);
  }

  @Test
  void whatItCannotSeeIsNeverOk() {
    InMemorySnowflake account = well();
    account.warehouseProblem = Optional.of("No active warehouse");

    Diagnosis diagnosis = look(account);

    assertThat(diagnosis.worst()).isEqualTo(Severity.UNSEEN);
    assertThat(diagnosis.findings(Severity.UNSEEN))
        .extracting(Finding::hop)
        .contains(Hop.LOADS, Hop.OBJECTS, Hop.FRESHNESS)
        .doesNotContain(Hop.STAGE, Hop.PIPES, Hop.DRIFT);
    assertThat(diagnosis.findings(Severity.OK))
        .extracting(Finding::hop)
        .doesNotContain(Hop.LOADS, Hop.OBJECTS, Hop.FRESHNESS);
  }

  @Test
  void aRoleThatMayNotBeTakenOnHidesEveryHopButTheDifference() {
    InMemorySnowflake account = well();
    account.roles.remove("SNOWWATCH_ROLE");

    Diagnosis diagnosis = look(account);

    assertThat(diagnosis.findings(Severity.UNSEEN))
        .extracting(Finding::hop)
        .containsExactly(Hop.STAGE, Hop.PIPES, Hop.LOADS, Hop.OBJECTS, Hop.FRESHNESS);
    assertThat(diagnosis.findings(Severity.UNSEEN))
        .allMatch(finding -> finding.found().contains("may not take on the role SNOWWATCH_ROLE"));
  }

  @Test
  void aConnectionThatIsLostOnTheWayLeavesTheRestUnseen() {
    InMemorySnowflake account = well();
    account.before =
        sql -> {
          if (sql.startsWith("LIST ") || sql.startsWith("SHOW PARAMETERS")) {
            throw new SnowflakeUnreachableException("The connection was lost.", Optional.empty());
          }
        };

    Diagnosis diagnosis = look(account);

    assertThat(diagnosis.findings(Severity.UNSEEN))
        .extracting(Finding::hop)
        .contains(Hop.STAGE, Hop.OBJECTS, Hop.DRIFT);
    assertThat(diagnosis.findings(Severity.UNSEEN))
        .extracting(Finding::found)
        .contains("The connection was lost.");
  }

  @Test
  void aSideThatCannotBeReachedIsUnseenAtEveryHopAndOneThatIsLeftOutIsNot() {
    Diagnosis diagnosis =
        Doctor.of(Sources.catalog(), PLAN)
            .awsUnreachable("no credentials")
            .snowflakeLeftOut("--no-snowflake")
            .look();

    assertThat(diagnosis.worst()).isEqualTo(Severity.UNSEEN);
    assertThat(diagnosis.findings(Severity.UNSEEN))
        .extracting(Finding::hop)
        .containsExactlyElementsOf(Hop.of(Hop.Side.AWS));
    assertThat(diagnosis.findings(Severity.UNSEEN))
        .allMatch(finding -> finding.found().equals("no credentials"));
    assertThat(diagnosis.findings(Severity.LEFT_OUT))
        .extracting(Finding::hop)
        .containsExactlyElementsOf(Hop.of(Hop.Side.SNOWFLAKE));
    assertThat(Doctor.of(Sources.catalog(), PLAN).look().worst()).isEqualTo(Severity.UNSEEN);
  }

  @Test
  void looksAtWhatTheSectionsAreAboutOnly() {
    InMemorySnowflake account = well();
    pipe(account).paused = true;

    Diagnosis diagnosis = doctor(account).sections(Set.of(Section.TABLES, Section.VIEWS)).look();

    assertThat(diagnosis.worst()).isEqualTo(Severity.OK);
    assertThat(diagnosis.findings(Severity.OK))
        .extracting(Finding::hop)
        .containsOnly(Hop.FRESHNESS, Hop.DRIFT);
  }

  @Test
  void scopesThatAreSkippedOrWereOvertakenAreNotOld() {
    InMemorySnowflake account = well();
    account.scopes.add(scope("ec2_instances", "eu-west-2", "SKIPPED", "", 10, -1));
    account.scopes.add(scope("ec2_instances", "", "FAILED", "No list.", 600, -1));

    assertThat(look(account).worst()).isEqualTo(Severity.OK);
    assertThat(doctor(account).maxAge(Duration.ofMinutes(3)).look().findings())
        .anyMatch(finding -> finding.kind() == Kind.SCOPE_STALE)
        .anyMatch(finding -> finding.kind() == Kind.EVENTS_STALE);
  }
}
