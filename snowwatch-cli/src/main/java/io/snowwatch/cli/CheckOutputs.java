package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** The forms of {@code snowwatch check}. */
final class CheckOutputs {

  private static final int STATUS = CheckResults.COLUMNS.indexOf("STATUS");
  private static final int ACCOUNT = CheckResults.COLUMNS.indexOf("ACCOUNT_ID");
  private static final int REGION = CheckResults.COLUMNS.indexOf("REGION_NAME");
  private static final int RESOURCE = CheckResults.COLUMNS.indexOf("RESOURCE_ID");
  private static final int REASON = CheckResults.COLUMNS.indexOf("REASON");
  private static final int TITLE = CheckResults.COLUMNS.indexOf("TITLE");
  private static final int SEVERITY = CheckResults.COLUMNS.indexOf("SEVERITY");

  private CheckOutputs() {}

  static boolean is(String status, List<@Nullable Object> row) {
    return status.equals(row.get(STATUS));
  }

  /** How many results a row of a summary stands for. */
  private static long resources(List<@Nullable Object> row) {
    return row.get(CheckResults.COLUMNS.size()) instanceof Number number ? number.longValue() : 1;
  }

  /** What fails, then what is not known, and how many there are of each. */
  static final class Table implements CheckOutput {

    private final Console console;
    private final Map<String, List<List<@Nullable Object>>> shown = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();

    Table(Console console) {
      this.console = console;
    }

    @Override
    public void check(Check check, Rows summary, Source all) {
      for (List<@Nullable Object> row : summary.rows()) {
        String status = String.valueOf(row.get(STATUS));
        counts.merge(status, resources(row), Long::sum);
        if (status.equals("FAIL") || status.equals("UNKNOWN")) {
          List<@Nullable Object> line = new ArrayList<>();
          for (int column : new int[] {SEVERITY, 0, STATUS, ACCOUNT, REGION, RESOURCE}) {
            line.add(row.get(column));
          }
          line.add(row.get(REASON) == null ? row.get(TITLE) : row.get(REASON));
          shown.computeIfAbsent(status, s -> new ArrayList<>()).add(line);
        }
      }
    }

    @Override
    public void end() {
      List<List<@Nullable Object>> lines = new ArrayList<>();
      shown.values().forEach(lines::addAll);
      Answered.print(
          new Rows(
              List.of("SEVERITY", "CHECK", "STATUS", "ACCOUNT", "REGION", "RESOURCE", "REASON"),
              lines),
          Answered.Format.TABLE,
          console);
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
  }

  /** Every result with every column. */
  static final class Lines implements CheckOutput {

    private final Answered.Writer writer;

    Lines(Answered.Writer writer) {
      this.writer = writer;
    }

    @Override
    public void begin() throws IOException {
      writer.begin(CheckResults.COLUMNS);
    }

    @Override
    public void check(Check check, Rows summary, Source all) throws IOException {
      all.forEach(writer::row);
    }

    @Override
    public void end() throws IOException {
      writer.end();
    }
  }

  /** A test suite per check, a test case per result. */
  static final class Junit implements CheckOutput {

    private final Console console;
    private final XMLStreamWriter xml;

    Junit(Console console) throws IOException {
      this.console = console;
      try {
        xml =
            XMLOutputFactory.newFactory()
                .createXMLStreamWriter(console.out(), StandardCharsets.UTF_8.name());
      } catch (XMLStreamException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void begin() throws IOException {
      try {
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        xml.writeStartElement("testsuites");
      } catch (XMLStreamException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void check(Check check, Rows summary, Source all) throws IOException {
      if (summary.rows().isEmpty()) {
        return;
      }
      try {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", check.id() + " " + check.title());
        xml.writeAttribute(
            "tests",
            String.valueOf(summary.rows().stream().mapToLong(CheckOutputs::resources).sum()));
        xml.writeAttribute("failures", count(summary, "FAIL"));
        xml.writeAttribute("errors", count(summary, "UNKNOWN"));
        xml.writeAttribute("skipped", count(summary, "MUTED"));
        all.forEach(this::testCase);
        xml.writeEndElement();
      } catch (XMLStreamException e) {
        throw new IOException(e);
      }
    }

    private void testCase(List<@Nullable Object> row) throws IOException {
      try {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", String.valueOf(row.get(0)));
        xml.writeAttribute(
            "name",
            printable("%s %s %s".formatted(row.get(ACCOUNT), row.get(REGION), row.get(RESOURCE))));
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
      } catch (XMLStreamException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void end() throws IOException {
      try {
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.flush();
        console.out().write('\n');
        console.out().flush();
      } catch (XMLStreamException e) {
        throw new IOException(e);
      }
    }

    private static String count(Rows summary, String status) {
      return String.valueOf(
          summary.rows().stream()
              .filter(row -> is(status, row))
              .mapToLong(CheckOutputs::resources)
              .sum());
    }

    /** XML has no control characters and no halves of characters, however they are written. */
    private static String printable(String text) {
      return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", " ");
    }
  }
}
