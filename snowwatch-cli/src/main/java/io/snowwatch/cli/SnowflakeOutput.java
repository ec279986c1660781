package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.snowflake.doctor.Diagnosis;
import io.snowwatch.snowflake.doctor.Finding;
import io.snowwatch.snowflake.doctor.Severity;
import io.snowwatch.snowflake.live.Action;
import io.snowwatch.snowflake.live.ApplyException;
import io.snowwatch.snowflake.live.ApplyReport;
import io.snowwatch.snowflake.live.Change;
import io.snowwatch.snowflake.live.Difference;
import io.snowwatch.snowflake.live.Drop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Differences and what was done about them, for people and for machines. */
final class SnowflakeOutput {

  /** How a result is printed. */
  enum Format {
    TEXT,
    JSON
  }

  private static final JsonFactory JSON = new JsonFactory();

  private final PrintWriter out;

  SnowflakeOutput(PrintWriter out) {
    this.out = out;
  }

  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** The difference on both sides. */
  void text(Difference difference, List<Wiring> wirings) {
    for (Wiring wiring : wirings) {
      if (wiring.action() == Wiring.Action.NONE) {
        continue;
      }
      boolean conflict = wiring.action() == Wiring.Action.CONFLICT;
      out.printf("%s %-12s %s%n", conflict ? "x" : "~", "AWS", wiring.subject());
      out.println("    " + wiring.reason());
      sides("there: ", wiring.found());
      sides("wanted:", wiring.wanted());
    }
    wirings.stream()
        .filter(wiring -> wiring.action() == Wiring.Action.NONE)
        .forEach(wiring -> out.println("  " + wiring.subject() + ": " + wiring.reason()));
    text(difference);
    long changes = wirings.stream().filter(w -> w.action() == Wiring.Action.CHANGE).count();
    long conflicts = wirings.stream().filter(w -> w.action() == Wiring.Action.CONFLICT).count();
    if (changes + conflicts > 0) {
      out.printf("On AWS: %d to do, %d in the way.%n", changes, conflicts);
    }
    out.flush();
  }

  private void sides(String title, List<String> lines) {
    if (lines.isEmpty()) {
      out.println("    " + title + " nothing");
      return;
    }
    lines.stream().flatMap(String::lines).forEach(line -> out.println("    " + title + " " + line));
  }

  void text(Difference difference) {
    for (Change change : difference.changes()) {
      out.printf("%s %-12s %s%n", change.action().sign(), change.action(), change.object());
      out.println("    " + change.reason());
      if (change.action() == Action.CONFLICT) {
        out.println("    there:  " + String.join(", ", change.found()));
        out.println("    wanted: " + String.join(", ", change.wanted()));
      }
      if (change.action() == Action.REPLACE_PIPE) {
        out.println(
            "    Done only with --replace-pipes: no file is lost and none is loaded twice.");
      }
    }
    difference.notes().forEach(note -> out.println("  " + note));
    out.println(summary(difference));
    out.flush();
  }

  private static String summary(Difference difference) {
    if (difference.isEmpty()) {
      return "Nothing would change.";
    }
    int conflicts = difference.changes(Action.CONFLICT).size();
    int pipes = difference.changes(Action.REPLACE_PIPE).size();
    return "%d to do, %d pipes to replace, %d in the way."
        .formatted(difference.changes().size() - conflicts - pipes, pipes, conflicts);
  }

  void json(Difference difference, List<Wiring> wirings, List<String> notes) {
    object(
        json -> {
          changes(json, "Changes", difference.changes());
          json.writeArrayFieldStart("Aws");
          for (Wiring wiring : wirings) {
            json.writeStartObject();
            json.writeStringField("Action", wiring.action().name());
            json.writeStringField("Subject", wiring.subject());
            json.writeStringField("Reason", wiring.reason());
            texts(json, "Found", wiring.found());
            texts(json, "Wanted", wiring.wanted());
            json.writeEndObject();
          }
          json.writeEndArray();
          texts(json, "Notes", Stream.concat(difference.notes().stream(), notes.stream()).toList());
        });
  }

  void json(ApplyReport report) {
    object(
        json -> {
          json.writeStringField("Run", report.run());
          changes(json, "Done", report.done());
          changes(json, "Left", report.left());
        });
  }

  void json(ApplyException failure, String nextCommand) {
    object(
        json -> {
          json.writeStringField("Error", failure.reason());
          json.writeStringField("Statement", failure.statement().sql());
          json.writeStringField("SqlState", failure.sqlState());
          json.writeStringField("QueryId", failure.queryId());
          json.writeStringField("Role", failure.statement().role().name());
          json.writeStringField("Next", nextCommand);
        });
  }

  void text(Diagnosis diagnosis) {
    for (Finding finding : diagnosis.findings()) {
      Severity severity = finding.kind().severity();
      if (severity == Severity.OK || severity == Severity.LEFT_OUT) {
        out.printf("%-2s %s: %s%n", severity.sign(), finding.what(), finding.found());
        continue;
      }
      out.printf("%-2s %s: %s%n", severity.sign(), finding.kind(), finding.what());
      out.println("     found:  " + finding.found());
      out.println("     wanted: " + finding.wanted());
      finding
          .commands()
          .forEach(command -> out.println("     mend:   " + command.replace("\n", "\n     ")));
    }
    out.printf(
        "%d broken, %d not seen, %d not as wanted, %d ok.%n",
        diagnosis.findings(Severity.BROKEN).size(),
        diagnosis.findings(Severity.UNSEEN).size(),
        diagnosis.findings(Severity.WARNING).size(),
        diagnosis.findings(Severity.OK).size());
    out.flush();
  }

  void json(Diagnosis diagnosis) {
    object(
        json -> {
          json.writeStringField("Worst", diagnosis.worst().name());
          json.writeArrayFieldStart("Findings");
          for (Finding finding : diagnosis.findings()) {
            json.writeStartObject();
            json.writeStringField("Kind", finding.kind().name());
            json.writeStringField("Severity", finding.kind().severity().name());
            json.writeStringField("Hop", finding.hop().name());
            json.writeStringField("What", finding.what());
            json.writeStringField("Found", finding.found());
            json.writeStringField("Wanted", finding.wanted());
            texts(json, "Commands", finding.commands());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  void json(Drop drop) {
    object(
        json -> {
          texts(json, "Statements", drop.statements().stream().map(Statement::sql).toList());
          texts(json, "Notes", drop.notes());
        });
  }

  private static void changes(JsonGenerator json, String name, List<Change> changes)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Change change : changes) {
      json.writeStartObject();
      json.writeStringField("Action", change.action().name());
      json.writeStringField("Object", change.object());
      json.writeStringField("Reason", change.reason());
      texts(json, "Statements", change.statements().stream().map(Statement::sql).toList());
      texts(json, "Found", change.found());
      texts(json, "Wanted", change.wanted());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void object(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
    out.flush();
  }
}
