package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.Checks;
import io.snowwatch.answers.Severity;
import io.snowwatch.local.LocalEstate;
import io.snowwatch.local.Rows;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code snowwatch check}. */
@Command(
    name = "check",
    description = {
      "Says what is wrong in what was harvested into a folder.",
      "UNKNOWN is what nobody has looked at completely: it never counts as PASS. A table lists what"
          + " fails and what is not known; JSON, CSV and JUnit have every result."
    },
    footer = {
      "  snowwatch check --in ./estate",
      "  snowwatch check --in ./estate --severity high --fail-on high",
      "  snowwatch check --in ./estate --check SG01,SG02 --format json",
      "  snowwatch check --explain SG01"
    })
final class CheckCommand implements Callable<Integer> {

  enum Format {
    TABLE,
    JSON,
    CSV,
    JUNIT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int SEVERITY = CheckResults.COLUMNS.indexOf("SEVERITY");
  private static final int STATUS = CheckResults.COLUMNS.indexOf("STATUS");
  private static final int ACCOUNT = CheckResults.COLUMNS.indexOf("ACCOUNT_ID");
  private static final int REGION = CheckResults.COLUMNS.indexOf("REGION_NAME");
  private static final int RESOURCE = CheckResults.COLUMNS.indexOf("RESOURCE_ID");
  private static final int REASON = CheckResults.COLUMNS.indexOf("REASON");
  private static final int TITLE = CheckResults.COLUMNS.indexOf("TITLE");

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      description = "What snowwatch harvest wrote, or a copy of the bucket.")
  private @Nullable Path folder;

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
    if (explain != null) {
      explain(Checks.of(explain));
      return ExitStatus.OK;
    }
    if (folder == null) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "Missing required option: '--in=FOLDER'");
    }
    List<Check> checks =
        (ids.isEmpty() ? Checks.all() : ids.stream().map(Checks::of).toList())
            .stream()
                .filter(c -> severity == null || c.severity().compareTo(severity) <= 0)
                .toList();
    List<List<@Nullable Object>> all = new ArrayList<>();
    boolean damaged;
    try (LocalEstate estate =
        LocalEstate.open(folder, Sources.catalog(), LocalEstate.Documents.NEEDED)) {
      estate.problems().forEach(problem -> console.err().println("snowwatch: " + problem));
      damaged = !estate.problems().isEmpty();
      if (exceptions != null) {
        estate.addExceptions(exceptions);
      }
      requiredTags.forEach(estate::requireTag);
      estate.prepare(checks);
      for (Check check : checks) {
        for (List<@Nullable Object> row : estate.check(check).rows()) {
          if (accounts.isEmpty() || accounts.contains(String.valueOf(row.get(ACCOUNT)))) {
            all.add(row);
          }
        }
      }
    }
    all.sort(
        Comparator.comparing((List<@Nullable Object> row) -> severity(row))
            .thenComparing(row -> String.valueOf(row.get(0)))
            .thenComparing(row -> String.valueOf(row.get(ACCOUNT)))
            .thenComparing(row -> String.valueOf(row.get(REGION)))
            .thenComparing(row -> String.valueOf(row.get(RESOURCE))));
    switch (format) {
      case TABLE -> table(all);
      case JSON ->
          Answered.print(new Rows(CheckResults.COLUMNS, all), Answered.Format.JSON, console);
      case CSV -> Answered.print(new Rows(CheckResults.COLUMNS, all), Answered.Format.CSV, console);
      case JUNIT -> junit(all);
    }
    if (failOn != null
        && all.stream().anyMatch(row -> is("FAIL", row) && severity(row).compareTo(failOn) <= 0)) {
      return ExitStatus.CHECK_FAILED;
    }
    return damaged ? ExitStatus.PART_FAILED : ExitStatus.OK;
  }

  private static Severity severity(List<@Nullable Object> row) {
    return Severity.valueOf(String.valueOf(row.get(SEVERITY)).toUpperCase(Locale.ROOT));
  }

  private static boolean is(String status, List<@Nullable Object> row) {
    return status.equals(row.get(STATUS));
  }

  private void table(List<List<@Nullable Object>> all) {
    List<List<@Nullable Object>> shown = new ArrayList<>();
    for (String status : List.of("FAIL", "UNKNOWN")) {
      for (List<@Nullable Object> row : all) {
        if (is(status, row)) {
          List<@Nullable Object> line = new ArrayList<>();
          for (int column : new int[] {SEVERITY, 0, STATUS, ACCOUNT, REGION, RESOURCE}) {
            line.add(row.get(column));
          }
          line.add(row.get(REASON) == null ? row.get(TITLE) : row.get(REASON));
          shown.add(line);
        }
      }
    }
    Answered.print(
        new Rows(
            List.of("SEVERITY", "CHECK", "STATUS", "ACCOUNT", "REGION", "RESOURCE", "REASON"),
            shown),
        Answered.Format.TABLE,
        console);
    Map<String, Long> counts =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    row -> String.valueOf(row.get(STATUS)), TreeMap::new, Collectors.counting()));
    PrintWriter out = console.text();
    out.println();
    out.println(
        counts.isEmpty()
            ? "There are no results."
            : counts.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", ")));
    out.flush();
  }

  /** A test suite per check, a test case per result. */
  private void junit(List<List<@Nullable Object>> all) throws IOException {
    Map<String, List<List<@Nullable Object>>> byCheck = new TreeMap<>();
    all.forEach(
        row ->
            byCheck.computeIfAbsent(String.valueOf(row.get(0)), i -> new ArrayList<>()).add(row));
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newFactory()
              .createXMLStreamWriter(console.out(), StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writeStartElement("testsuites");
      for (Map.Entry<String, List<List<@Nullable Object>>> suite : byCheck.entrySet()) {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", suite.getKey() + " " + Checks.of(suite.getKey()).title());
        xml.writeAttribute("tests", String.valueOf(suite.getValue().size()));
        xml.writeAttribute("failures", count(suite.getValue(), "FAIL"));
        xml.writeAttribute("errors", count(suite.getValue(), "UNKNOWN"));
        xml.writeAttribute("skipped", count(suite.getValue(), "MUTED"));
        for (List<@Nullable Object> row : suite.getValue()) {
          xml.writeStartElement("testcase");
          xml.writeAttribute("classname", suite.getKey());
          xml.writeAttribute(
              "name",
              printable(
                  "%s %s %s".formatted(row.get(ACCOUNT), row.get(REGION), row.get(RESOURCE))));
          String element =
              switch (String.valueOf(row.get(STATUS))) {
                case "FAIL" -> "failure";
                case "UNKNOWN" -> "error";
                case "MUTED" -> "skipped";
                default -> "";
              };
          if (!element.isEmpty()) {
            xml.writeEmptyElement(element);
            xml.writeAttribute("message", printable(String.valueOf(row.get(REASON))));
          }
          xml.writeEndElement();
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
      console.out().write('\n');
      console.out().flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static String count(List<List<@Nullable Object>> rows, String status) {
    return String.valueOf(rows.stream().filter(row -> is(status, row)).count());
  }

  /** XML has no control characters, however they are written. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
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
