package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as people and programs read them. */
final class Answered {

  /** How rows are printed. */
  enum Format {
    TABLE,
    JSON,
    CSV;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A wider cell is cut in a table: JSON and CSV have all of it. */
  private static final int WIDEST = 60;

  private Answered() {}

  static void print(Rows rows, Format format, Console console) {
    switch (format) {
      case TABLE -> table(rows, console.text());
      case JSON -> json(rows, console.out());
      case CSV -> csv(rows, console.text());
    }
  }

  /** A value as text; times in UTC as everywhere. */
  static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof OffsetDateTime time
        ? time.toInstant().toString()
        : String.valueOf(value);
  }

  private static void table(Rows rows, PrintWriter out) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(rows.columns());
    for (List<@Nullable Object> row : rows.rows()) {
      cells.add(row.stream().map(Answered::cell).toList());
    }
    int[] widths = new int[rows.columns().size()];
    cells.forEach(
        row -> {
          for (int i = 0; i < row.size(); i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(i == 0 ? "" : "  ").append(row.get(i));
        line.append(" ".repeat(widths[i] - row.get(i).length()));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  /** One line, whatever control characters somebody put into a name. */
  static String cell(@Nullable Object value) {
    String text = text(value);
    String line = text == null ? "-" : text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }

  private static void json(Rows rows, OutputStream out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (List<@Nullable Object> row : rows.rows()) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
          json.writeFieldName(rows.columns().get(i));
          value(json, row.get(i));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeRaw('\n');
      json.flush();
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Number number) {
      json.writeNumber(number.toString());
    } else if (value.getClass().getSimpleName().equals("JsonNode")) {
      // What the engine knows to be JSON.
      json.writeRawValue(value.toString());
    } else {
      json.writeString(text(value));
    }
  }

  private static void csv(Rows rows, PrintWriter out) {
    out.println(rows.columns().stream().map(Answered::quoted).collect(Collectors.joining(",")));
    for (List<@Nullable Object> row : rows.rows()) {
      out.println(
          row.stream()
              .map(value -> value == null ? "" : quoted(String.valueOf(text(value))))
              .collect(Collectors.joining(",")));
    }
    out.flush();
  }

  private static String quoted(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
