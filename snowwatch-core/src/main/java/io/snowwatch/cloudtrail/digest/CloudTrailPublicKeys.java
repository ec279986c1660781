package io.snowwatch.cloudtrail.digest;

import io.snowwatch.aws.AwsAccount;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * The keys that CloudTrail publishes, asked with {@code cloudtrail:ListPublicKeys} in the Region of
 * each digest file and remembered.
 *
 * <p>It needs {@code software.amazon.awssdk:cloudtrail}, which snowwatch-core does not bring along.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html">
 *     ListPublicKeys</a>
 */
public final class CloudTrailPublicKeys implements PublicKeys {

  private record Id(String region, String fingerprint) {}

  private final AwsAccount account;
  private final Map<Id, PublicKey> known = new ConcurrentHashMap<>();

  /**
   * Keys as an account sees them; every account sees the same.
   *
   * @param account whose credentials call; closed by its owner
   */
  public CloudTrailPublicKeys(AwsAccount account) {
    this.account = account;
  }

  /**
   * {@inheritDoc}
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if CloudTrail cannot be asked
   */
  @Override
  public List<PublicKey> find(String region, String fingerprint, Instant from, Instant to) {
    Id id = new Id(region, fingerprint);
    if (!known.containsKey(id)) {
      account
          .region(Region.builder().regionName(region).build())
          .client(CloudTrailClient.class, CloudTrailClient::builder)
          .listPublicKeysPaginator(request -> request.startTime(from).endTime(to))
          .publicKeyList()
          .forEach(
              key ->
                  known.put(
                      new Id(region, key.fingerprint()), RsaKeys.of(key.value().asByteArray())));
    }
    PublicKey key = known.get(id);
    return key == null ? List.of() : List.of(key);
  }
}
