package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.snowwatch.storage.StorageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
    Path directory = folder.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    if (!bucket.equals(this.bucket) || !Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .filter(key -> !key.endsWith(HEAD_SUFFIX))
          .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
          .sorted()
          .toList()
          .stream();
    } catch (IOException | UncheckedIOException e) {
      throw unlistable(directory, e);
    }
  }

  @Override
  public List<String> directories(String bucket, String prefix) {
    Path directory = folder.resolve(prefix);
    if (!bucket.equals(this.bucket) || !Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> String.valueOf(entry.getFileName()))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unlistable(directory, e);
    }
  }

  private static StorageException unlistable(Path directory, Exception e) {
    return new StorageException(
        directory.toString(),
        "%s could not be listed: %s Check the folder's permissions.".formatted(directory, e),
        e);
  }
}
