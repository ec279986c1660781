package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsClients;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.json.JsonRecord;
import io.snowwatch.source.fixture.FakeClients;
import io.snowwatch.source.fixture.FakeEc2;
import io.snowwatch.source.fixture.IamFixture;
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
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;

/** What every source has to do, whatever it collects. */
class SourceContractTest {

  private static final String ACCOUNT_ID = "123456789012";
  private static final int PAGES = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

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
  void usersFailAloneWhenTheirMfaDevicesMayNotBeListed() {
    IamClient denied =
        new IamFixture.FakeIam(PAGES) {
          @Override
          public ListMfaDevicesResponse listMFADevices(ListMfaDevicesRequest request) {
            throw IamException.builder()
                .statusCode(403)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode("AccessDenied").errorMessage("No.").build())
                .build();
          }
        };

    HarvestReport report = harvest(new Iam(), Map.of(IamClient.class, denied), Set.of());

    assertThat(report.failed())
        .extracting(run -> run.dataset().name())
        .containsExactly("iam_users");
    assertThat(report.succeeded())
        .extracting(run -> run.dataset().name(), SourceContractTest::recordCount)
        .containsExactly(
            tuple("iam_groups", 4L), tuple("iam_roles", 4L), tuple("iam_policies", 4L));
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
      TokenBuffer tokens = new TokenBuffer(JSON, false);
      try {
        record.writeTo(tokens);
        records.add(JSON.readTree(tokens.asParser()));
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
