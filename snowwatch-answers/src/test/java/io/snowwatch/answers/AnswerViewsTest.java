package io.snowwatch.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerViewsTest {

  private static AnswerViews views(Dialect dialect) {
    return AnswerViews.of(Sources.catalog(), dialect, dataset -> "AWS." + dataset.table());
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void rendersTheSameViewsForEveryDatabase(Dialect dialect) {
    StringBuilder all = new StringBuilder();
    for (AnswerView view : views(dialect).all()) {
      all.append("-- %s: %s\n%s;\n\n".formatted(view.name(), view.title(), view.query()));
    }
    for (Check check : Checks.all()) {
      if (check.id().endsWith("01")) {
        all.append("-- %s\n%s;\n\n".formatted(check.id(), CheckResults.in(dialect).query(check)));
      }
    }

    RenderedFile.at(
            "src/test/resources/golden/%s.sql".formatted(dialect.name().toLowerCase(Locale.ROOT)))
        .assertContent(all.toString());
    assertThat(views(dialect).all().stream().map(AnswerView::name).toList())
        .isEqualTo(views(Dialect.DUCKDB).all().stream().map(AnswerView::name).toList());
  }

  @Test
  void everyViewIsThereOnceAndDescribed() {
    List<AnswerView> all = views(Dialect.SNOWFLAKE).all();

    assertThat(all).extracting(AnswerView::name).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(
            view -> {
              assertThat(view.title()).isNotBlank();
              assertThat(view.columns())
                  .as(view.name())
                  .isNotEmpty()
                  .allSatisfy(c -> assertThat(c.description()).as(c.name()).endsWith("."));
              assertThat(view.columns().stream().map(AnswerView.Column::name))
                  .doesNotHaveDuplicates();
            });
    assertThat(all.stream().map(AnswerView::name))
        .contains(
            "SCOPES",
            "SCOPE_RUNS",
            "OBJECTS_NOT_LOADED",
            "EC2_INSTANCES",
            "SECURITY_GROUP_RULES",
            "LOAD_BALANCER_LISTENERS",
            "IAM_POLICY_STATEMENTS",
            "IAM_ATTACHMENTS",
            "INSTANCE_INTERFACES",
            "INSTANCE_VOLUMES",
            "INSTANCE_SECURITY_GROUPS",
            "RESOURCE_TAGS",
            "EC2_INSTANCES_HISTORY",
            "EC2_INSTANCES_CHANGES",
            "CHANGES",
            "CHANGED_BY");
  }

  /** Snowflake takes it in a WHERE only, which every view that it asks would have to be. */
  @Test
  void noViewAsksInAWayThatADatabaseDoesNotTake() {
    assertThat(views(Dialect.SNOWFLAKE).all())
        .allSatisfy(view -> assertThat(view.query()).as(view.name()).doesNotContain("EXISTS ("));
  }

  @Test
  void theChecksAreViews() {
    List<AnswerView> all = CheckViews.of(Dialect.SNOWFLAKE).all();

    assertThat(all)
        .hasSize(Checks.all().size() + 3)
        .extracting(AnswerView::name)
        .doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(
            view ->
                assertThat(view.columns())
                    .isNotEmpty()
                    .allSatisfy(c -> assertThat(c.description()).as(c.name()).endsWith(".")));
  }

  @Test
  void everyCheckSaysEverything() {
    Set<String> datasets =
        Sources.catalog().datasets().stream().map(d -> d.name()).collect(Collectors.toSet());

    assertThat(Checks.all()).hasSize(86);
    assertThat(Checks.all()).extracting(Check::id).doesNotHaveDuplicates().isSorted();
    assertThat(Checks.all())
        .allSatisfy(
            check -> {
              assertThat(datasets).as(check.id()).containsAll(check.datasets());
              assertThat(check.why()).endsWith(".");
              assertThat(check.remedy()).endsWith(".");
              assertThat(check.title()).doesNotEndWith(".");
              assertThat(new HashSet<>(Set.of("v3", "v5", "v6")))
                  .containsAll(check.controls().keySet());
              // Only views know paths into documents.
              assertThat(check.query()).doesNotContain("RAW_DATA", "EVENT_DATA", "json_");
            });
    assertThat(Checks.of("sg01").title()).isEqualTo(Checks.of("SG01").title());
  }

  @Test
  void aHeaderThatLacksSomethingOrHasTooMuchIsRefused() {
    assertThatThrownBy(() -> Check.parse("-- id: X1\nSELECT 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A check does not say its title: add it.");
    String whole =
        "-- id: X1\n-- title: T\n-- severity: low\n-- resource: AWS::A::B\n-- needs: a\n-- why: W.\n-- remedy: R.\n";
    assertThatThrownBy(() -> Check.parse(whole + "-- colour: red\nSELECT 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Check X1 says [colour], which nobody knows.");
    assertThatThrownBy(() -> Check.parse(whole + "-- id: X2\nSELECT 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A check says id twice: say it once.");
    assertThat(Check.parse(whole + "SELECT 1\n-- not a header\n").query())
        .isEqualTo("SELECT 1\n-- not a header");
  }

  @Test
  void aCheckThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Checks.of("XX99"))
        .isInstanceOf(io.snowwatch.ConfigurationException.class)
        .hasMessageContaining("There is no check 'XX99': choose from CT01, CT02");
  }
}
