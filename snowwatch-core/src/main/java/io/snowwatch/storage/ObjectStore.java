package io.snowwatch.storage;

import java.io.InputStream;
import java.util.stream.Stream;

/**
 * Where objects are published under keys.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface ObjectStore {

  /**
   * Begins an object, which appears when it is committed and not before.
   *
   * @param key the object's key in the store, segments separated by slashes
   * @return the object to be written
   * @throws StorageException if it cannot be begun
   * @throws IllegalArgumentException if the key is empty, longer than 1,024 bytes, or has a NUL or
   *     a segment that is empty, {@code .} or {@code ..}
   */
  PendingObject create(String key);

  /**
   * Begins an object that appears when it is committed, unless its key is taken by then: what is
   * there stays, also where two writers commit at the same time, and {@link PendingObject#commit}
   * tells which of the two it was.
   *
   * @param key the object's key in the store, segments separated by slashes
   * @return the object to be written
   * @throws StorageException if it cannot be begun
   * @throws IllegalArgumentException if the key is empty, longer than 1,024 bytes, or has a NUL or
   *     a segment that is empty, {@code .} or {@code ..}
   */
  PendingObject createIfAbsent(String key);

  /**
   * Opens an object to be read from its beginning.
   *
   * @param key the object's key in the store
   * @return the object's bytes; to be closed, also before its end
   * @throws StorageException if there is no such object, or it cannot be read
   */
  InputStream open(String key);

  /**
   * The keys of the objects whose keys begin with a prefix, fetched as they are needed.
   *
   * @param prefix what the keys begin with; empty for every object
   * @return the keys in alphabetical order; to be closed. It throws {@link StorageException} where
   *     they cannot be listed
   */
  Stream<String> list(String prefix);

  /**
   * Where the store is, or an object of it.
   *
   * @param key a key, or empty for the store itself
   * @return for example {@code s3://bucket/key}
   */
  String location(String key);
}
