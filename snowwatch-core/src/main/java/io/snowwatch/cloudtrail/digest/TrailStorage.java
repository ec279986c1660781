package io.snowwatch.cloudtrail.digest;

import io.snowwatch.storage.StorageException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where digest and log files are: the buckets that trails deliver to, or copies of them. Digest
 * files name buckets and keys, so a copy is read under the original names.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface TrailStorage {

  /**
   * Opens an object.
   *
   * @param bucket the bucket's name
   * @param key the object's key
   * @return the object, to be closed; empty if there is no such object
   * @throws StorageException if it cannot be told whether there is one, or it cannot be read
   */
  Optional<TrailObject> open(String bucket, String key);

  /**
   * The keys that begin with a prefix, fetched as they are needed.
   *
   * @param bucket the bucket's name
   * @param prefix what the keys begin with
   * @param after a key or the beginning of one; only keys that sort after it are returned
   * @return the keys in the order of their characters; to be closed. It throws {@link
   *     StorageException} where they cannot be listed
   */
  Stream<String> keys(String bucket, String prefix, String after);
}
