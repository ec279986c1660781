package io.snowwatch.storage;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Compresses with Zstandard. */
final class ZstdWriter extends CompressedWriter {

  /** Higher levels cost more time than they save bytes; see docs/benchmarks.md. */
  private static final int LEVEL = 1;

  private final Kept kept;
  private final ZstdOutputStreamNoFinalizer zstd;
  private boolean closed;

  ZstdWriter(OutputStream out) throws IOException {
    kept = new Kept(out);
    zstd = new ZstdOutputStreamNoFinalizer(kept, LEVEL);
    zstd.setChecksum(true);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    zstd.write(bytes, offset, length);
  }

  @Override
  public void finish() throws IOException {
    closed = true;
    zstd.close();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kept.discards = true;
      try {
        zstd.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Stays open, and takes nothing more once what was written is not wanted. */
  private static final class Kept extends FilterOutputStream {

    private boolean discards;

    Kept(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!discards) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void close() {}
  }
}
