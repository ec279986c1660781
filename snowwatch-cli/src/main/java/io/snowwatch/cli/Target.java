package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where the user wants objects to go: {@code s3://…}, {@code -} for standard output, or a folder.
 */
final class Target {

  private static final String STANDARD_OUTPUT = "-";
  private static final String S3 = "s3://";

  private Target() {}

  static boolean isStandardOutput(@Nullable String target) {
    return STANDARD_OUTPUT.equals(target);
  }

  static boolean isS3(String target) {
    return target.startsWith(S3);
  }

  static ObjectStore store(String target, AwsAccount account) {
    return isS3(target) ? s3(S3Location.parse(target), account) : folder(target);
  }

  static ObjectStore folder(String target) {
    if (target.isBlank()) {
      throw new ConfigurationException(
          List.of("The target is empty: name s3://bucket/prefix, a folder (. for this one) or -."));
    }
    return new FolderObjectStore(Path.of(target));
  }

  static ObjectStore s3(S3Location location, AwsAccount account) {
    return new S3ObjectStore(account.client(S3Client.class, S3Client::builder), location);
  }
}
