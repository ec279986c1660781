package io.snowwatch.cli;

import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.Publication;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Standard output as a store: an object is printed, uncompressed and whole, when it is committed,
 * and is not there afterwards. Until then it is in a file, so that nothing of an aborted one is
 * printed. Objects in one directory are dropped.
 *
 * <p>Safe for use by several threads.
 */
final class PrintingStore implements ObjectStore {

  private static final String LOCATION = "standard output";

  private final StandardOutput out;
  private final String dropped;

  PrintingStore(StandardOutput out, String dropped) {
    this.out = out;
    this.dropped = dropped;
  }

  @Override
  public PendingObject create(String key) {
    return new Pending(!key.startsWith(dropped + "/"));
  }

  @Override
  public PendingObject createIfAbsent(String key) {
    return create(key);
  }

  @Override
  public InputStream open(String key) {
    throw new UnsupportedOperationException("What was printed cannot be read again.");
  }

  @Override
  public Stream<String> list(String prefix) {
    return Stream.empty();
  }

  @Override
  public String location(String key) {
    return LOCATION;
  }

  private final class Pending extends PendingObject {

    private final boolean isPrinted;
    private final Path file;
    private final OutputStream scratch;

    Pending(boolean isPrinted) {
      this.isPrinted = isPrinted;
      try {
        file = Files.createTempFile("snowwatch-", ".lines");
        scratch = Files.newOutputStream(file);
      } catch (IOException e) {
        throw failure("A file for the lines could not be begun", e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        scratch.write(bytes, offset, length);
      } catch (IOException e) {
        throw failure(file + " could not be written", e);
      }
    }

    @Override
    public Publication commit() {
      try {
        scratch.close();
        if (isPrinted) {
          try (InputStream lines = Compression.uncompress(Files.newInputStream(file))) {
            synchronized (PrintingStore.this) {
              lines.transferTo(out);
              out.flush();
            }
          }
        }
        return Publication.PUBLISHED;
      } catch (IOException e) {
        throw failure("The lines could not be printed", e);
      }
    }

    @Override
    public void abandon() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(file + " could not be removed", e);
      }
    }

    @Override
    public void close() {
      try {
        scratch.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(file + " could not be removed", e);
      }
    }

    private StorageException failure(String what, IOException e) {
      return new StorageException(LOCATION, what + ": " + e.getMessage(), e);
    }
  }
}
