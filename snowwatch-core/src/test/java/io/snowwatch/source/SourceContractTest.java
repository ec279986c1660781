package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsClients;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestFailedException;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.Incompleteness;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.json.JsonLines;
import io.snowwatch.json.JsonRecord;
import io.snowwatch.source.fixture.FakeClients;
import io.snowwatch.source.fixture.FakeEc2;
import io.snowwatch.source.fixture.IamFixture;
import io.snowwatch.source.fixture.LoadBalancersFixture;
import io.snowwatch.source.fixture.RecordedRequests;
import io.snowwatch.source.fixture.SourceFixture;
import io.snowwatch.testing.RenderedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;

/** What every source has to do, whatever it collects. */
class SourceContractTest {

  private static final String ACCOUNT_ID = "123456789012";
  private static final int PAGES = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What an API calls the size of its pages, and the most that it takes. */
  private static final Map<String, Integer> LARGEST_PAGES =
      Map.of("MaxResults", 1000, "PageSize", 400, "MaxItems", 1000);

  /** What has a page size in the model and no pages. */
  private static final Set<Class<?>> UNPAGED = Set.of();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static List<InventorySource> sources() {
    return Sources.inventory();
  }

  /**
   * The lines are compared with a file that holds every resource of every page, under the API's
   * names, with exactly the members that the API returned and those that the source adds.
   */
  @ParameterizedTest
  @MethodSource("sources")
  void everyResourceOfEveryPageIsALineAsTheApiDescribesIt(InventorySource source) {
    HarvestReport report = harvest(source, SourceFixture.of(source).clients(PAGES), Set.of());

    assertThat(report.failed()).isEmpty();
    RenderedFile.at("src/test/resources/golden/" + source.declaration().name() + ".jsonl")
        .assertContent(lines());
    assertThat(lines()).contains("\"" + SourceFixture.FUTURE + "\"");
    assertThat(report.recordCount()).isEqualTo(lines().lines().count());
    if (!SourceFixture.of(source).hasPages()) {
      return;
    }
    for (HarvestRun run : report.succeeded()) {
      assertThat(run.pageCount()).isGreaterThanOrEqualTo(PAGES);
      assertThat(recordCount(run)).as(run.dataset().name()).isGreaterThanOrEqualTo(2L * PAGES);
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void anAccountThatHasNothingIsAskedAndSaysSo(InventorySource source) {
    HarvestReport report = harvest(source, SourceFixture.of(source).clients(0), Set.of());

    assertThat(lines()).isEmpty();
    assertThat(report.failed()).isEmpty();
    assertThat(report.succeeded())
        .hasSize(
            source.declaration().datasets().size()
                * (source.declaration().coverage() == Coverage.REGIONAL ? 2 : 1))
        .allSatisfy(run -> assertThat(recordCount(run)).isZero());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aDeniedPartFailsAloneAndIsNeverAnEmptyList(InventorySource source) {
    boolean regional = source.declaration().coverage() == Coverage.REGIONAL;
    Set<String> denied = Set.of(regional ? FakeEc2.SECOND : FakeEc2.FIRST);

    HarvestReport report = harvest(source, SourceFixture.of(source).clients(PAGES), denied);

    List<Dataset> datasets = source.declaration().datasets();
    assertThat(report.failed()).extracting(HarvestRun::dataset).containsExactlyElementsOf(datasets);
    assertThat(report.failed())
        .extracting(run -> ((Outcome.Failed) run.outcome()).failure().toString())
        .containsOnly("UnauthorizedOperation: You are not authorized to perform this operation.");
    assertThat(report.succeeded())
        .extracting(HarvestRun::regionName)
        .hasSize(regional ? datasets.size() : 0)
        .allMatch(region -> region.orElseThrow().equals(FakeEc2.FIRST));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aRegionThatTheAccountHasNotEnabledIsSkippedAndSaidToBe(InventorySource source) {
    HarvestReport report = harvest(source, SourceFixture.of(source).clients(PAGES), Set.of());

    boolean regional = source.declaration().coverage() == Coverage.REGIONAL;
    assertThat(report.skipped())
        .hasSize(regional ? source.declaration().datasets().size() : 0)
        .extracting(run -> run.regionName().orElseThrow(), HarvestRun::outcome)
        .allMatch(t -> t.equals(tuple(FakeEc2.NOT_OPTED_IN, new Outcome.Skipped("NOT_OPTED_IN"))));
  }

  /** What is missing is denied, and what is too much is a permission that nobody needs. */
  @ParameterizedTest
  @MethodSource("sources")
  void theActionsAreThoseOfTheCalls(InventorySource source) {
    Set<String> called = new TreeSet<>();

    harvest(
        source,
        FakeClients.recording(SourceFixture.of(source).clients(PAGES), called),
        Region.EU_WEST_1,
        SnapshotSink.lines(out));

    // Listing Regions follows from the coverage.
    called.remove("ec2:DescribeRegions");
    assertThat(source.declaration().actions()).containsExactlyInAnyOrderElementsOf(called);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void everyPathLeadsToSomethingInARecord(InventorySource source) {
    Map<Dataset, List<JsonNode>> records = new HashMap<>();

    harvest(
        source,
        new FakeClients(SourceFixture.of(source).clients(PAGES), Set.of()),
        Region.EU_WEST_1,
        snapshot ->
            new RecordTrees(records.computeIfAbsent(snapshot.dataset(), d -> new ArrayList<>())));

    for (Dataset dataset : source.declaration().datasets()) {
      assertThat(DeclaredPaths.unresolved(dataset, records.get(dataset)))
          .as("paths of %s that lead nowhere in the records of its fixture", dataset.name())
          .isEmpty();
    }
  }

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
            SourceContractTest::recordCount,
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
    Map<Class<?>, SdkClient> clients =
        new HashMap<>(SourceFixture.of(new LoadBalancers()).clients(PAGES));
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

  /**
   * Some APIs return all there is in one answer where no size is asked for, and all give more calls
   * than needed where it is left to them.
   */
  @ParameterizedTest
  @MethodSource("sources")
  void everyCallThatTakesAPageSizeAsksForTheLargest(InventorySource source) {
    List<SdkRequest> requests = new CopyOnWriteArrayList<>();
    Map<Class<?>, SdkClient> recorded = new HashMap<>();
    SourceFixture.of(source)
        .clients(PAGES)
        .forEach((type, client) -> recorded.put(type, RecordedRequests.of(type, client, requests)));

    harvest(source, recorded, Set.of());

    assertThat(requests).isNotEmpty();
    for (SdkRequest request : requests) {
      for (SdkField<?> field : request.sdkFields()) {
        Integer largest = LARGEST_PAGES.get(field.memberName());
        if (largest != null && !UNPAGED.contains(request.getClass())) {
          assertThat(field.getValueOrDefault(request))
              .as("%s of %s", field.memberName(), request.getClass().getSimpleName())
              .isEqualTo(largest);
        }
        assertThat(field.memberName())
            .as("a page size by another name: add it to the known ones")
            .doesNotMatch("Limit|PageLimit|MaxRecords|MaxKeys|MaxEntries");
      }
    }
  }

  private static long recordCount(HarvestRun run) {
    return ((Outcome.Succeeded) run.outcome()).recordCount();
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Keeps records as trees. */
  private record RecordTrees(List<JsonNode> records) implements SnapshotSink.Writer {

    @Override
    public void write(JsonRecord record) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      try {
        JsonLines lines = new JsonLines(text);
        lines.write(record);
        lines.flush();
        records.add(JSON.readTree(text.toByteArray()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<String> commit() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static HarvestReport harvest(
      InventorySource source, AwsClients clients, Region home, SnapshotSink sink) {
    try (AwsAccount account = AwsAccount.of(clients, home, ACCOUNT_ID)) {
      return Harvest.builder()
          .addAccounts(account)
          .addSources(source)
          .sink(sink)
          .concurrency(1)
          .build()
          .run();
    }
  }

  private HarvestReport harvest(
      InventorySource source, Map<Class<?>, SdkClient> clients, Set<String> denied) {
    // Regions are listed where nothing is denied.
    Region home =
        source.declaration().coverage() == Coverage.REGIONAL ? Region.EU_WEST_3 : Region.EU_WEST_1;
    return harvest(source, new FakeClients(clients, denied), home, SnapshotSink.lines(out));
  }
}
