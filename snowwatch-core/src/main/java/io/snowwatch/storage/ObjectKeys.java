package io.snowwatch.storage;

import java.nio.charset.StandardCharsets;

/**
 * Which keys objects are written under: those that mean the same on every store, and nothing above
 * the store's root.
 */
final class ObjectKeys {

  /**
   * S3's limit.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Naming
   *     Amazon S3 objects</a>
   */
  private static final int MAX_BYTES = 1024;

  private ObjectKeys() {}

  /**
   * Refuses a key that a file system would read otherwise than S3.
   *
   * @throws IllegalArgumentException if the key is empty or too long, or has a segment that is
   *     empty, {@code .} or {@code ..}, or a NUL
   */
  static String check(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Key '%.80s…' is too long: a key has at most %d bytes.".formatted(key, MAX_BYTES));
    }
    if (key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Key '" + key.replace('\0', '?') + "' has a NUL in it.");
    }
    for (String segment : key.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(
            "Key '%s' has the segment '%s': it would mean another place on some stores."
                .formatted(key, segment));
      }
    }
    return key;
  }
}
