package io.snowwatch.snowflake;

import io.snowwatch.testing.RenderedFile;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenFilesTest {

  @ParameterizedTest
  @EnumSource
  void printsTheWholeSetUp(Plans plans) {
    golden(plans.file).assertContent(plans.plan().print());
  }

  @Test
  void replacesPipesInTwoHalves() {
    SnowflakePlan plan = Plans.DEFAULTS.plan();

    golden("replace-pipes")
        .assertContent(
            statements(plan.pausePipes())
                + "-- Wait until every pipe is PAUSED with nothing pending.\n"
                + statements(plan.replacePipes(Instant.parse("2026-11-24T08:30:00Z"))));
  }

  @Test
  void loadsRowsFromElsewhere() {
    StagedRow row = new StagedRow("L.DOC", "L.KEY", "L.ROW_NUMBER", "CURRENT_TIMESTAMP()");

    golden("insert")
        .assertContent(
            statements(
                Plans.DEFAULTS.plan().datasets().stream()
                    .map(dataset -> dataset.insert(row, "LANDED AS L"))
                    .toList()));
  }

  private static RenderedFile golden(String name) {
    return RenderedFile.at("src/test/resources/golden/" + name + ".sql");
  }

  private static String statements(List<Statement> statements) {
    return statements.stream().map(s -> s.sql() + ";\n").collect(Collectors.joining());
  }
}
