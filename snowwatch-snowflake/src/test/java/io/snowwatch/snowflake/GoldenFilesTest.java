package io.snowwatch.snowflake;

import io.snowwatch.testing.RenderedFile;
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
  void replacesAPipeStepByStep() {
    WantedPipe pipe = Plans.DEFAULTS.plan().dataset("security_groups").wantedPipes().get(0);

    golden("replace-pipe").assertContent(statements(Plans.replacement(pipe)));
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
