package io.snowwatch.cloudtrail.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.source.fixture.FakeClients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.PublicKey;

class CloudTrailPublicKeysTest {

  private final SignedTrail first = new SignedTrail();
  private final SignedTrail second = new SignedTrail();
  private final List<ListPublicKeysRequest> requests = new ArrayList<>();

  /** Two keys on two pages. */
  private final class FakeCloudTrail implements CloudTrailClient {

    @Override
    public ListPublicKeysResponse listPublicKeys(ListPublicKeysRequest request) {
      requests.add(request);
      return request.nextToken() == null
          ? ListPublicKeysResponse.builder()
              .publicKeyList(published(first))
              .nextToken("more")
              .build()
          : ListPublicKeysResponse.builder().publicKeyList(published(second)).build();
    }

    private PublicKey published(SignedTrail trail) {
      return PublicKey.builder()
          .fingerprint(trail.fingerprint())
          .value(SdkBytes.fromByteArray(trail.pkcs1()))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  void keysAreListedForTheTimeOnEveryPageAndRemembered() {
    FakeClients clients =
        new FakeClients(Map.of(CloudTrailClient.class, new FakeCloudTrail()), Set.of());
    try (AwsAccount account = AwsAccount.of(clients, Region.EU_WEST_1, "123456789012")) {
      PublicKeys keys = new CloudTrailPublicKeys(account);
      Instant from = Instant.parse("2026-11-20T00:00:00Z");
      Instant to = Instant.parse("2026-11-20T02:00:00Z");

      assertThat(keys.find("eu-west-1", second.fingerprint(), from, to))
          .containsExactly(second.keys().getPublic());
      assertThat(keys.find("eu-west-1", first.fingerprint(), from, to))
          .containsExactly(first.keys().getPublic());
      assertThat(requests).hasSize(2);
      assertThat(requests.get(0).startTime()).isEqualTo(from);
      assertThat(requests.get(0).endTime()).isEqualTo(to);
      assertThat(keys.find("eu-west-1", "unknown", from, to)).isEmpty();
    }
  }
}
