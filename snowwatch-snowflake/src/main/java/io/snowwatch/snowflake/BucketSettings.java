package io.snowwatch.snowflake;

import io.snowwatch.catalog.ValueStyle;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A further bucket whose objects land in the same tables, through a stage, pipes and an integration
 * of its own. Their names are the first bucket's with a suffix.
 *
 * <p>Immutable and safe for use by several threads. What is wrong with it, {@link
 * SnowflakeSettings} says when it is built.
 */
@Value.Immutable
@ValueStyle
public abstract class BucketSettings {

  BucketSettings() {}

  /**
   * Starts with the defaults.
   *
   * @return a builder without the AWS account
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The AWS account that the bucket belongs to.
   *
   * @return 12 digits
   */
  public abstract String accountId();

  /**
   * The bucket.
   *
   * @return {@code snowwatch-} and the account unless set
   */
  @Value.Default
  public String bucket() {
    return "snowwatch-" + accountId();
  }

  /**
   * What tells the names of this bucket's stage, pipes and integration from the others'.
   *
   * @return the account's id unless set; letters, digits and underscores
   */
  @Value.Default
  public String suffix() {
    return accountId();
  }

  /**
   * The part of AWS that the bucket is in.
   *
   * @return {@link AwsPartition#AWS} unless set
   */
  @Value.Default
  public AwsPartition partition() {
    return AwsPartition.AWS;
  }

  /**
   * The IAM role that Snowflake takes on to read the bucket.
   *
   * @return the ARN of the account's role {@code snowwatch-snowflake} unless set
   */
  @Value.Default
  public String storageRoleArn() {
    return SnowflakeSettings.storageRoleArn(partition(), accountId());
  }

  /**
   * The external id that the IAM role's trust policy asks of Snowflake.
   *
   * @return {@code snowwatch-} and the account unless set
   */
  @Value.Default
  public String storageExternalId() {
    return "snowwatch-" + accountId();
  }

  /**
   * The topic that tells Snowflake about new objects, where the bucket notifies a topic and not
   * Snowflake's queue.
   *
   * @return the ARN of a topic of Amazon SNS; empty for Snowflake's queue
   */
  public abstract Optional<String> snsTopicArn();

  /**
   * The key that the bucket's objects are encrypted with, where it is one of AWS KMS.
   *
   * @return the key's ARN
   */
  public abstract Optional<String> kmsKeyArn();

  /** Builds {@link BucketSettings}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableBucketSettings.Builder {
    Builder() {}
  }
}
