package io.snowwatch.cloudtrail.digest;

import java.util.Optional;

/**
 * The digest files of a trail for one account and Region, each of which names the one before it.
 *
 * @param organizationId the organization of an organization trail, such as {@code o-a1b2c3d4e5}
 * @param accountId the account whose events they are about, 12 digits
 * @param region the Region whose events they are about
 * @param trailName the trail's name
 * @param homeRegion the Region in which the trail was created
 * @param kind which of the trail's chains it is
 */
public record DigestChain(
    Optional<String> organizationId,
    String accountId,
    String region,
    String trailName,
    String homeRegion,
    Kind kind) {

  /** A trail has two chains per account and Region. */
  public enum Kind {
    /** A digest file every hour. */
    HOURLY,
    /** Digest files about log files that came too late for the hour's; there are few. */
    BACKFILL
  }

  /** Account, Region and trail, for messages. */
  @Override
  public String toString() {
    return "%s/%s/%s%s"
        .formatted(accountId, region, trailName, kind == Kind.BACKFILL ? " (backfill)" : "");
  }
}
