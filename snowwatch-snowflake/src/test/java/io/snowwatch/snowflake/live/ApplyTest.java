package io.snowwatch.snowflake.live;

import static io.snowwatch.snowflake.live.Installations.PLAN;
import static io.snowwatch.snowflake.live.Installations.SMALL;
import static io.snowwatch.snowflake.live.Installations.apply;
import static io.snowwatch.snowflake.live.Installations.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.Access;
import io.snowwatch.snowflake.NamedSettings;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.source.Sources;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplyTest {

  private final InMemorySnowflake account = new InMemorySnowflake();

  @Test
  void anEmptyAccountGetsEverythingAndASecondRunChangesNothing() {
    apply(PLAN, account);

    assertThat(difference(PLAN, account).changes()).isEmpty();
    int statements = account.statements.size();
    apply(PLAN, account);
    assertThat(account.statements).hasSize(statements);
    assertThat(account.get(ObjectKind.DATABASE, "SNOWWATCH").owner).isEqualTo("SNOWWATCH_ROLE");
    assertThat(account.get(ObjectKind.WAREHOUSE, "SNOWWATCH_WAREHOUSE").owner)
        .isEqualTo("SNOWWATCH_ROLE");
    assertThat(account.grants)
        .contains(List.of("SNOWWATCH_BI_READ_ROLE", "USAGE", "WAREHOUSE", "SNOWWATCH_WAREHOUSE"));
    assertThat(account.statements)
        .noneMatch(sql -> sql.contains("OR REPLACE") || sql.startsWith("DROP"));
  }

  @Test
  void hostileNamesStayNamesEverywhere() {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(),
            SnowflakeSettings.builder()
                .accountId("123456789012")
                .database("\"D \"\"x\"\"\"")
                .landingSchema("\"a'b\"")
                .biSchema("\"BI; DROP DATABASE D; --\"")
                .warehouse("\"w w\"")
                .ownerRole("\"o'wner\\role\"")
                .biReadRole("\"Lesende (Ä)\"")
                .storageIntegration("\"it's\"")
                .fileFormat("\"f'f\"")
                .putTables("ec2_instances", "\"EC2 $$ instances\"")
                .putPipes("ec2_instances", "\"ec2 'pipe'\"")
                .build());

    apply(plan, account);

    assertThat(difference(plan, account).changes()).isEmpty();
    assertThat(account.has(ObjectKind.TABLE, "D \"x\"", "a'b", "EC2 $$ instances")).isTrue();
    Drop.withData(plan, account).run(account, new Listener() {});
    assertThat(account.objects).isEmpty();
  }

  @Test
  void theDifferenceNeedsNoWarehouseAndChangesNothing() {
    InMemorySnowflake of10 = Installations.of10(PLAN);
    List<String> asked = new ArrayList<>();
    of10.before = asked::add;

    difference(PLAN, of10);

    assertThat(of10.statements).isEmpty();
    assertThat(asked)
        .allMatch(
            sql ->
                sql.startsWith("SHOW ")
                    || sql.startsWith("DESC ")
                    || sql.startsWith("USE ROLE ")
                    || sql.equals("SELECT CURRENT_AVAILABLE_ROLES()"));
  }

  @Test
  void aLostConnectionAfterAnyStatementIsGoneOnWith() {
    InMemorySnowflake whole = new InMemorySnowflake();
    apply(SMALL, whole);
    for (int lostAfter = 1; lostAfter <= whole.statements.size(); lostAfter++) {
      InMemorySnowflake cut = new InMemorySnowflake();
      loseAfter(cut, lostAfter);

      assertThatThrownBy(() -> apply(SMALL, cut))
          .as("lost after %s", whole.statements.get(lostAfter - 1))
          .isExactlyInstanceOf(ApplyException.class);
      cut.after = sql -> {};
      apply(SMALL, cut);

      assertThat(difference(SMALL, cut).changes()).isEmpty();
      assertThat(state(cut)).isEqualTo(state(whole));
      assertThat(cut.grants).isEqualTo(whole.grants);
    }
  }

  @Test
  void anUpgradeIsGoneOnWithToo() {
    InMemorySnowflake whole = Installations.of10(SMALL);
    apply(SMALL, whole);
    assertThat(whole.statements).isNotEmpty();
    for (int lostAfter = 1; lostAfter <= whole.statements.size(); lostAfter++) {
      InMemorySnowflake cut = Installations.of10(SMALL);
      loseAfter(cut, lostAfter);

      assertThat(catchThrowable(() -> apply(SMALL, cut))).isInstanceOf(ApplyException.class);
      cut.after = sql -> {};
      apply(SMALL, cut);

      assertThat(state(cut)).isEqualTo(state(whole));
    }
  }

  private static void loseAfter(InMemorySnowflake account, int count) {
    AtomicInteger ran = new AtomicInteger();
    account.after =
        sql -> {
          if (account.statements.size() >= count && ran.getAndIncrement() == 0) {
            throw new SnowflakeUnreachableException("The connection was lost.", Optional.empty());
          }
        };
  }

  private static Map<Object, String> state(InMemorySnowflake account) {
    Map<Object, String> state = new HashMap<>();
    account.objects.forEach(
        (key, thing) ->
            state.put(
                key,
                thing.owner + "|" + thing.comment + "|" + thing.columns + "|" + thing.properties));
    return state;
  }

  @Test
  void anInstallationOf10IsUpgradedInPlaceAndItsPipesAreOffered() {
    InMemorySnowflake of10 = Installations.of10(PLAN);

    Difference difference = difference(PLAN, of10);
    ApplyReport report = apply(PLAN, of10);

    assertThat(difference.changes(Action.CONFLICT)).isEmpty();
    assertThat(difference.changes(Action.REPLACE_PIPE))
        .hasSize(8)
        .allSatisfy(
            change ->
                assertThat(change.reason())
                    .contains("$1:Region.RegionName::STRING(16)")
                    .contains("skips the file of a whole Region"));
    assertThat(difference.changes(Action.ALTER))
        .extracting(Change::reason)
        .anyMatch(reason -> reason.contains("holds an AWS key and moves to the integration"))
        .anyMatch(reason -> reason.contains("ALLOW_DUPLICATE = TRUE"))
        .anyMatch(reason -> reason.contains("INSTANCE_TYPE") && reason.contains("too short"));
    assertThat(report.left()).isEqualTo(difference.changes(Action.REPLACE_PIPE));
    assertThat(
            of10.get(ObjectKind.TABLE, "SNOWWATCH", "AWS", "EC2_MONITORING_LANDING_ZONE").columns)
        .containsKeys("RAW_DATA", "SOURCE_FILE", "INSTANCE_ID")
        .containsEntry("INSTANCE_TYPE", InMemorySnowflake.type("STRING"));
    assertThat(of10.get(ObjectKind.STAGE, "SNOWWATCH", "AWS", "SNOWWATCH_S3_STAGE").properties)
        .containsEntry("storage_integration", "SNOWWATCH_S3_INTEGRATION");
    assertThat(of10.statements).noneMatch(sql -> sql.contains("OR REPLACE"));
    assertThat(difference(PLAN, of10).changes())
        .allMatch(change -> change.action() == Action.REPLACE_PIPE);
  }

  @Test
  void anothersDatabaseAndWarehouseGetGrantsAndKeepTheirOwners() {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(),
            SnowflakeSettings.builder()
                .accountId("123456789012")
                .database("SECURITY")
                .warehouse("COMPUTE_WH")
                .build());
    account.put(ObjectKind.DATABASE, "SYSADMIN", "Ours for years", "SECURITY");
    account.put(ObjectKind.WAREHOUSE, "SYSADMIN", "", "COMPUTE_WH");

    Difference difference = difference(plan, account);
    apply(plan, account);

    assertThat(difference.notes())
        .contains(
            "database SECURITY belongs to SYSADMIN and stays so; SNOWWATCH_ROLE gets what it needs in"
                + " it.");
    assertThat(account.get(ObjectKind.DATABASE, "SECURITY").owner).isEqualTo("SYSADMIN");
    assertThat(account.get(ObjectKind.WAREHOUSE, "COMPUTE_WH").owner).isEqualTo("SYSADMIN");
    assertThat(account.grants)
        .contains(
            List.of("SNOWWATCH_ROLE", "CREATE SCHEMA", "DATABASE", "SECURITY"),
            List.of("SNOWWATCH_ROLE", "OPERATE", "WAREHOUSE", "COMPUTE_WH"));
    assertThat(difference(plan, account).changes()).isEmpty();
  }

  record Obstacle(
      String what,
      java.util.function.Consumer<InMemorySnowflake> put,
      String there,
      String wanted) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Obstacle> obstacles() {
    return Stream.of(
        new Obstacle(
            "a stage of another bucket",
            a -> stage(a).properties.put("url", "s3://other/"),
            "URL = s3://other/",
            "URL = s3://snowwatch-123456789012/"),
        new Obstacle(
            "a stage with another integration",
            a -> {
              stage(a).properties.put("storage_integration", "OTHER");
              stage(a).properties.put("has_credentials", "N");
            },
            "STORAGE_INTEGRATION = OTHER",
            "STORAGE_INTEGRATION = SNOWWATCH_S3_INTEGRATION"),
        new Obstacle(
            "an integration of another bucket",
            a ->
                a.put(
                        ObjectKind.STORAGE_INTEGRATION,
                        "ACCOUNTADMIN",
                        "",
                        "SNOWWATCH_S3_INTEGRATION")
                    .properties
                    .put("STORAGE_ALLOWED_LOCATIONS", "s3://other/"),
            "STORAGE_ALLOWED_LOCATIONS = s3://other/",
            "STORAGE_ALLOWED_LOCATIONS = s3://snowwatch-123456789012/"),
        new Obstacle(
            "somebody else's integration with another role",
            a -> {
              InMemorySnowflake.Thing integration =
                  a.put(
                      ObjectKind.STORAGE_INTEGRATION,
                      "ACCOUNTADMIN",
                      "",
                      "SNOWWATCH_S3_INTEGRATION");
              integration.properties.put(
                  "STORAGE_ALLOWED_LOCATIONS", "s3://snowwatch-123456789012/");
              integration.properties.put("STORAGE_AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
              integration.properties.put("STORAGE_AWS_EXTERNAL_ID", "x");
            },
            "role arn:aws:iam::1:role/x",
            "role arn:aws:iam::123456789012:role/snowwatch-snowflake"),
        new Obstacle(
            "another owner",
            a ->
                a.get(ObjectKind.TABLE, "SNOWWATCH", "AWS", "ELB_MONITORING_LANDING_ZONE").owner =
                    "X",
            "owned by X",
            "owned by SNOWWATCH_ROLE"),
        new Obstacle(
            "a changed directory",
            a -> {
              InMemorySnowflake.Thing pipe =
                  a.get(ObjectKind.PIPE, "SNOWWATCH", "AWS", "ELB_MONITORING_PIPE");
              pipe.properties.compute(
                  "definition", (k, v) -> v.replace("/elb_monitoring/", "/old/elb/"));
            },
            "from SNOWWATCH_S3_STAGE/old/elb",
            "from SNOWWATCH_S3_STAGE/elb_monitoring"),
        new Obstacle(
            "a foreign view",
            a ->
                a.put(ObjectKind.VIEW, "SNOWWATCH_ROLE", "", "SNOWWATCH", "BI", "CLOUDTRAIL_EVENTS")
                    .columns
                    .put("A", InMemorySnowflake.type("STRING")),
            "A",
            "EVENT_DATA"),
        new Obstacle(
            "a table where a view should be",
            a ->
                a.put(
                        ObjectKind.TABLE,
                        "SNOWWATCH_ROLE",
                        "",
                        "SNOWWATCH",
                        "BI",
                        "CLOUDTRAIL_EVENTS")
                    .columns
                    .put("A", InMemorySnowflake.type("STRING")),
            "table SNOWWATCH.BI.CLOUDTRAIL_EVENTS",
            "view SNOWWATCH.BI.CLOUDTRAIL_EVENTS"),
        new Obstacle(
            "a foreign table",
            a -> {
              InMemorySnowflake.Thing table =
                  a.get(ObjectKind.TABLE, "SNOWWATCH", "AWS", "ELB_MONITORING_LANDING_ZONE");
              table.columns.clear();
              table.columns.put("A", InMemorySnowflake.type("STRING"));
            },
            "A TEXT(16777216)",
            "RAW_DATA VARIANT"),
        new Obstacle(
            "a column of another type",
            a ->
                a.get(ObjectKind.TABLE, "SNOWWATCH", "AWS", "ELB_MONITORING_LANDING_ZONE")
                    .columns
                    .put("RAW_DATA", InMemorySnowflake.type("STRING")),
            "RAW_DATA TEXT(16777216)",
            "RAW_DATA VARIANT"),
        new Obstacle(
            "times that would not convert",
            a -> a.parameters.put("TIMESTAMP_INPUT_FORMAT", "DD.MM.YYYY"),
            "DD.MM.YYYY, set for the account",
            "AUTO"));
  }

  private static InMemorySnowflake.Thing stage(InMemorySnowflake account) {
    return account.get(ObjectKind.STAGE, "SNOWWATCH", "AWS", "SNOWWATCH_S3_STAGE");
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void whatIsInTheWayStopsEverythingBeforeTheFirstStatementAndIsShown(Obstacle obstacle) {
    InMemorySnowflake of10 = Installations.of10(PLAN);
    obstacle.put().accept(of10);

    assertThatThrownBy(() -> apply(PLAN, of10))
        .isExactlyInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Nothing was done, for something is in the way:")
        .hasMessageContaining(obstacle.there())
        .hasMessageContaining(obstacle.wanted());
    assertThat(of10.statements).isEmpty();
  }

  @Test
  void aViewOfAnEarlierFormIsAlteredAndNeverReplaced() {
    apply(PLAN, account);
    InMemorySnowflake.Thing view =
        account.get(ObjectKind.VIEW, "SNOWWATCH", "BI", "CLOUDTRAIL_EVENTS");
    view.comment = "CloudTrail events, each once, by SnowWatch. [snowwatch 00000000]";

    Difference difference = difference(PLAN, account);
    apply(PLAN, account);

    assertThat(difference.changes()).extracting(Change::action).containsExactly(Action.VIEW);
    assertThat(account.statements).last().asString().startsWith("CREATE OR ALTER VIEW ");
    assertThat(difference(PLAN, account).changes()).isEmpty();
  }

  private InMemorySnowflake.Thing outdatedViewWhereNoneCanBeAltered() {
    apply(PLAN, account);
    InMemorySnowflake.Thing view =
        account.get(ObjectKind.VIEW, "SNOWWATCH", "BI", "CLOUDTRAIL_EVENTS");
    view.comment = "CloudTrail events, each once, by SnowWatch. [snowwatch 00000000]";
    account.altersViews = false;
    account.statements.clear();
    return view;
  }

  @Test
  void aViewThatCannotBeAlteredIsReplacedWithItsGrantsWhereNothingIsAttachedToIt() {
    outdatedViewWhereNoneCanBeAltered();
    List<String> said = new ArrayList<>();

    Apply.of(PLAN, account)
        .tell(
            new Listener() {
              @Override
              public void says(String text) {
                said.add(text);
              }
            })
        .run(difference(PLAN, account), Set.of());

    assertThat(account.statements)
        .singleElement()
        .asString()
        .startsWith("CREATE OR REPLACE VIEW SNOWWATCH.BI.CLOUDTRAIL_EVENTS (")
        .contains("\nCOPY GRANTS\n");
    assertThat(said)
        .contains(
            "view SNOWWATCH.BI.CLOUDTRAIL_EVENTS cannot be altered; it has no policies and no tags, so"
                + " it is replaced with its grants kept.");
    assertThat(difference(PLAN, account).changes()).isEmpty();
  }

  @Test
  void aViewThatCannotBeAlteredAndHasAPolicyStaysAsItIsAndThatIsSaid() {
    InMemorySnowflake.Thing view = outdatedViewWhereNoneCanBeAltered();
    account.attached = 1;

    assertThatThrownBy(() -> apply(PLAN, account))
        .isExactlyInstanceOf(ApplyException.class)
        .hasMessageContaining("Unsupported feature 'CREATE OR ALTER VIEW'.");
    assertThat(account.statements).isEmpty();
    assertThat(account.get(ObjectKind.VIEW, "SNOWWATCH", "BI", "CLOUDTRAIL_EVENTS")).isSameAs(view);
  }

  /** Every setting that names an object, and one of each that names many. */
  static Stream<String> namesOfObjects() {
    return Stream.of(
        "database",
        "landingSchema",
        "biSchema",
        "warehouse",
        "ownerRole",
        "biReadRole",
        "snowAlertRole",
        "snowAlertDatabase",
        "snowAlertSchema",
        "stage",
        "fileFormat",
        "storageIntegration",
        "errorIntegration",
        "securityAdminRole",
        "systemAdminRole",
        "accountAdminRole",
        "tables.ec2_instances",
        "pipes.ec2_instances");
  }

  @ParameterizedTest
  @MethodSource("namesOfObjects")
  void aHostileNameInAnySettingStaysAName(String setting) {
    String name = "x'\\\"; DROP DATABASE \u00c4 $$ -- ";
    Map<String, String> values = new HashMap<>();
    values.put("accountId", "123456789012");
    values.put("snowAlertRole", "ALERTS");
    values.put("errorTopicArn", "arn:aws:sns:us-east-1:123456789012:errors");
    values.put("errorRoleArn", "arn:aws:iam::123456789012:role/errors");
    values.put(setting, '"' + name.replace("\"", "\"\"") + '"');
    SnowflakePlan plan = SnowflakePlan.of(Sources.catalog(), NamedSettings.settings(values));
    if (setting.endsWith("AdminRole")) {
      account.roles.add(name);
    }
    apply(plan, account);

    assertThat(difference(plan, account).changes()).as("%s", account.statements).isEmpty();
    assertThat(plan.statements())
        .anySatisfy(statement -> assertThat(statement.sql()).contains("DROP DATABASE"))
        .allSatisfy(
            statement ->
                assertThat(
                        statement
                            .sql()
                            .replaceAll(
                                "\"[^\"]*+(?:\"\"[^\"]*+)*+\"|'[^'\\\\]*+(?:(?:''|\\\\.)[^'\\\\]*+)*+'",
                                ""))
                    .as(statement.sql())
                    .doesNotContain("DROP DATABASE"));
  }

  @ParameterizedTest
  @MethodSource("settingsThatNameNoObject")
  void aHostileValueInAnyOtherSettingIsRefusedOrStaysAText(String setting) {
    Map<String, String> values = new HashMap<>();
    values.put("accountId", "123456789012");
    values.put(setting, "x'); DROP DATABASE SNOWWATCH; --");
    SnowflakePlan plan;
    try {
      plan = SnowflakePlan.of(Sources.catalog(), NamedSettings.settings(values));
    } catch (ConfigurationException refused) {
      assertThat(refused).hasMessageContaining("DROP DATABASE");
      return;
    }

    assertThat(plan.statements())
        .allSatisfy(
            statement ->
                assertThat(statement.sql().replace("x''); DROP DATABASE SNOWWATCH; --", ""))
                    .doesNotContain("DROP DATABASE"));
  }

  static Stream<String> settingsThatNameNoObject() {
    Set<String> ofObjects = namesOfObjects().collect(java.util.stream.Collectors.toSet());
    return Stream.concat(
        NamedSettings.names().stream().filter(name -> !ofObjects.contains(name)),
        Stream.of(
            "directories.ec2_instances",
            "buckets.210987654321",
            "buckets.210987654321.suffix",
            "buckets.210987654321.partition",
            "buckets.210987654321.storageRoleArn",
            "buckets.210987654321.storageExternalId",
            "buckets.210987654321.snsTopicArn",
            "buckets.210987654321.kmsKeyArn"));
  }

  @Test
  void whatIsNotSnowWatchsIsListedAndNeverTouched() {
    apply(PLAN, account);
    account.put(ObjectKind.TABLE, "X", "", "SNOWWATCH", "AWS", "MINE").columns.put("A", "{}");
    account
        .put(ObjectKind.VIEW, "X", "v [snowwatch 12345678]", "SNOWWATCH", "BI", "OLD")
        .columns
        .put("A", "{}");

    Difference difference = difference(PLAN, account);

    assertThat(difference.notes())
        .contains(
            "table SNOWWATCH.AWS.MINE is not SnowWatch's; it stays.",
            "view SNOWWATCH.BI.OLD was made by SnowWatch and is not wanted any more; it stays.");
    // The readers may read all of BI, the new view included.
    assertThat(difference.changes()).extracting(Change::action).containsOnly(Action.GRANT);
  }

  @Test
  void aSectionBringsWhatItLiesInAndNothingElse() {
    Set<Section> tables = EnumSet.of(Section.TABLES);
    account.put(ObjectKind.ROLE, "SECURITYADMIN", "", "SNOWWATCH_ROLE");

    Apply.of(PLAN, account).run(Difference.between(PLAN, account, tables), tables);

    assertThat(account.objects.keySet())
        .extracting(InMemorySnowflake.Key::kind)
        .containsOnly(ObjectKind.ROLE, ObjectKind.DATABASE, ObjectKind.SCHEMA, ObjectKind.TABLE);
    assertThat(Difference.between(PLAN, account, tables).changes()).isEmpty();
  }

  @Test
  void aFailureSaysTheStatementTheStateTheQueryAndTheRole() {
    account.roles.remove("SYSADMIN");

    assertThatThrownBy(() -> apply(PLAN, account))
        .isExactlyInstanceOf(ApplyException.class)
        .hasMessageContaining("statement: CREATE WAREHOUSE IF NOT EXISTS SNOWWATCH_WAREHOUSE …")
        .hasMessageContaining("SQLSTATE:  42501")
        .hasMessageContaining("query id:  query-")
        .hasMessageContaining("role:      SYSADMIN");
  }

  @Test
  void whatIsAcceptedAndNotThereIsAFailure() {
    account.after =
        sql -> {
          if (sql.startsWith("CREATE ROLE")) {
            account.objects.clear();
          }
        };

    assertThatThrownBy(() -> apply(PLAN, account))
        .isExactlyInstanceOf(ApplyException.class)
        .hasMessageContaining("Snowflake accepted it, but there is no role SNOWWATCH_ROLE.");
  }

  @Test
  void awsIsWiredInTheOneOrderThatWorks() {
    List<String> calls = new ArrayList<>();
    BucketSide side =
        new BucketSide() {
          @Override
          public void trust(ObjectNames.Bucket bucket, String principalArn, String externalId) {
            calls.add("trust " + principalArn + " " + externalId);
          }

          @Override
          public void awaitAccess(ObjectNames.Bucket bucket, Supplier<Optional<String>> problem) {
            calls.add("await " + problem.get());
          }

          @Override
          public void admitToTopic(ObjectNames.Bucket bucket, String topicArn, String policy) {
            calls.add("topic");
          }

          @Override
          public void announce(ObjectNames.Bucket bucket, String channelArn) {
            calls.add("announce " + channelArn);
          }
        };
    List<String> order = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void begins(Statement statement, int number, int count) {
            order.add(calls.size() + " " + statement.section());
          }
        };

    Apply.of(PLAN, account).with(side).tell(listener).run(difference(PLAN, account), Set.of());

    assertThat(calls)
        .containsExactly(
            "trust arn:aws:iam::999999999999:user/snow snowwatch-123456789012",
            "await Optional.empty",
            "announce arn:aws:sqs:us-east-1:999999999999:sf-snowpipe");
    assertThat(order)
        .contains("0 STORAGE_ACCESS", "1 STAGE", "2 BACKFILL", "2 PIPES", "3 CATCH_UP")
        .doesNotContain("0 STAGE", "1 BACKFILL", "1 PIPES", "2 CATCH_UP");
  }

  @Test
  void aStageWithAKeyTakesItFromTheEnvironmentAndNoMessageShowsIt() {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(),
            SnowflakeSettings.builder().accountId("123456789012").access(Access.AWS_KEYS).build());

    assertThatThrownBy(() -> apply(plan, account))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("SNOWWATCH_STAGE_SECRET_KEY");
    assertThat(account.statements).isEmpty();

    account.before =
        sql -> {
          if (sql.startsWith("CREATE STAGE")) {
            assertThat(sql).contains("AWS_SECRET_KEY = 'canary-secret'");
            throw new SnowflakeStatementException(
                sql, "42000", 1, "q", "bad key canary-secret", Optional.empty());
          }
        };
    Throwable failure =
        catchThrowable(
            () ->
                Apply.of(plan, account)
                    .with(new StageKey("AKIACANARY", "canary-secret"))
                    .run(difference(plan, account), Set.of()));
    assertThat(failure).isExactlyInstanceOf(ApplyException.class).hasStackTraceContaining("***");
    assertThat(org.assertj.core.util.Throwables.getStackTrace(failure))
        .doesNotContain("canary-secret")
        .doesNotContain("AKIACANARY");
  }
}
