package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A copy of one bucket in a folder, keys being paths below it.
 *
 * <p>A file system has no place for an object's metadata, and a digest file's signature is there.
 * So beside each digest file stands a file with {@value #HEAD_SUFFIX} at the end of its name, and
 * in it what {@code aws s3api head-object} prints for the object.
 *
 * <p>Safe for use by several threads.
 */
public final class FolderTrailStorage implements TrailStorage {

  /** What the name of a file with an object's metadata ends with. */
  public static final String HEAD_SUFFIX = ".head.json";

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final String bucket;

  /**
   * A copy in a folder.
   *
   * @param folder the folder, which stands for the root of the bucket
   * @param bucket the original bucket's name; nothing else is found here
   */
  public FolderTrailStorage(Path folder, String bucket) {
    this.folder = folder;
    this.bucket = bucket;
  }

  @Override
  public Optional<TrailObject> open(String bucket, String key) {
    Path file = folder.resolve(key).normalize();
    if (!bucket.equals(this.bucket) || !file.startsWith(folder.normalize())) {
      return Optional.empty();
    }
    try {
      Map<String, String> metadata = metadata(file);
      return Optional.of(new TrailObject(Files.newInputStream(file), metadata));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException(
          file.toString(), "%s could not be read: %s Check its permissions.".formatted(file, e), e);
    }
  }

  private static Map<String, String> metadata(Path file) throws IOException {
    Path head = file.resolveSibling(file.getFileName() + HEAD_SUFFIX);
    Map<String, String> metadata = new HashMap<>();
    if (Files.exists(head)) {
      JsonNode members = JSON.readTree(head.toFile()).path("Metadata");
      members.properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
    }
    return metadata;
  }

  @Override
  public Stream<String> keys(String bucket, String prefix, String after) {
    if (!bucket.equals(this.bucket)) {
      return Stream.empty();
    }
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Keys(prefix, after), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /** Keys in their order, no more of the folder read than needed. */
  private final class Keys implements Iterator<String> {

    private final String prefix;
    private final String after;

    /** What is to be visited, the first of it last; directories end with a slash. */
    private final Deque<String> open = new ArrayDeque<>();

    Keys(String prefix, String after) {
      this.prefix = prefix;
      this.after = after;
      visit(prefix.substring(0, prefix.lastIndexOf('/') + 1));
      advance();
    }

    @Override
    public boolean hasNext() {
      return !open.isEmpty();
    }

    @Override
    public String next() {
      String next = open.pop();
      advance();
      return next;
    }

    /** Opens directories until a file is next. */
    private void advance() {
      while (!open.isEmpty() && open.peek().endsWith("/")) {
        visit(open.pop());
      }
    }

    private void visit(String directory) {
      Path path = folder.resolve(directory);
      if (!Files.isDirectory(path)) {
        return;
      }
      try (Stream<Path> entries = Files.list(path)) {
        entries
            .flatMap(entry -> key(directory, entry).stream())
            .filter(this::mayHold)
            .sorted(Comparator.reverseOrder())
            .forEach(open::push);
      } catch (IOException | UncheckedIOException e) {
        throw unlistable(path, e);
      }
    }

    private Optional<String> key(String directory, Path entry) {
      String key = directory + entry.getFileName();
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(key + "/");
      }
      return Files.isRegularFile(entry) && !key.endsWith(HEAD_SUFFIX)
          ? Optional.of(key)
          : Optional.empty();
    }

    private boolean mayHold(String key) {
      boolean wanted = key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key));
      boolean behind = key.compareTo(after) > 0 || (key.endsWith("/") && after.startsWith(key));
      return wanted && behind;
    }
  }

  private static StorageException unlistable(Path directory, Exception e) {
    return new StorageException(
        directory.toString(),
        "%s could not be listed: %s Check the folder's permissions.".formatted(directory, e),
        e);
  }
}
