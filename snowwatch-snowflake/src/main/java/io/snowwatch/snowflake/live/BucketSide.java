package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.ObjectNames;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The AWS side of a set-up, called by {@link Apply} at the points where Snowflake has what AWS
 * needs. Every call may come again in a later run and must then change nothing.
 */
public interface BucketSide {

  /**
   * The integration is there: let its principal take on the role.
   *
   * @param bucket the bucket
   * @param principalArn {@code STORAGE_AWS_IAM_USER_ARN} of DESC INTEGRATION
   * @param externalId {@code STORAGE_AWS_EXTERNAL_ID} of DESC INTEGRATION
   */
  void trust(ObjectNames.Bucket bucket, String principalArn, String externalId);

  /**
   * The stage is there: wait until Snowflake can read the bucket.
   *
   * @param bucket the bucket
   * @param problem lists the stage once; empty if that works, else what Snowflake says
   */
  void awaitAccess(ObjectNames.Bucket bucket, Supplier<Optional<String>> problem);

  /**
   * Snowflake has said what the topic's policy needs; the pipes come next.
   *
   * @param bucket the bucket
   * @param topicArn the topic
   * @param policy the statement that {@code SYSTEM$GET_AWS_SNS_IAM_POLICY} returned, as JSON
   */
  void admitToTopic(ObjectNames.Bucket bucket, String topicArn, String policy);

  /**
   * The pipes are there: let the bucket tell them about new objects.
   *
   * @param bucket the bucket
   * @param channelArn the queue's ARN, or the topic's
   */
  void announce(ObjectNames.Bucket bucket, String channelArn);
}
