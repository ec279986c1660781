package io.snowwatch.examples.quickstart;

import io.snowwatch.storage.Compression;
import io.snowwatch.storage.S3ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * An object of the bucket.
 *
 * @param key its key
 * @param bytes its size as it lies in the bucket
 * @param lines its uncompressed lines
 */
record Landed(String key, long bytes, List<String> lines) {

  /** Every object of a bucket. */
  static List<Landed> all(S3ObjectStore bucket) {
    try (Stream<String> keys = bucket.list("")) {
      return keys.map(key -> read(bucket, key)).toList();
    }
  }

  private static Landed read(S3ObjectStore bucket, String key) {
    try (InputStream object = bucket.open(key)) {
      byte[] bytes = object.readAllBytes();
      try (InputStream text = Compression.uncompress(new ByteArrayInputStream(bytes))) {
        return new Landed(
            key,
            bytes.length,
            new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(bucket.location(key) + " cannot be read", e);
    }
  }

  boolean isIn(String directory) {
    return key.startsWith(directory + "/");
  }
}
