package io.snowwatch.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Anything that writes itself as one JSON object. */
public interface JsonRecord {

  /**
   * Writes exactly one JSON object and nothing else.
   *
   * @param json where to write
   * @throws IOException if the generator's output fails
   */
  void writeTo(JsonGenerator json) throws IOException;
}
