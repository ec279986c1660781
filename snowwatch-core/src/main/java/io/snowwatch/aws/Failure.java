package io.snowwatch.aws;

import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why a part of the work failed.
 *
 * @param kind the class of failure, for decisions
 * @param code AWS's error code, such as {@code UnauthorizedOperation}, or the exception's name
 * @param message what AWS or the exception says
 */
public record Failure(Kind kind, String code, String message) {

  /** The classes of failure that call for different reactions. */
  public enum Kind {
    /** A permission is missing. */
    ACCESS_DENIED,
    /** The credentials, or the request that was made with them, were too old. */
    CREDENTIALS_EXPIRED,
    /** AWS asked for fewer calls, more often than the retries could bear. */
    THROTTLED,
    /** Time ran out. */
    TIMEOUT,
    /** AWS had a fault of its own, or could not do two things at once, longer than the retries. */
    UNAVAILABLE,
    /** AWS answered with another error. */
    SERVICE,
    /** A file or folder could not be written or read: a full disk, say. */
    STORAGE,
    /** No answer came, or the call could not be made. */
    CLIENT,
    /** Anything else. */
    OTHER
  }

  // EC2, ELB, IAM and S3 each have their own code for it.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  private static final Set<String> ACCESS_DENIED_CODES =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "UnauthorizedOperation",
          "AuthFailure",
          "OptInRequired",
          "InvalidClientTokenId");

  // S3 asks to upload anew what something else was done to at the same time, and may have given up
  // the parts of an upload by then.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  private static final Set<String> UPLOAD_ANEW_CODES = Set.of(Patience.CONFLICT, "NoSuchUpload");

  /**
   * Classifies an exception; one of storage by what AWS said, or by how the connection broke.
   *
   * @param thrown what was thrown
   * @return the failure
   */
  public static Failure of(Throwable thrown) {
    @Nullable Throwable cause = thrown instanceof StorageException ? thrown.getCause() : null;
    if (cause != null && (cause instanceof SdkException || isBrokenConnection(cause))) {
      Failure failure = of(cause);
      return new Failure(failure.kind(), failure.code(), text(thrown.getMessage(), thrown));
    }
    if (thrown instanceof StorageException storage) {
      return new Failure(Kind.STORAGE, storageCode(storage), text(storage.getMessage(), storage));
    }
    Optional<String> missing = SdkModules.missing(thrown);
    if (missing.isPresent()) {
      return new Failure(Kind.OTHER, "MissingModule", missing.get());
    }
    if (thrown instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      String code = service.awsErrorDetails().errorCode();
      String message = service.awsErrorDetails().errorMessage();
      return new Failure(
          kindOf(service, code), code == null ? name(thrown) : code, text(message, thrown));
    }
    return new Failure(kindOf(thrown), name(thrown), text(thrown.getMessage(), thrown));
  }

  /**
   * The failure of a part that was not done when time ran out.
   *
   * @param message what was not done
   * @return the failure
   */
  public static Failure outOfTime(String message) {
    return new Failure(Kind.TIMEOUT, "DeadlineExceeded", message);
  }

  /**
   * Tells one error of an operation from all others, without the class that the SDK has for it.
   *
   * @param thrown what a call threw
   * @param code the operation's error code as AWS sends it, such as {@code NoSuchEntity}
   * @return whether AWS answered with that code, or it is the code's exception without an answer
   */
  public static boolean hasCode(Throwable thrown, String code) {
    return thrown instanceof AwsServiceException service
        && (service.awsErrorDetails() == null
            ? name(thrown).equals(code + "Exception")
            : code.equals(service.awsErrorDetails().errorCode()));
  }

  /**
   * Tells whether trying again later may help.
   *
   * @return whether the reason passes by itself
   */
  public boolean passes() {
    return switch (kind) {
      case THROTTLED, TIMEOUT, UNAVAILABLE, CLIENT -> true;
      case ACCESS_DENIED, CREDENTIALS_EXPIRED, SERVICE, STORAGE, OTHER -> false;
    };
  }

  private static Kind kindOf(AwsServiceException service, @Nullable String code) {
    // Before the status, which is 403 for some.
    if (Patience.isExpired(code)) {
      return Kind.CREDENTIALS_EXPIRED;
    }
    if (service.statusCode() == 403 || (code != null && ACCESS_DENIED_CODES.contains(code))) {
      return Kind.ACCESS_DENIED;
    }
    if (service.isThrottlingException()) {
      return Kind.THROTTLED;
    }
    return service.statusCode() >= 500 || (code != null && UPLOAD_ANEW_CODES.contains(code))
        ? Kind.UNAVAILABLE
        : Kind.SERVICE;
  }

  private static Kind kindOf(Throwable thrown) {
    if (thrown instanceof ApiCallTimeoutException
        || thrown instanceof ApiCallAttemptTimeoutException
        || thrown instanceof AbortedException
        || thrown instanceof InterruptedException
        || thrown instanceof InterruptedIOException) {
      return Kind.TIMEOUT;
    }
    return thrown instanceof SdkClientException || isBrokenConnection(thrown)
        ? Kind.CLIENT
        : Kind.OTHER;
  }

  /** What the SDK's streams throw in the midst of an object; files have exceptions of their own. */
  private static boolean isBrokenConnection(Throwable thrown) {
    return thrown instanceof IOException && !(thrown instanceof FileSystemException);
  }

  /** What an operator can do something about has a code of its own. */
  private static String storageCode(StorageException storage) {
    String cause = String.valueOf(storage.getCause());
    if (cause.contains("No space left on device") || cause.contains("not enough space")) {
      return "NoSpaceLeft";
    }
    return cause.contains("quota exceeded") ? "QuotaExceeded" : name(storage);
  }

  private static String name(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    return thrown instanceof UnprovenAnswerException || thrown instanceof RepeatedPageTokenException
        ? name.substring(0, name.length() - "Exception".length())
        : name;
  }

  private static String text(@Nullable String message, Throwable thrown) {
    return message == null || message.isBlank() ? thrown.toString() : message;
  }

  /** Code and message, for people. */
  @Override
  public String toString() {
    return code + ": " + message;
  }
}
