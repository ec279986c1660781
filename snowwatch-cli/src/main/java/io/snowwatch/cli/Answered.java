package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.local.Rows;
import io.snowwatch.snowflake.live.TypedRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
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

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Answered() {}

  /** Prints rows as they come. */
  interface Writer {
    void begin(List<String> columns) throws IOException;

    void row(List<@Nullable Object> row) throws IOException;

    void end() throws IOException;
  }

  static void print(Rows rows, Format format, Console console) {
    try {
      switch (format) {
        case TABLE -> table(rows, console.text());
        case JSON -> all(rows, new Json(console.out()));
        case CSV -> all(rows, new Csv(console.text()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void all(Rows rows, Writer writer) throws IOException {
    writer.begin(rows.columns());
    for (List<@Nullable Object> row : rows.rows()) {
      writer.row(row);
    }
    writer.end();
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
    String line = text == null ? "-" : CONTROL.matcher(text).replaceAll(" ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }

  /** An array of objects. */
  static final class Json implements Writer {

    private final JsonGenerator json;
    private List<String> columns = List.of();

    Json(OutputStream out) throws IOException {
      json = new JsonFactory().createGenerator(out);
      json.useDefaultPrettyPrinter();
    }

    @Override
    public void begin(List<String> columns) throws IOException {
      this.columns = columns;
      json.writeStartArray();
    }

    @Override
    public void row(List<@Nullable Object> row) throws IOException {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeFieldName(columns.get(i));
        value(json, row.get(i));
      }
      json.writeEndObject();
    }

    @Override
    public void end() throws IOException {
      json.writeEndArray();
      json.writeRaw('\n');
      json.flush();
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
    } else if (value instanceof TypedRows.Json
        || value.getClass().getSimpleName().equals("JsonNode")) {
      // What the engine knows to be JSON.
      json.writeRawValue(value.toString());
    } else {
      json.writeString(text(value));
    }
  }

  /** RFC 4180, with lines that end as everywhere here. */
  static final class Csv implements Writer {

    private final PrintWriter out;

    Csv(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void begin(List<String> columns) {
      out.println(columns.stream().map(Answered::quoted).collect(Collectors.joining(",")));
    }

    @Override
    public void row(List<@Nullable Object> row) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        @Nullable String text = text(row.get(i));
        line.append(i == 0 ? "" : ",").append(text == null ? "" : quoted(text));
      }
      out.println(line);
    }

    @Override
    public void end() {
      out.flush();
    }
  }

  private static final Pattern PLAIN = Pattern.compile("[^\",\r\n]*");

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
