package io.snowwatch.storage;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket, or a prefix of one.
 *
 * <p>An object up to one part is put whole; a longer one is a multipart upload, so that memory
 * stays at one part per open object whatever the object's size.
 *
 * <p>Safe for use by several threads.
 */
public final class S3ObjectStore implements ObjectStore {

  /**
   * The bytes of a part: S3's minimum of 5 MiB, with which 10,000 parts hold 48 GiB.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Multipart
   *     upload limits</a>
   */
  static final int PART_BYTES = 5 * 1024 * 1024;

  private final S3Client s3;
  private final S3Location root;

  /**
   * A store in a bucket.
   *
   * @param s3 the client; closed by its owner
   * @param root the bucket and the prefix that stands before every key
   */
  public S3ObjectStore(S3Client s3, S3Location root) {
    this.s3 = s3;
    this.root =
        root.key().isEmpty() || root.key().endsWith("/")
            ? root
            : new S3Location(root.bucket(), root.key() + "/");
  }

  @Override
  public PendingObject create(String key) {
    return S3PendingObject.create(s3, at(ObjectKeys.check(key)), PART_BYTES);
  }

  @Override
  public PendingObject createIfAbsent(String key) {
    return S3PendingObject.createIfAbsent(s3, at(ObjectKeys.check(key)), PART_BYTES);
  }

  private S3Location at(String key) {
    return new S3Location(root.bucket(), root.key() + key);
  }

  @Override
  public InputStream open(String key) {
    try {
      return new S3ObjectStream(
          s3.getObject(request -> request.bucket(root.bucket()).key(root.key() + key)));
    } catch (SdkException e) {
      throw new StorageException(
          location(key),
          "%s could not be read: %s Check that it exists and that s3:GetObject is allowed."
              .formatted(location(key), e.getMessage()),
          e);
    }
  }

  @Override
  public Stream<String> list(String prefix) {
    Iterator<S3Object> objects = objects(prefix);
    Iterator<String> keys =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              return objects.hasNext();
            } catch (SdkException e) {
              throw unlistable(prefix, e);
            }
          }

          @Override
          public String next() {
            return objects.next().key().substring(root.key().length());
          }
        };
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(keys, 0), false);
  }

  private Iterator<S3Object> objects(String prefix) {
    try {
      // Asks for the first page at once.
      return s3.listObjectsV2Paginator(
              request -> request.bucket(root.bucket()).prefix(root.key() + prefix))
          .contents()
          .iterator();
    } catch (SdkException e) {
      throw unlistable(prefix, e);
    }
  }

  private StorageException unlistable(String prefix, SdkException e) {
    return new StorageException(
        location(prefix),
        "%s could not be listed: %s Check that the bucket exists and that s3:ListBucket is allowed."
            .formatted(location(prefix), e.getMessage()),
        e);
  }

  @Override
  public String location(String key) {
    return root + key;
  }
}
