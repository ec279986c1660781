package io.snowwatch.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snowwatch query}. */
@Command(
    name = "query",
    description = {
      "Asks a question of what was harvested into a folder, a bucket or Snowflake, in SQL.",
      "The tables are EC2_INSTANCES, SECURITY_GROUPS, SECURITY_GROUP_RULES, RESOURCE_TAGS, CHANGES,"
          + " SCOPES and so on; SHOW TABLES lists them all."
    },
    footer = {
      "  snowwatch query --in ./estate \"SELECT * FROM SCOPES\"",
      "  snowwatch query --in ./estate --format csv \"SELECT GROUP_ID, PEER FROM"
          + " SECURITY_GROUP_RULES\""
    })
final class QueryCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private EstateOptions in = new EstateOptions();

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
  public Integer call() throws IOException {
    try (EstateOptions.Place place = in.place(console);
        AskedEstate estate = place.forQuery(sql)) {
      boolean whole = EstateOptions.isWhole(estate, console);
      Answered.print(estate.query(sql), format, console);
      return whole ? ExitStatus.OK : ExitStatus.PART_FAILED;
    }
  }
}
