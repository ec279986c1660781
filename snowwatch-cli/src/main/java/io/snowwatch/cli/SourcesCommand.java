package io.snowwatch.cli;

import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.json.JsonLines;
import io.snowwatch.storage.BucketLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snowwatch sources}. */
@Command(
    name = "sources",
    description = "Lists what SnowWatch collects, and where it lands.",
    footer = {
      "  snowwatch sources",
      "  snowwatch sources --columns",
      "  snowwatch sources --output json | jq -r '.Columns[].Name'"
    })
final class SourcesCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--columns", description = "Show the columns of every landing table too.")
  private boolean columns;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "How they are printed: ${COMPLETION-CANDIDATES}. JSON is an object per dataset on a line,"
              + " with its columns. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.TEXT;

  @Mixin private Plugins plugins = new Plugins();

  SourcesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    BucketLayout layout =
        BucketLayout.fromEnvironment(plugins.sources().catalog(), console.environment());
    if (output == OutputFormat.JSON) {
      printJson(layout);
    } else {
      printTable(layout);
    }
    return ExitStatus.OK;
  }

  private void printJson(BucketLayout layout) throws IOException {
    JsonLines lines = new JsonLines(console.out());
    for (Source source : plugins.sources().catalog().sources()) {
      for (Dataset dataset : source.datasets()) {
        lines.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("Source", source.name());
              json.writeStringField("Dataset", dataset.name());
              json.writeStringField("Directory", layout.directory(dataset) + "/");
              json.writeStringField("Table", dataset.table());
              json.writeArrayFieldStart("Columns");
              for (Column column : dataset.tableColumns()) {
                json.writeStartObject();
                json.writeStringField("Name", column.name());
                json.writeStringField("Type", column.type().name());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
      }
    }
    lines.flush();
  }

  private void printTable(BucketLayout layout) {
    PrintWriter out = console.text();
    out.printf(
        Locale.ROOT, "%-18s %-18s %-28s %s%n", "SOURCE", "DATASET", "DIRECTORY", "LANDING TABLE");
    for (Source source : plugins.sources().catalog().sources()) {
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
  }
}
