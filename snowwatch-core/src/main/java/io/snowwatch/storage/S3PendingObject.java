package io.snowwatch.storage;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * An upload to S3: buffered up to one part, a multipart upload from then on.
 *
 * <p>It is done when S3 has answered with an ETag. An attempt whose answer is lost may have taken
 * effect all the same, so that the next one finds the key taken, or its upload gone. Every upload
 * therefore marks its object, and asks whose it is.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">How
 *     to prevent object overwrites with conditional writes</a>
 */
final class S3PendingObject extends PendingObject {

  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final int INITIAL_BYTES = 64 * 1024;
  private static final String ANY = "*";
  private static final int PRECONDITION_FAILED = 412;
  private static final int FORBIDDEN = 403;

  /** Whose object it is, in its metadata. */
  static final String MARK = "snowwatch-upload";

  private enum State {
    OPEN,
    COMMITTED,
    CLOSED
  }

  private final S3Client s3;
  private final S3Location location;
  private final int partBytes;

  /** What the key must not hold for the object to appear: {@value #ANY}, or null to replace it. */
  private final @Nullable String ifNoneMatch;

  private final String mark = UUID.randomUUID().toString();
  private final List<CompletedPart> parts = new ArrayList<>();
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int buffered;
  private volatile @Nullable String uploadId;
  private volatile State state = State.OPEN;
  private volatile boolean abandoned;

  private S3PendingObject(
      S3Client s3, S3Location location, int partBytes, @Nullable String ifNoneMatch) {
    this.s3 = s3;
    this.location = location;
    this.partBytes = partBytes;
    this.ifNoneMatch = ifNoneMatch;
  }

  static S3PendingObject create(S3Client s3, S3Location location, int partBytes) {
    return new S3PendingObject(s3, location, partBytes, null);
  }

  static S3PendingObject createIfAbsent(S3Client s3, S3Location location, int partBytes) {
    return new S3PendingObject(s3, location, partBytes, ANY);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    requireOpen();
    int from = offset;
    int left = length;
    while (left > 0) {
      if (buffered == partBytes) {
        uploadPart();
      }
      int count = Math.min(left, partBytes - buffered);
      ensureCapacity(buffered + count);
      System.arraycopy(bytes, from, buffer, buffered, count);
      buffered += count;
      from += count;
      left -= count;
    }
  }

  private void ensureCapacity(int needed) {
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(partBytes, Math.max(needed, buffer.length * 2)));
    }
  }

  private void uploadPart() {
    int number = parts.size() + 1;
    try {
      String id = uploadId;
      if (id == null) {
        id =
            told(
                "an upload id",
                s3.createMultipartUpload(
                        request ->
                            request
                                .bucket(location.bucket())
                                .key(location.key())
                                .metadata(Map.of(MARK, mark)))
                    .uploadId());
        uploadId = id;
        requireOpen();
      }
      String upload = id;
      String eTag =
          s3.uploadPart(
                  request ->
                      request
                          .bucket(location.bucket())
                          .key(location.key())
                          .uploadId(upload)
                          .partNumber(number)
                          .contentLength((long) buffered),
                  body())
              .eTag();
      told("an ETag", eTag);
      parts.add(CompletedPart.builder().partNumber(number).eTag(eTag).build());
      buffered = 0;
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /** The buffered bytes, which a retry reads again. */
  private RequestBody body() {
    int length = buffered;
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(buffer, 0, length), length, CONTENT_TYPE);
  }

  @Override
  public Publication commit() {
    requireOpen();
    try {
      told("an ETag", uploadId == null ? put() : complete());
    } catch (SdkServiceException e) {
      boolean taken = ifNoneMatch != null && e.statusCode() == PRECONDITION_FAILED;
      boolean wasTriedAgain = e.numAttempts() != null && e.numAttempts() > 1;
      if (wasTriedAgain && (taken || e instanceof NoSuchUploadException) && isOurs(taken, e)) {
        return published();
      }
      if (taken) {
        // The parts of the upload that came too late are still there.
        close();
        return Publication.ALREADY_THERE;
      }
      throw failure(e);
    } catch (SdkException e) {
      throw failure(e);
    }
    return published();
  }

  private Publication published() {
    state = State.COMMITTED;
    buffer = new byte[0];
    return Publication.PUBLISHED;
  }

  private @Nullable String put() {
    return s3.putObject(
            request ->
                request
                    .bucket(location.bucket())
                    .key(location.key())
                    .metadata(Map.of(MARK, mark))
                    .contentLength((long) buffered)
                    .ifNoneMatch(ifNoneMatch),
            body())
        .eTag();
  }

  private @Nullable String complete() {
    uploadPart();
    requireOpen();
    return s3.completeMultipartUpload(
            request ->
                request
                    .bucket(location.bucket())
                    .key(location.key())
                    .uploadId(uploadId)
                    .ifNoneMatch(ifNoneMatch)
                    .multipartUpload(upload -> upload.parts(parts)))
        .eTag();
  }

  /**
   * Whether an earlier attempt, whose answer was lost, has made the object.
   *
   * @param otherwise what to believe where the object may not be looked at: a function may write
   *     and nothing else
   * @param refusal what S3 said to the last attempt
   * @throws StorageException if the object is gone again or S3 does not say whose it is, so that
   *     neither answer would be true
   */
  private boolean isOurs(boolean otherwise, SdkServiceException refusal) {
    try {
      return mark.equals(
          s3.headObject(request -> request.bucket(location.bucket()).key(location.key()))
              .metadata()
              .get(MARK));
    } catch (SdkException e) {
      if (e instanceof SdkServiceException answer && answer.statusCode() == FORBIDDEN) {
        return otherwise;
      }
      StorageException unknown =
          new StorageException(
              location.toString(),
              "%s was tried again after a lost answer and refused (%s), and whose object is there could not be learned: %s Write it again."
                  .formatted(location, refusal.getMessage(), e.getMessage()),
              refusal);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  private String told(String what, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw SdkClientException.create(
          "S3 answered without " + what + ", which is no sign that it stored anything.");
    }
    return value;
  }

  @Override
  public void close() {
    State before = state;
    state = State.CLOSED;
    buffer = new byte[0];
    String id = uploadId;
    if (before == State.OPEN && id != null) {
      // An interrupted thread cannot make calls, and this one must be made.
      boolean interrupted = Thread.interrupted();
      try {
        abort(id);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Over a connection of its own, for the calls of the object's thread have theirs. */
  @Override
  public void abandon() {
    abandoned = true;
    String id = uploadId;
    if (id != null && state != State.COMMITTED) {
      abort(id);
    }
  }

  private void abort(String id) {
    try {
      s3.abortMultipartUpload(
          request -> request.bucket(location.bucket()).key(location.key()).uploadId(id));
    } catch (NoSuchUploadException nothingIsLeft) {
      // An attempt whose answer was lost has completed or aborted it, or S3 gave it up.
      return;
    } catch (SdkException e) {
      throw new StorageException(
          location.toString(),
          "The multipart upload of %s could not be aborted and its parts may be left: %s"
              .formatted(location, e.getMessage()),
          e);
    }
  }

  private void requireOpen() {
    if (abandoned) {
      throw new IllegalStateException(location + " was abandoned.");
    }
    if (state != State.OPEN) {
      throw new IllegalStateException(location + " is already " + state + ".");
    }
  }

  private StorageException failure(SdkException e) {
    return new StorageException(
        location.toString(),
        "%s could not be written: %s Check that the bucket exists and that s3:PutObject is allowed."
            .formatted(location, e.getMessage()),
        e);
  }
}
