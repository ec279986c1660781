package io.snowwatch.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The data dictionary and the checks, as pages that follow from the catalog and the checks. */
class DictionaryTest {

  @Test
  void everyTableAndViewHasAPage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    for (Dataset dataset : Sources.catalog().datasets()) {
      pages.put(
          dataset.table(),
          page(
              dataset.table(),
              dataset.title() + ", as they landed.",
              dataset.tableColumns().stream()
                  .map(c -> row(c.name(), c.type().name().toLowerCase(Locale.ROOT), c))
                  .toList(),
              "| column | type | is |\n|---|---|---|\n"));
    }
    List<AnswerView> views =
        new ArrayList<>(AnswerViews.of(Sources.catalog(), Dialect.SNOWFLAKE, Dataset::table).all());
    CheckViews.of(Dialect.SNOWFLAKE).all().stream()
        .filter(view -> !view.name().matches("CHECK_[A-Z]{2}\\d\\d"))
        .forEach(views::add);
    for (AnswerView view : views) {
      pages.put(
          view.name(),
          page(
              view.name(),
              view.title() + ".",
              view.columns().stream()
                  .map(c -> "| `%s` | %s |\n".formatted(c.name(), escaped(c.description())))
                  .toList(),
              "| column | is |\n|---|---|\n"));
    }
    pages.put(
        "README",
        "# Tables and views\n\n"
            + pages.keySet().stream()
                .map(name -> "- [%s](%s.md)\n".formatted(name, name))
                .collect(Collectors.joining()));

    assertPages("../docs/tables/", pages);
  }

  @Test
  void everyCheckHasAPage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    StringBuilder index =
        new StringBuilder(
            "# Checks\n\n| check | severity | fails where | CIS |\n|---|---|---|---|\n");
    for (Check check : Checks.all()) {
      String severity = check.severity().name().toLowerCase(Locale.ROOT);
      String controls =
          new TreeMap<>(check.controls())
              .entrySet().stream()
                  .map(e -> e.getKey() + " " + e.getValue())
                  .collect(Collectors.joining(", "));
      index.append(
          "| [%s](%s.md) | %s | %s | %s |\n"
              .formatted(check.id(), check.id(), severity, escaped(check.title()), controls));
      pages.put(
          check.id(),
          """
          # %s: %s

          | | |
          |---|---|
          | severity | %s |
          | looks at | `%s` |
          | needs | %s |
          | CIS AWS Foundations | %s |
          | why | %s |
          | remedy | %s |

          ```sql
          %s
          ```
          """
              .formatted(
                  check.id(),
                  check.title(),
                  severity,
                  check.resourceType(),
                  String.join(", ", check.datasets()),
                  controls.isEmpty() ? "–" : controls,
                  escaped(check.why()),
                  escaped(check.remedy()),
                  check.query()));
    }
    pages.put("README", index.toString());

    assertPages("../docs/checks/", pages);
  }

  private static String row(String name, String type, Column column) {
    return "| `%s` | %s | %s |\n".formatted(name, type, escaped(column.description()));
  }

  private static String page(String name, String title, List<String> rows, String head) {
    return "# %s\n\n%s\n\n%s%s".formatted(name, title, head, String.join("", rows));
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static void assertPages(String folder, Map<String, String> pages) throws IOException {
    pages.forEach((name, text) -> RenderedFile.at(folder + name + ".md").assertContent(text));
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      files.forEach(f -> found.add(f.getFileName().toString().replace(".md", "")));
    }
    assertThat(found).as("pages of what is no longer there").hasSameElementsAs(pages.keySet());
  }
}
