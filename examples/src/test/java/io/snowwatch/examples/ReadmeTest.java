package io.snowwatch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.serverless.PermissionsTable;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README says of the code, the code says. */
class ReadmeTest {

  private static final RenderedFile README = RenderedFile.at("../README.md");
  private static final Path EXAMPLES = Path.of("src/main/java/io/snowwatch/examples");
  private static final int MOST_LINES = 10;

  @Test
  void theEmbeddingExampleIsTheOneThatRunsAndHasTenLinesAtMost() {
    String code = TaggedRegion.of(EXAMPLES.resolve("ListInstances.java"), "embedding");

    assertThat(code.lines().count()).isLessThanOrEqualTo(MOST_LINES);
    README.assertSection("embedding", fenced(code));
  }

  @Test
  void theSqlExampleIsTheOneThatRuns() {
    README.assertSection(
        "sql", fenced(TaggedRegion.of(EXAMPLES.resolve("GenerateSql.java"), "sql")));
  }

  @Test
  void theDatasetsAreTheCatalogs() {
    StringBuilder table =
        new StringBuilder(
            "| dataset | function | directory | landing table | pipe |\n|---|---|---|---|---|\n");
    for (Source source : Sources.catalog().sources()) {
      for (Dataset dataset : source.datasets()) {
        table.append(
            "| %s | %s | `%s/` | `%s` | `%s` |\n"
                .formatted(
                    dataset.title(),
                    source
                        .function()
                        .map(function -> "`" + function + "`")
                        .orElse("every scheduled function"),
                    source.directory(dataset),
                    dataset.table(),
                    dataset.pipe()));
      }
    }
    README.assertSection("datasets", table.toString());
  }

  @Test
  void thePermissionsAreThoseOfTheRoles() {
    README.assertSection("permissions", PermissionsTable.markdown(Sources.catalog()));
  }

  private static String fenced(String code) {
    return "```java\n" + code.stripTrailing() + "\n```\n";
  }
}
