package io.snowwatch.cli;

import io.snowwatch.local.LocalEstate;
import io.snowwatch.source.Sources;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snowwatch query}. */
@Command(
    name = "query",
    description = {
      "Asks a question of what was harvested into a folder, in SQL.",
      "The tables are EC2_INSTANCES, SECURITY_GROUPS, SECURITY_GROUP_RULES, RESOURCE_TAGS, CHANGES,"
          + " SCOPES and so on; SHOW TABLES lists them all."
    },
    footer = {
      "  snowwatch query --in ./estate \"SELECT * FROM SCOPES\"",
      "  snowwatch query --in ./estate --format csv \"SELECT GROUP_ID, PEER FROM SECURITY_GROUP_RULES\""
    })
final class QueryCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FOLDER",
      description = "What snowwatch harvest wrote, or a copy of the bucket.")
  private @Nullable Path folder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Answered.Format format = Answered.Format.TABLE;

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (LocalEstate estate =
        LocalEstate.open(java.util.Objects.requireNonNull(folder), Sources.catalog())) {
      estate.problems().forEach(problem -> console.err().println("snowwatch: " + problem));
      Answered.print(estate.query(sql), format, console);
      return estate.problems().isEmpty() ? ExitStatus.OK : ExitStatus.PART_FAILED;
    }
  }
}
