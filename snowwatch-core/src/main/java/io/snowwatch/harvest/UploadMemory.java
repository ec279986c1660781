package io.snowwatch.harvest;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;

/**
 * Keeps the memory of uploads apart from the number of calls: a scope that has little is written
 * beside any number of others, and of those that have much only so many at a time hold the buffers
 * of whole upload parts.
 */
final class UploadMemory {

  /** What any scope may hold: compressed lines of some thousand records. */
  private static final long LITTLE_BYTES = 256L * 1024;

  /** What a scope that has much holds: a part of 5 MiB, and while it grows a copy of it. */
  private static final long MUCH_BYTES = 8L * 1024 * 1024;

  private final Semaphore large;

  private UploadMemory(int largeAtOnce) {
    large = new Semaphore(largeAtOnce);
  }

  /** A quarter of the heap for large uploads. */
  static UploadMemory ofHeap(long maxHeapBytes) {
    return new UploadMemory((int) Math.max(1, Math.min(1024, maxHeapBytes / 4 / MUCH_BYTES)));
  }

  Share share() {
    return new Share();
  }

  /** What one scope may hold. Of the scope's thread alone. */
  final class Share {

    private boolean much;

    private Share() {}

    /**
     * Says how much was written; waits for others once that is much.
     *
     * <p>A scope waits once at most and needs nothing of others afterwards, so all go on.
     */
    void holds(long bytes) {
      if (!much && bytes > LITTLE_BYTES) {
        try {
          large.acquire();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("Given up.");
        }
        much = true;
      }
    }

    void release() {
      if (much) {
        much = false;
        large.release();
      }
    }
  }
}
