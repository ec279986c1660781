package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snowwatch report}. */
@Command(
    name = "report",
    description = {
      "Writes one page about what was harvested into a folder, a bucket or Snowflake, to look at and to"
          + " send.",
      "First what nobody has looked at, then what is wrong and what to do, what changed and who did"
          + " it, what there is, what the internet can reach, and who did what. The page needs nothing"
          + " else and asks nobody. The results by severity are printed too."
    },
    footer = {"  snowwatch report --in ./estate --output report.html"})
final class ReportCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private EstateOptions in = new EstateOptions();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The HTML file, which is replaced if it is there.")
  private @Nullable Path output;

  @Option(
      names = "--exceptions",
      paramLabel = "FILE",
      description = "JSON lines that mute failures, as those of snowwatch check.")
  private @Nullable Path exceptions;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<String> problems;
    List<Check> checks = ReportPage.ordered(in.checks());
    ReportPage page = new ReportPage(Instant.now(), in.catalog(), checks);
    try (EstateOptions.Place place = in.place(console)) {
      try (AskedEstate estate = place.forAll()) {
        EstateOptions.isWhole(estate, console);
        problems = List.copyOf(estate.problems());
        page.facts(estate);
      }
      try (AskedEstate estate =
          place.forChecks(checks, List.of(), Optional.ofNullable(exceptions))) {
        page.posture(estate);
      }
    }
    write(Objects.requireNonNull(output).toAbsolutePath(), page.render(problems));
    Answered.print(page.severities(), Answered.Format.TABLE, console);
    return problems.isEmpty() ? ExitStatus.OK : ExitStatus.PART_FAILED;
  }

  /** A page is there as a whole or not at all. */
  private static void write(Path file, String html) throws IOException {
    Path scratch = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.writeString(scratch, html, StandardCharsets.UTF_8);
      Files.move(scratch, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }
}
