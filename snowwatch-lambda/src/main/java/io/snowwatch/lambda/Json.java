package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The functions' JSON: events in, summaries out. */
final class Json {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static void write(ObjectNode summary, OutputStream out) throws IOException {
    out.write(summary.toString().getBytes(StandardCharsets.UTF_8));
  }
}
