package io.snowwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.json.JsonLines;
import io.snowwatch.json.JsonRecord;
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
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.regions.Region;

/**
 * What every source has to do, whatever it collects: every page of every call, an account that has
 * nothing, a Region that is denied, one that is not enabled, values that the SDK does not know,
 * actions as declared, and paths that lead somewhere.
 *
 * <p>A subclass is a JUnit 5 test of one source. Every failure begins with the source's name.
 */
public abstract class SourceContract {

  private static final String ACCOUNT_ID = "123456789012";
  private static final int PAGES = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What an API calls the size of its pages, and the most that it takes. */
  private static final Map<String, Integer> LARGEST_PAGES =
      Map.of("MaxResults", 1000, "PageSize", 400, "MaxItems", 1000);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** For subclasses. */
  protected SourceContract() {}

  /**
   * The source under test.
   *
   * @return the source
   */
  protected abstract InventorySource source();

  /**
   * What AWS answers to it.
   *
   * @return the fixture
   */
  protected abstract SourceFixture fixture();

  /**
   * Looks at the lines of two pages of everything in two Regions, such as by comparing them with a
   * file that is kept: whether resources are as the API describes them, under the API's names.
   *
   * @param lines a JSON object on each
   */
  protected void checkLines(String lines) {}

  /**
   * The largest page of a request, where the API's documentation says another than usual.
   *
   * @param request a request of the source
   * @param member the member that takes the size, such as {@code MaxResults}
   * @param usual the usual one, such as 1000
   * @return {@code usual} unless overridden
   */
  protected int largestPage(SdkRequest request, String member, int usual) {
    return usual;
  }

  @Test
  void everyResourceOfEveryPageIsALine() {
    named(
        () -> {
          HarvestReport report = harvest(new FakeAws(fixture(), PAGES, Set.of()), lineSink());

          assertThat(report.failed()).as("parts that failed").isEmpty();
          assertThat(report.recordCount())
              .as("records, of which each is a line")
              .isEqualTo(lines().lines().count());
          checkLines(lines());
          if (fixture().hasEnums()) {
            assertThat(lines())
                .as("lines with the enum value '%s' of the fixture", SourceFixture.FUTURE)
                .contains("\"" + SourceFixture.FUTURE + "\"");
          }
          for (HarvestRun run : report.succeeded()) {
            assertThat(recordCount(run))
                .as("records of %s", run.dataset().name())
                .isGreaterThanOrEqualTo(fixture().hasPages() ? 2L * PAGES : 1);
            assertThat(run.pageCount())
                .as("pages of %s; calls are counted by scope.pages(…)", run.dataset().name())
                .isGreaterThanOrEqualTo(fixture().hasPages() ? PAGES : 0);
          }
        });
  }

  @Test
  void everyLineSaysItsAccountAndItsRegion() {
    named(
        () -> {
          harvest(new FakeAws(fixture(), PAGES, Set.of()), lineSink());

          lines()
              .lines()
              .map(SourceContract::tree)
              .forEach(
                  line -> {
                    assertThat(line.path("AccountId").asText(""))
                        .as("AccountId of %s", line)
                        .isEqualTo(ACCOUNT_ID);
                    if (isRegional()) {
                      assertThat(line.at("/Region/RegionName").asText(""))
                          .as("Region.RegionName of %s", line)
                          .isIn(FakeAws.FIRST, FakeAws.SECOND);
                    }
                  });
        });
  }

  @Test
  void anAccountThatHasNothingIsAskedAndSaysSo() {
    named(
        () -> {
          HarvestReport report = harvest(new FakeAws(fixture(), 0, Set.of()), lineSink());

          assertThat(lines()).as("lines of an account that has nothing").isEmpty();
          assertThat(report.failed()).as("parts that failed").isEmpty();
          assertThat(report.succeeded())
              .as("parts that succeeded")
              .hasSize(source().declaration().datasets().size() * (isRegional() ? 2 : 1))
              .allSatisfy(run -> assertThat(recordCount(run)).isZero());
        });
  }

  @Test
  void aDeniedPartFailsAloneAndIsNeverAnEmptyList() {
    named(
        () -> {
          Set<String> denied = Set.of(isRegional() ? FakeAws.SECOND : FakeAws.FIRST);

          HarvestReport report = harvest(new FakeAws(fixture(), PAGES, denied), lineSink());

          List<Dataset> datasets = source().declaration().datasets();
          assertThat(report.failed())
              .extracting(HarvestRun::dataset)
              .as("datasets that failed where every call is denied")
              .containsExactlyElementsOf(datasets);
          assertThat(report.failed())
              .extracting(run -> ((Outcome.Failed) run.outcome()).failure().toString())
              .as("why they failed")
              .containsOnly(
                  "UnauthorizedOperation: You are not authorized to perform this operation.");
          assertThat(report.succeeded())
              .extracting(HarvestRun::regionName)
              .as("Regions of what succeeded beside them")
              .hasSize(isRegional() ? datasets.size() : 0)
              .allMatch(region -> region.orElseThrow().equals(FakeAws.FIRST));
        });
  }

  @Test
  void aRegionThatTheAccountHasNotEnabledIsSkippedAndSaidToBe() {
    named(
        () -> {
          HarvestReport report = harvest(new FakeAws(fixture(), PAGES, Set.of()), lineSink());

          assertThat(report.skipped())
              .as("parts that were skipped")
              .hasSize(isRegional() ? source().declaration().datasets().size() : 0)
              .allMatch(
                  run ->
                      run.regionName().orElseThrow().equals(FakeAws.NOT_OPTED_IN)
                          && run.outcome().equals(new Outcome.Skipped("NOT_OPTED_IN")));
        });
  }

  /** What is missing is denied, and what is too much is a permission that nobody needs. */
  @Test
  void theActionsAreThoseOfTheCalls() {
    named(
        () -> {
          FakeAws aws = new FakeAws(fixture(), PAGES, Set.of());

          harvest(aws, lineSink());

          assertThat(new TreeSet<>(source().declaration().actions()))
              .as("declared actions, beside those of the calls that were made")
              .isEqualTo(aws.actions());
        });
  }

  @Test
  void everyPathLeadsToSomethingInARecord() {
    named(
        () -> {
          Map<Dataset, List<JsonNode>> records = new HashMap<>();

          harvest(
              new FakeAws(fixture(), PAGES, Set.of()),
              snapshot ->
                  new RecordTrees(
                      records.computeIfAbsent(snapshot.dataset(), d -> new ArrayList<>())));

          for (Dataset dataset : source().declaration().datasets()) {
            assertThat(DeclaredPaths.unresolved(dataset, records.getOrDefault(dataset, List.of())))
                .as("paths of %s that lead nowhere in the records of its fixture", dataset.name())
                .isEmpty();
          }
        });
  }

  /**
   * Some APIs return all there is in one answer where no size is asked for, and all give more calls
   * than needed where it is left to them.
   */
  @Test
  void everyCallThatTakesAPageSizeAsksForTheLargest() {
    named(
        () -> {
          FakeAws aws = new FakeAws(fixture(), PAGES, Set.of());

          harvest(aws, lineSink());

          assertThat(aws.requests()).as("requests").isNotEmpty();
          for (SdkRequest request : aws.requests()) {
            for (SdkField<?> field : request.sdkFields()) {
              Integer usual = LARGEST_PAGES.get(field.memberName());
              if (usual != null && fixture().hasPages()) {
                assertThat(field.getValueOrDefault(request))
                    .as(
                        "%s of %s, the size of a page",
                        field.memberName(), request.getClass().getSimpleName())
                    .isEqualTo(largestPage(request, field.memberName(), usual));
              }
            }
          }
        });
  }

  /** Lets a failure begin with the source's name. */
  private void named(Runnable test) {
    try {
      test.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Source '%s': %s".formatted(source().declaration().name(), e.getMessage()), e);
    }
  }

  private boolean isRegional() {
    return source().declaration().coverage() == Coverage.REGIONAL;
  }

  private static long recordCount(HarvestRun run) {
    return ((Outcome.Succeeded) run.outcome()).recordCount();
  }

  private SnapshotSink lineSink() {
    return SnapshotSink.lines(out);
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private HarvestReport harvest(FakeAws aws, SnapshotSink sink) {
    // Regions are listed where nothing is denied.
    Region home = isRegional() ? Region.EU_WEST_3 : Region.EU_WEST_1;
    try (AwsAccount account = AwsAccount.of(aws, home, ACCOUNT_ID)) {
      return Harvest.builder()
          .addAccounts(account)
          .addSources(source())
          .sink(sink)
          .concurrency(1)
          .build()
          .run();
    }
  }
}
