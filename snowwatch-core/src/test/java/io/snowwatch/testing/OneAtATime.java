package io.snowwatch.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps processes and threads that prepare the same folder from doing it at once. */
public final class OneAtATime {

  /** What is done while nobody else does it. */
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private OneAtATime() {}

  /**
   * Waits until nobody else on this machine works under that lock file, then works.
   *
   * @param lockFile made where it is missing; it stays
   */
  public static synchronized void work(Path lockFile, Work work)
      throws IOException, InterruptedException {
    Files.createDirectories(lockFile.toAbsolutePath().getParent());
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("The lock of " + lockFile + " was taken away");
      }
      work.run();
    }
  }
}
