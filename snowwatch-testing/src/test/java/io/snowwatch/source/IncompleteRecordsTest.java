package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestFailedException;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.Incompleteness;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.fixture.FakeClients;
import io.snowwatch.source.fixture.IamFixture;
import io.snowwatch.source.fixture.LoadBalancersFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;

/** Records whose further call fails. */
class IncompleteRecordsTest {

  private static final int PAGES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aUserWhoseMfaDevicesMayNotBeListedLandsWithoutThemAndIsCounted() {
    IamClient denied =
        new IamFixture.FakeIam(PAGES) {
          @Override
          public ListMfaDevicesResponse listMFADevices(ListMfaDevicesRequest request) {
            if (request.userName().equals("user-0")) {
              return super.listMFADevices(request);
            }
            throw denied();
          }
        };

    HarvestReport report = harvest(new Iam(), Map.of(IamClient.class, denied), Set.of());

    assertThat(report.failed()).isEmpty();
    assertThat(report.succeeded())
        .extracting(
            run -> run.dataset().name(),
            IncompleteRecordsTest::recordCount,
            run -> ((Outcome.Succeeded) run.outcome()).incompleteCount())
        .containsExactly(
            tuple("iam_users", 4L, 3L),
            tuple("iam_groups", 4L, 0L),
            tuple("iam_roles", 4L, 0L),
            tuple("iam_policies", 4L, 0L));
    assertThat(lines().lines().filter(line -> line.contains("\"UserName\"")))
        .hasSize(4)
        .filteredOn(line -> line.contains("\"MFADevices\""))
        .singleElement()
        .asString()
        .contains("\"user-0\"");
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(HarvestFailedException.class)
        .hasMessageMatching(
            "1 of 4 parts of run .* landed incomplete, the others have landed: iam_users in"
                + " 123456789012/global: 3 of 4 records lack what a further call would have told:"
                + " AccessDenied: No\\.");
  }

  @Test
  void aLoadBalancerWhoseListenersCannotBeListedLandsWithoutThemBesideAllOthers() {
    ElasticLoadBalancingV2Client throttled =
        new LoadBalancersFixture.V2(PAGES) {
          @Override
          public DescribeListenersResponse describeListeners(DescribeListenersRequest request) {
            if (request.loadBalancerArn().equals("arn:v2/1")) {
              throw denied();
            }
            return super.describeListeners(request);
          }
        };
    Map<Class<?>, SdkClient> clients = new HashMap<>(new LoadBalancersFixture().clients(PAGES));
    clients.put(ElasticLoadBalancingV2Client.class, throttled);

    HarvestReport report = harvest(new LoadBalancers(), clients, Set.of());

    assertThat(report.incomplete())
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThat(run.outcome())
                    .isEqualTo(
                        new Outcome.Succeeded(
                            8,
                            List.of(),
                            Optional.of(new Incompleteness(1, Failure.of(denied()))))));
    assertThat(lines().lines().filter(line -> line.contains("\"LoadBalancerArn\":\"arn:v2/1\"")))
        .hasSize(2)
        .noneMatch(line -> line.contains("\"Listeners\""));
  }

  private static AwsServiceException denied() {
    return IamException.builder()
        .statusCode(403)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("AccessDenied").errorMessage("No.").build())
        .build();
  }

  private static long recordCount(HarvestRun run) {
    return ((Outcome.Succeeded) run.outcome()).recordCount();
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private HarvestReport harvest(
      InventorySource source, Map<Class<?>, SdkClient> clients, Set<String> denied) {
    Region home =
        source.declaration().coverage() == Coverage.REGIONAL ? Region.EU_WEST_3 : Region.EU_WEST_1;
    try (AwsAccount account =
        AwsAccount.of(new FakeClients(clients, denied), home, "123456789012")) {
      return Harvest.builder()
          .addAccounts(account)
          .addSources(source)
          .sink(SnapshotSink.lines(out))
          .concurrency(1)
          .build()
          .run();
    }
  }
}
