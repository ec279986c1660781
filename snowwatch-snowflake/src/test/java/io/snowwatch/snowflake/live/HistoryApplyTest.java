package io.snowwatch.snowflake.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.snowflake.Analysis;
import io.snowwatch.snowflake.Answers;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryApplyTest {

  private final InMemorySnowflake account = new InMemorySnowflake();

  private static SnowflakePlan plan(Analysis analysis, int lagMinutes) {
    SnowflakeSettings settings =
        SnowflakeSettings.builder()
            .accountId("123456789012")
            .analysis(analysis)
            .lagMinutes(lagMinutes)
            .build();
    return SnowflakePlan.of(Sources.catalog(), settings, Answers.of(Sources.catalog(), settings));
  }

  @Test
  void viewsBecomeAHistoryThatTasksKeepAndBackAgainByWhatDiffersOnly() {
    Installations.apply(plan(Analysis.VIEWS, 15), account);
    account.statements.clear();

    Installations.apply(plan(Analysis.TASKS, 15), account);

    assertThat(account.statements)
        .contains("GRANT EXECUTE TASK ON ACCOUNT TO ROLE SNOWWATCH_ROLE")
        .anyMatch(sql -> sql.startsWith("CREATE OR ALTER VIEW SNOWWATCH.BI.EC2_INSTANCES_HISTORY"))
        .anyMatch(sql -> sql.startsWith("CREATE OR ALTER TASK SNOWWATCH.AWS.MERGE_HISTORY"))
        .contains("ALTER TASK SNOWWATCH.AWS.MERGE_HISTORY RESUME")
        .noneMatch(sql -> sql.startsWith("CREATE OR ALTER VIEW SNOWWATCH.BI.SECURITY_GROUP_RULES"))
        .noneMatch(sql -> sql.startsWith("CREATE PIPE"));
    assertThat(account.has(ObjectKind.STREAM, "SNOWWATCH", "AWS", "EC2_INSTANCES_LANDED")).isTrue();
    assertThat(Installations.difference(plan(Analysis.TASKS, 15), account).changes()).isEmpty();
    account.statements.clear();

    Installations.apply(plan(Analysis.TASKS, 60), account);

    assertThat(account.statements)
        .filteredOn(sql -> !sql.startsWith("USE "))
        .extracting(sql -> sql.lines().findFirst().orElseThrow())
        .isEqualTo(
            List.of(
                "ALTER TASK SNOWWATCH.AWS.MERGE_HISTORY SUSPEND",
                "CREATE OR ALTER TASK SNOWWATCH.AWS.MERGE_HISTORY",
                "ALTER TASK SNOWWATCH.AWS.MERGE_HISTORY RESUME"));
  }

  @Test
  void dropRemovesTasksAndStreamsAndWithTheDataEverything() {
    SnowflakePlan plan = plan(Analysis.TASKS, 15);
    Installations.apply(plan, account);

    Drop.keepingData(plan, account).run(account, new Listener() {});

    assertThat(account.has(ObjectKind.TASK, "SNOWWATCH", "AWS", "MERGE_HISTORY")).isFalse();
    assertThat(account.has(ObjectKind.STREAM, "SNOWWATCH", "AWS", "EC2_INSTANCES_LANDED"))
        .isFalse();
    assertThat(account.has(ObjectKind.TABLE, "SNOWWATCH", "AWS", "EC2_INSTANCES_VERSIONS"))
        .isTrue();

    Drop.withData(plan, account).run(account, new Listener() {});

    assertThat(account.objects).isEmpty();
  }
}
