package io.snowwatch.snowflake;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A part of AWS with names and accounts of its own.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-stage">CREATE STAGE,
 *     protocols</a>
 */
public enum AwsPartition {
  /** AWS itself. */
  AWS("aws", "S3", "s3"),
  /** AWS GovCloud (US). */
  AWS_US_GOV("aws-us-gov", "S3GOV", "s3gov"),
  /** AWS in China. */
  AWS_CN("aws-cn", "S3CHINA", "s3china");

  private final String arnName;
  private final String storageProvider;
  private final String protocol;

  AwsPartition(String arnName, String storageProvider, String protocol) {
    this.arnName = arnName;
    this.storageProvider = storageProvider;
    this.protocol = protocol;
  }

  /**
   * The name in an ARN.
   *
   * @return for example {@code aws-us-gov}
   */
  public String arnName() {
    return arnName;
  }

  /**
   * What Snowflake calls S3 there.
   *
   * @return for example {@code S3GOV}
   */
  public String storageProvider() {
    return storageProvider;
  }

  /**
   * The URL of a bucket there.
   *
   * @param bucket the bucket's name
   * @return the URL with a slash at its end
   */
  public String url(String bucket) {
    return protocol + "://" + bucket + "/";
  }

  /**
   * Finds a partition.
   *
   * @param name its name in an ARN
   * @return the partition
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static AwsPartition of(String name) {
    return Arrays.stream(values())
        .filter(partition -> partition.arnName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no partition of AWS: choose one of %s."
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(AwsPartition::arnName)
                                .collect(Collectors.joining(", ")))));
  }
}
