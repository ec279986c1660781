package io.snowwatch.snowflake.doctor;

import java.util.Optional;

/**
 * What Snowflake says that AWS has to know of a bucket.
 *
 * @param principalArn as whom it takes on the role; empty if that could not be seen
 * @param externalId the external id that it gives
 * @param channelArn the queue of the pipes, or the topic; empty if there is none, or none seen
 */
record BucketFacts(
    Optional<String> principalArn, Optional<String> externalId, Optional<String> channelArn) {

  static final BucketFacts NONE =
      new BucketFacts(Optional.empty(), Optional.empty(), Optional.empty());
}
