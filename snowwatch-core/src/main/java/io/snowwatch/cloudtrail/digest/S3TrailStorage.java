package io.snowwatch.cloudtrail.digest;

import io.snowwatch.storage.StorageException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The buckets that trails deliver to.
 *
 * <p>It calls {@code s3:GetObject} and {@code s3:ListBucket}; without the latter, S3 does not tell
 * a missing object from a forbidden one.
 *
 * <p>Safe for use by several threads.
 */
public final class S3TrailStorage implements TrailStorage {

  private static final String SLASH = "/";

  private final S3Client s3;

  /**
   * The buckets that a client reaches.
   *
   * @param s3 the client; closed by its owner. Give it cross-Region access where trails have
   *     delivered to buckets of several Regions
   */
  public S3TrailStorage(S3Client s3) {
    this.s3 = s3;
  }

  @Override
  public Optional<TrailObject> open(String bucket, String key) {
    try {
      ResponseInputStream<GetObjectResponse> object =
          s3.getObject(request -> request.bucket(bucket).key(key));
      return Optional.of(new TrailObject(object, object.response().metadata()));
    } catch (NoSuchKeyException missing) {
      return Optional.empty();
    } catch (SdkException e) {
      throw new StorageException(
          location(bucket, key),
          "%s could not be read: %s Check that s3:GetObject and s3:ListBucket are allowed."
              .formatted(location(bucket, key), e.getMessage()),
          e);
    }
  }

  @Override
  public Stream<String> keys(String bucket, String prefix, String after) {
    Iterator<S3Object> objects = objects(bucket, prefix, after);
    Iterator<String> keys =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              return objects.hasNext();
            } catch (SdkException e) {
              throw unlistable(location(bucket, prefix), e);
            }
          }

          @Override
          public String next() {
            return objects.next().key();
          }
        };
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(keys, 0), false);
  }

  private Iterator<S3Object> objects(String bucket, String prefix, String after) {
    try {
      // The first page is fetched here.
      return s3.listObjectsV2Paginator(
              request -> {
                request.bucket(bucket).prefix(prefix);
                if (!after.isEmpty()) {
                  request.startAfter(after);
                }
              })
          .contents()
          .iterator();
    } catch (SdkException e) {
      throw unlistable(location(bucket, prefix), e);
    }
  }

  private static StorageException unlistable(String location, SdkException e) {
    return new StorageException(
        location,
        "%s could not be listed: %s Check that the bucket exists and that s3:ListBucket is allowed."
            .formatted(location, e.getMessage()),
        e);
  }

  private static String location(String bucket, String key) {
    return "s3://" + bucket + SLASH + key;
  }
}
