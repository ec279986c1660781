package io.snowwatch.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output, which remembers that it could not be written, whoever wrote and whether they
 * noticed. It outlives its writers, so closing it only flushes it.
 *
 * <p>Safe for use by several threads.
 */
final class StandardOutput extends OutputStream {

  private final OutputStream out;
  private Optional<IOException> failure = Optional.empty();
  private Runnable onFailure = () -> {};

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** What is done when it fails for the first time. */
  synchronized void onFailure(Runnable action) {
    onFailure = action;
  }

  /** Why it could not be written. */
  synchronized Optional<IOException> failure() {
    return failure;
  }

  /** Whether its reader has gone, as {@code head} does when it has seen enough. */
  boolean isClosedByReader() {
    return failure()
        .map(IOException::getMessage)
        .filter(m -> m.contains("Broken pipe") || m.contains("pipe is being closed"))
        .isPresent();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw noted(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw noted(e);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  private IOException noted(IOException e) {
    Runnable action = () -> {};
    synchronized (this) {
      if (failure.isEmpty()) {
        failure = Optional.of(e);
        action = onFailure;
      }
    }
    action.run();
    return e;
  }
}
