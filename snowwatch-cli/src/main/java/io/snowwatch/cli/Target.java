package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Where the user wants objects to go: {@code s3://…}, {@code -} for standard output, or a folder.
 */
final class Target {

  private static final String STANDARD_OUTPUT = "-";
  private static final String S3 = "s3://";

  /** What looks like the beginning of a URL; a drive's name has one letter. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private Target() {}

  static boolean isStandardOutput(@Nullable String target) {
    return STANDARD_OUTPUT.equals(target);
  }

  /**
   * Whether it is in S3, else it is a folder.
   *
   * @throws ConfigurationException if it is neither, but a slip of one
   */
  static boolean isS3(String target) {
    if (target.startsWith(S3)) {
      return true;
    }
    if (target.isBlank()) {
      throw mistake(
          "The target is empty: name s3://bucket/prefix, a folder (. for this one) or -.");
    }
    if (SCHEME.matcher(target).matches()) {
      throw mistake(
          "'%s' is neither in S3 nor a folder: write s3://bucket/prefix, or ./%1$s if it is a folder's name."
              .formatted(target));
    }
    return false;
  }

  static ObjectStore store(String target, Optional<AwsAccount> account) {
    return isS3(target) ? s3(S3Location.parse(target), account.orElseThrow()) : folder(target);
  }

  static ObjectStore folder(String target) {
    return new FolderObjectStore(path(target));
  }

  private static Path path(String target) {
    if (isS3(target)) {
      throw mistake("'" + target + "' is no folder: name one.");
    }
    try {
      return Path.of(target);
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          List.of("'%s' is no folder's name: %s".formatted(target, e.getMessage())), e);
    }
  }

  static ObjectStore s3(S3Location location, AwsAccount account) {
    return new S3ObjectStore(client(account), location);
  }

  private static S3Client client(AwsAccount account) {
    return account.client(S3Client.class, () -> S3Client.builder().crossRegionAccessEnabled(true));
  }

  /**
   * Checks what can be before AWS is asked: that it can be a target, and a folder can be written
   * to.
   *
   * @throws ConfigurationException if not
   */
  static void check(String target) {
    if (isStandardOutput(target)) {
      return;
    }
    if (isS3(target)) {
      S3Location.parse(target);
      return;
    }
    try {
      Files.delete(Files.createTempFile(existing(path(target)), ".", ".check"));
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              "Nothing can be written to the folder %s: %s Name one that you may write to."
                  .formatted(target, AwsProfile.reason(e))),
          e);
    }
  }

  /** The folder, or the one in which it would be made: nothing is made before something lands. */
  private static Path existing(Path folder) {
    Path existing = folder.toAbsolutePath().normalize();
    @Nullable Path parent = existing.getParent();
    while (!Files.exists(existing) && parent != null) {
      existing = parent;
      parent = existing.getParent();
    }
    return existing;
  }

  /**
   * Checks that a bucket is there. Whether it can be written to, only writing tells: without the
   * permission {@code s3:ListBucket} S3 says nothing about it, and that is well.
   *
   * @throws ConfigurationException if it is not
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>
   */
  static void check(String target, AwsAccount account) {
    if (isStandardOutput(target) || !isS3(target)) {
      return;
    }
    String bucket = S3Location.parse(target).bucket();
    try {
      client(account).headBucket(request -> request.bucket(bucket));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw new ConfigurationException(
            List.of(
                "There is no bucket %s: name one with --to s3://bucket, or create it."
                    .formatted(bucket)),
            e);
      }
      if (e.statusCode() != 403) {
        throw e;
      }
    }
  }

  private static ConfigurationException mistake(String problem) {
    return new ConfigurationException(List.of(problem));
  }
}
