package io.snowwatch.storage;

import io.snowwatch.ConfigurationException;
import java.util.List;

/**
 * A bucket, and a prefix or key in it.
 *
 * @param bucket the bucket's name
 * @param key a key, or a prefix of keys; may be empty
 */
public record S3Location(String bucket, String key) {

  private static final String SCHEME = "s3://";

  /**
   * @throws ConfigurationException if the name cannot be a bucket's
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">
   *     Bucket naming rules</a>
   */
  public S3Location {
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new ConfigurationException(
          List.of(
              "'"
                  + bucket
                  + "' is not a bucket name: use 3 to 63 lower-case letters, digits, dots and"
                  + " dashes, such as snowwatch-123456789012."));
    }
  }

  /**
   * Reads a location.
   *
   * @param uri for example {@code s3://bucket/some/prefix}
   * @return the location
   * @throws ConfigurationException if it does not begin with {@code s3://} and a bucket's name
   */
  public static S3Location parse(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new ConfigurationException(
          List.of("'" + uri + "' is not an S3 location: write s3://bucket or s3://bucket/prefix."));
    }
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? new S3Location(rest, "")
        : new S3Location(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The location as {@link #parse} reads it. */
  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
