package io.snowwatch.storage;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A folder of the local file system; keys are paths below it.
 *
 * <p>An object is written to a file in a hidden directory of the folder, {@code .unfinished}, and
 * moved to its place when it is committed. What a killed process left there is removed when the
 * next one begins its first object. Files and folders have the permissions that the umask leaves.
 *
 * <p>Safe for use by several threads.
 */
public final class FolderObjectStore implements ObjectStore {

  private final Path folder;
  private final UnfinishedFiles unfinished;
  private final AtomicBoolean swept = new AtomicBoolean();

  /**
   * A store in a folder.
   *
   * @param folder the folder; created when the first object is
   */
  public FolderObjectStore(Path folder) {
    this.folder = folder.normalize();
    this.unfinished = new UnfinishedFiles(this.folder);
  }

  @Override
  public PendingObject create(String key) {
    return begin(key, PendingFile::replace);
  }

  @Override
  public PendingObject createIfAbsent(String key) {
    return begin(key, PendingFile::linkIfAbsent);
  }

  private PendingFile begin(String key, PendingFile.Publisher publisher) {
    Path target = path(ObjectKeys.check(key));
    if (swept.compareAndSet(false, true)) {
      try {
        unfinished.sweep();
      } catch (IOException e) {
        throw failure(target, e);
      }
    }
    return new PendingFile(target, publisher, unfinished);
  }

  @Override
  public InputStream open(String key) {
    Path file = path(key);
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new StorageException(
          file.toString(),
          "%s could not be read: %s Check that it exists and its permissions.".formatted(file, e),
          e);
    }
  }

  @Override
  public Stream<String> list(String prefix) {
    Path start = path(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    if (!Files.isDirectory(start)) {
      return Stream.empty();
    }
    List<String> keys = new ArrayList<>();
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              return directory.equals(folder.resolve(UnfinishedFiles.DIRECTORY))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String key = folder.relativize(file).toString().replace(File.separatorChar, '/');
              if (key.startsWith(prefix)) {
                keys.add(key);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                // Somebody finished or deleted it meanwhile.
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new StorageException(
          folder.toString(),
          "%s could not be listed: %s Check the folder's permissions.".formatted(folder, e),
          e);
    }
    Collections.sort(keys);
    return keys.stream();
  }

  private Path path(String key) {
    Path path = folder.resolve(key).normalize();
    // Absolute, because nothing begins with the empty path, which stands for the current folder.
    if (!absolute(path).startsWith(absolute(folder))) {
      throw new IllegalArgumentException("Key '" + key + "' leads out of the folder " + folder);
    }
    return path;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  @Override
  public String location(String key) {
    return folder.resolve(key).toString();
  }

  /** Whatever it was, its cause tells that it was a file and no connection. */
  static StorageException failure(Path target, IOException e) {
    FileSystemException cause =
        e instanceof FileSystemException files
            ? files
            : new FileSystemException(target.toString(), null, e.getMessage());
    if (cause != e) {
      cause.initCause(e);
    }
    return new StorageException(
        target.toString(),
        "%s could not be written: %s Check the folder's permissions and the free space."
            .formatted(target, e),
        cause);
  }

  private static final class PendingFile extends PendingObject {

    private interface Publisher {
      Publication publish(Path unfinished, Path target) throws IOException;
    }

    private final Path target;
    private final Publisher publisher;
    private final UnfinishedFiles others;
    private final Path unfinished;
    private final OutputStream out;
    private final AtomicBoolean ended = new AtomicBoolean();

    PendingFile(Path target, Publisher publisher, UnfinishedFiles others) {
      this.target = target;
      this.publisher = publisher;
      this.others = others;
      try {
        this.unfinished = others.begin();
        this.out = Files.newOutputStream(unfinished);
      } catch (IOException e) {
        throw failure(target, e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failure(target, e);
      }
    }

    static Publication replace(Path unfinished, Path target) throws IOException {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return Publication.PUBLISHED;
    }

    /** A link fails where its name is taken, and does so in one step; a move may replace. */
    static Publication linkIfAbsent(Path unfinished, Path target) throws IOException {
      try {
        Files.createLink(target, unfinished);
        return Publication.PUBLISHED;
      } catch (FileAlreadyExistsException e) {
        return Publication.ALREADY_THERE;
      } finally {
        Files.delete(unfinished);
      }
    }

    @Override
    public Publication commit() {
      try {
        out.close();
        Files.createDirectories(target.toAbsolutePath().getParent());
        Publication publication = publisher.publish(unfinished, target);
        end();
        return publication;
      } catch (IOException e) {
        throw failure(target, e);
      }
    }

    @Override
    public void close() {
      if (!ended.get()) {
        try {
          try {
            out.close();
          } finally {
            remove();
          }
        } catch (IOException e) {
          throw failure(target, e);
        }
      }
    }

    @Override
    public void abandon() {
      if (!ended.get()) {
        try {
          remove();
        } catch (IOException e) {
          throw failure(target, e);
        }
      }
    }

    private void remove() throws IOException {
      Files.deleteIfExists(unfinished);
      end();
    }

    private void end() throws IOException {
      if (ended.compareAndSet(false, true)) {
        others.ended();
      }
    }
  }
}
