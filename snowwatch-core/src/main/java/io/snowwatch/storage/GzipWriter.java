package io.snowwatch.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses with gzip; the header carries no time. */
final class GzipWriter extends CompressedWriter {

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Gzip gzip;

  GzipWriter(OutputStream out) throws IOException {
    gzip = new Gzip(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    gzip.write(bytes, offset, length);
  }

  @Override
  public void finish() throws IOException {
    gzip.finish();
  }

  @Override
  public void close() {
    gzip.free();
  }

  private static final class Gzip extends GZIPOutputStream {

    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
    }

    void free() {
      def.end();
    }
  }
}
