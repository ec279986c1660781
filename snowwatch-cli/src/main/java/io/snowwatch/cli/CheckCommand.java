package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.answers.Severity;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snowwatch check}. */
@Command(
    name = "check",
    description = {
      "Says what is wrong in what was harvested into a folder, a bucket or Snowflake.",
      "UNKNOWN is what nobody has looked at completely: it never counts as PASS. A table lists what"
          + " fails and what is not known; JSON, CSV, JUnit and OCSF (Compliance Finding "
          + OcsfOutput.VERSION
          + ") have every result."
    },
    footer = {
      "  snowwatch check --in ./estate",
      "  snowwatch check --in ./estate --severity high --fail-on high",
      "  snowwatch check --in ./estate --check SG01,SG02 --format json",
      "  snowwatch check --in s3://snowwatch-123456789012 --format ocsf",
      "  snowwatch check --connection my-connection --severity critical",
      "  snowwatch check --explain SG01"
    })
final class CheckCommand implements Callable<Integer> {

  enum Format {
    TABLE,
    JSON,
    CSV,
    JUNIT,
    OCSF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int ACCOUNT = CheckResults.COLUMNS.indexOf("ACCOUNT_ID");
  private static final int REGION = CheckResults.COLUMNS.indexOf("REGION_NAME");
  private static final int RESOURCE = CheckResults.COLUMNS.indexOf("RESOURCE_ID");

  private final Console console;

  @Mixin private EstateOptions in = new EstateOptions();

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "Only checks of this severity and worse: ${COMPLETION-CANDIDATES}.")
  private @Nullable Severity severity;

  @Option(names = "--check", paramLabel = "ID", split = ",", description = "Only these checks.")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      split = ",",
      description = "Only results of these accounts.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "End with status 4 if a check of this severity or worse fails.")
  private @Nullable Severity failOn;

  @Option(
      names = "--exceptions",
      paramLabel = "FILE",
      description =
          "JSON lines that mute failures: CHECK_ID, ACCOUNT_ID, REGION_NAME, RESOURCE_PATTERN,"
              + " TAG_KEY, TAG_VALUE, each if it is to be compared; REASON, and UNTIL_TIME.")
  private @Nullable Path exceptions;

  @Option(
      names = "--require-tag",
      paramLabel = "KEY",
      split = ",",
      description = "Tags that check EC15 looks for at instances and security groups.")
  private List<String> requiredTags = new ArrayList<>();

  @Option(
      names = "--explain",
      paramLabel = "ID",
      description = "Say what a check looks at, why, and what to do.")
  private @Nullable String explain;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    KnownChecks known = in.checks();
    if (explain != null) {
      explain(known.of(explain));
      return ExitStatus.OK;
    }
    List<Check> checks =
        (ids.isEmpty() ? known.all() : ids.stream().map(known::of).toList())
            .stream()
                .filter(c -> severity == null || c.severity().compareTo(severity) <= 0)
                .sorted(Comparator.comparing(Check::severity).thenComparing(Check::id))
                .toList();
    boolean whole;
    boolean failed = false;
    try (EstateOptions.Place place = in.place(console);
        AskedEstate estate =
            place.forChecks(checks, requiredTags, Optional.ofNullable(exceptions))) {
      whole = EstateOptions.isWhole(estate, console);
      CheckOutput output = output();
      output.begin();
      for (Check check : checks) {
        Rows summary = ofAccounts(estate.summary(check));
        failed |=
            failOn != null
                && check.severity().compareTo(failOn) <= 0
                && summary.rows().stream().anyMatch(row -> CheckOutputs.is("FAIL", row));
        output.check(
            check,
            summary,
            sink -> {
              for (List<@Nullable Object> row : ofAccounts(estate.check(check)).rows()) {
                sink.row(row);
              }
            });
      }
      output.end();
    }
    if (failed) {
      return ExitStatus.CHECK_FAILED;
    }
    return whole ? ExitStatus.OK : ExitStatus.PART_FAILED;
  }

  private CheckOutput output() throws IOException {
    return switch (format) {
      case TABLE -> new CheckOutputs.Table(console);
      case JSON -> new CheckOutputs.Lines(new Answered.Json(console.out()));
      case CSV -> new CheckOutputs.Lines(new Answered.Csv(console.text()));
      case JUNIT -> new CheckOutputs.Junit(console);
      case OCSF -> new OcsfOutput(console, Instant.now());
    };
  }

  private Rows ofAccounts(Rows rows) {
    List<List<@Nullable Object>> kept = new ArrayList<>(rows.rows());
    if (!accounts.isEmpty()) {
      kept.removeIf(row -> !accounts.contains(String.valueOf(row.get(ACCOUNT))));
    }
    kept.sort(
        Comparator.comparing((List<@Nullable Object> row) -> String.valueOf(row.get(ACCOUNT)))
            .thenComparing(row -> String.valueOf(row.get(REGION)))
            .thenComparing(row -> String.valueOf(row.get(RESOURCE))));
    return new Rows(rows.columns(), kept);
  }

  private void explain(Check check) {
    PrintWriter out = console.text();
    out.println(check.id() + "  " + check.title());
    out.println("Severity:  " + check.severity().name().toLowerCase(Locale.ROOT));
    out.println(
        "Looks at:  " + check.resourceType() + " (" + String.join(", ", check.datasets()) + ")");
    if (!check.controls().isEmpty()) {
      out.println(
          "CIS AWS Foundations:  "
              + new TreeMap<>(check.controls())
                  .entrySet().stream()
                      .map(e -> e.getKey() + " " + e.getValue())
                      .collect(Collectors.joining(", ")));
    }
    out.println("Why:       " + check.why());
    out.println("Remedy:    " + check.remedy());
    out.println();
    out.println(check.query());
    out.flush();
  }
}
