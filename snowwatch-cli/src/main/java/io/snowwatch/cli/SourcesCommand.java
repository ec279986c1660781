package io.snowwatch.cli;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code snowwatch sources}. */
@Command(
    name = "sources",
    description = "Lists what SnowWatch collects, and where it lands.",
    footer = {"  snowwatch sources", "  snowwatch sources --columns"})
final class SourcesCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--columns", description = "Show the columns of every landing table too.")
  private boolean columns;

  SourcesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BucketLayout layout = BucketLayout.fromEnvironment(Sources.catalog(), console.environment());
    PrintWriter out = console.text();
    out.printf(
        Locale.ROOT, "%-18s %-18s %-28s %s%n", "SOURCE", "DATASET", "DIRECTORY", "LANDING TABLE");
    for (Source source : Sources.catalog().sources()) {
      for (Dataset dataset : source.datasets()) {
        out.printf(
            Locale.ROOT,
            "%-18s %-18s %-28s %s%n",
            source.name(),
            dataset.name(),
            layout.directory(dataset) + "/",
            dataset.table());
        if (columns) {
          out.println(
              dataset.tableColumns().stream()
                  .map(Column::name)
                  .collect(Collectors.joining(", ", "    ", "")));
        }
      }
    }
    out.flush();
    return ExitStatus.OK;
  }
}
