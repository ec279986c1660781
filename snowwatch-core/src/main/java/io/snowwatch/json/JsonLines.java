package io.snowwatch.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes records as lines: UTF-8, an object per line, a line break after every line.
 *
 * <p>Not safe for use by several threads.
 */
public final class JsonLines {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          // Whoever opened a stream closes it, and a compressor must not be flushed for a line.
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .rootValueSeparator("")
          .build();

  private final JsonGenerator json;

  /**
   * Begins to write.
   *
   * @param out takes the lines; flushed and closed by its owner
   * @throws IOException never, in practice: nothing is written yet
   */
  public JsonLines(OutputStream out) throws IOException {
    json = FACTORY.createGenerator(out, JsonEncoding.UTF8);
  }

  /**
   * Writes one line.
   *
   * @param line the record
   * @throws IOException if the stream fails
   */
  public void write(JsonRecord line) throws IOException {
    line.writeTo(json);
    json.writeRaw('\n');
  }

  /**
   * Passes everything written on to the stream, which is not flushed itself.
   *
   * @throws IOException if the stream fails
   */
  public void flush() throws IOException {
    json.flush();
  }
}
