package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.answers.Checks;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final SnowflakePlan PLAN =
      SnowflakePlan.of(
          Plans.CATALOG,
          SnowflakeSettings.builder().accountId("123456789012").build(),
          List.of(Answers.of(Plans.CATALOG)));

  private static List<String> names(ObjectKind kind) {
    return PLAN.objects().stream()
        .filter(object -> object.kind() == kind)
        .map(object -> object.name().last().name())
        .toList();
  }

  @Test
  void thePlanHasEveryAnswerOnceAndWithWords() {
    assertThat(PLAN.objects()).extracting(WantedObject::name).doesNotHaveDuplicates();
    assertThat(names(ObjectKind.VIEW))
        .contains(
            "SCOPES",
            "SCOPE_RUNS",
            "OBJECTS_NOT_LOADED",
            "SECURITY_GROUPS",
            "SECURITY_GROUP_RULES",
            "RESOURCE_TAGS",
            "EC2_INSTANCES_HISTORY",
            "CHANGES",
            "CHANGED_BY",
            "CLOUDTRAIL_EVENTS",
            "CHECKS",
            "CHECK_RESULTS",
            "CHECK_SUMMARY")
        .containsAll(Checks.all().stream().map(check -> "CHECK_" + check.id()).toList());
    assertThat(names(ObjectKind.FUNCTION))
        .contains("SNOWWATCH_CANONICAL", "SNOWWATCH_CHANGED_PATHS", "IAM_ROLES_AT");
    assertThat(names(ObjectKind.TABLE)).contains("CHECK_EXCEPTIONS", "REQUIRED_TAGS");
    for (WantedObject object : PLAN.objects()) {
      if (object instanceof WantedView view) {
        assertThat(view.columns())
            .as(view.name().sql())
            .allSatisfy(column -> assertThat(column.comment()).isPresent());
      }
      // https://docs.snowflake.com/en/user-guide/query-size-limits
      assertThat(object.create().sql().length()).as(object.name().sql()).isLessThan(1_000_000);
    }
  }

  @Test
  void readersMayReadAllAndCallTheFunctions() {
    assertThat(PLAN.print())
        .contains(
            "GRANT USAGE ON FUTURE FUNCTIONS IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;",
            "GRANT SELECT ON FUTURE VIEWS IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;",
            "GRANT SELECT ON ALL TABLES IN SCHEMA SNOWWATCH.BI TO ROLE SNOWWATCH_BI_READ_ROLE;",
            "GRANT USAGE ON WAREHOUSE SNOWWATCH_WAREHOUSE TO ROLE SNOWWATCH_BI_READ_ROLE;");
  }

  @Test
  void functionsAreScriptsAndTablesThatNameWhatTheyRead() {
    List<WantedFunction> functions =
        PLAN.objects().stream()
            .filter(WantedFunction.class::isInstance)
            .map(WantedFunction.class::cast)
            .toList();
    WantedFunction script = functions.get(0);
    WantedFunction at = functions.get(functions.size() - 1);

    assertThat(script.create().sql())
        .startsWith(
            """
            CREATE FUNCTION IF NOT EXISTS SNOWWATCH.BI.SNOWWATCH_CANONICAL(DOCUMENT VARIANT, LEFT_OUT STRING, UNORDERED STRING)
            RETURNS STRING
            LANGUAGE JAVASCRIPT
            IMMUTABLE
            COMMENT =""");
    assertThat(script.drop().sql())
        .isEqualTo(
            "DROP FUNCTION IF EXISTS SNOWWATCH.BI.SNOWWATCH_CANONICAL(VARIANT, STRING, STRING)");
    assertThat(at.body()).contains("FROM SNOWWATCH.BI.").contains("_HISTORY AS H");
    assertThat(at.drop().sql()).endsWith("_AT(TIMESTAMP_TZ)");
    assertThat(at.returns())
        .startsWith("TABLE (RESOURCE_TYPE STRING, ")
        .endsWith("RAW_DATA VARIANT)");
  }
}
