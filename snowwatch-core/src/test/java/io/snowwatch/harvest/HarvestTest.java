package io.snowwatch.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.json.JsonRecord;
import io.snowwatch.source.fixture.FakeClients;
import io.snowwatch.source.fixture.FakeEc2;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class HarvestTest {

  private static final Dataset THINGS =
      Dataset.builder().name("things").title("Things").objectPrefix("THING").build();
  private static final Source DECLARATION =
      Source.builder()
          .name("things")
          .title("Things")
          .function("monitorThings")
          .coverage(Coverage.REGIONAL)
          .directory("thing_monitoring")
          .directoryVariable("S3_THING_MONITORING_PATH")
          .addDatasets(THINGS)
          .build();
  private static final JsonRecord RECORD =
      json -> {
        json.writeStartObject();
        json.writeEndObject();
      };

  private final AwsAccount account =
      AwsAccount.of(new FakeClients(Map.of(), Set.of()), Region.EU_WEST_1, "123456789012");
  private final RecordingSink sink = new RecordingSink();

  private record Things(BiConsumer<AwsScope, RecordEmitter> calls) implements InventorySource {
    @Override
    public Source declaration() {
      return DECLARATION;
    }

    @Override
    public void collect(AwsScope scope, RecordEmitter emitter) {
      calls.accept(scope, emitter);
    }
  }

  /** Keeps what was published. */
  private static final class RecordingSink implements SnapshotSink {

    private final List<Snapshot> published = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();
    private volatile String failingDataset = "";

    @Override
    public Writer open(Snapshot snapshot) {
      open.incrementAndGet();
      return new Writer() {
        @Override
        public void write(JsonRecord record) {}

        @Override
        public List<String> commit() {
          if (snapshot.dataset().name().equals(failingDataset)) {
            throw new IllegalStateException("The disk is full.");
          }
          published.add(snapshot);
          return List.of(snapshot.dataset().name() + "/" + snapshot.regionName());
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }

    List<String> publishedThings() {
      return published.stream()
          .filter(s -> s.dataset().equals(THINGS))
          .map(Snapshot::regionName)
          .sorted()
          .toList();
    }
  }

  private Harvest.Builder harvest(BiConsumer<AwsScope, RecordEmitter> calls) {
    return Harvest.builder().addAccounts(account).addSources(new Things(calls)).sink(sink);
  }

  @Test
  void aFailureAfterTheFirstRecordPublishesNothingOfThatRegionAndAllOfTheOthers() {
    HarvestReport report =
        harvest(
                (scope, emitter) -> {
                  emitter.emit(THINGS, RECORD);
                  if (scope.regionName().equals(FakeEc2.FIRST)) {
                    throw new IllegalStateException("Half way.");
                  }
                })
            .build()
            .run();

    assertThat(sink.publishedThings()).containsExactly(FakeEc2.SECOND);
    assertThat(sink.open).hasValue(0);
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(HarvestFailedException.class)
        .hasMessageEndingWith(
            "the others have landed: things in 123456789012/eu-west-1: IllegalStateException:"
                + " Half way.");
  }

  @Test
  void whatIsNotDoneAtTheDeadlineIsGivenUpReportedAndNeverPublished() {
    CountDownLatch never = new CountDownLatch(1);
    HarvestReport report =
        harvest(
                (scope, emitter) -> {
                  emitter.emit(THINGS, RECORD);
                  if (scope.regionName().equals(FakeEc2.SECOND)) {
                    awaitInterruptibly(never);
                  }
                })
            .deadline(Instant.now().plusMillis(300))
            .build()
            .run();

    assertThat(sink.publishedThings()).containsExactly(FakeEc2.FIRST);
    assertThat(sink.open).hasValue(0);
    assertThat(report.failed())
        .singleElement()
        .satisfies(run -> assertThat(run.regionName()).contains(FakeEc2.SECOND))
        .extracting(run -> ((Outcome.Failed) run.outcome()).failure().kind())
        .isEqualTo(Failure.Kind.TIMEOUT);
    assertThat(sink.published)
        .extracting(s -> s.dataset().name())
        .as("the run is recorded all the same")
        .contains("harvest_runs");
  }

  private static void awaitInterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void noMoreRegionsAreCollectedAtOnceThanAllowed() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Harvest harvest =
        harvest(
                (scope, emitter) -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  pause();
                  running.decrementAndGet();
                })
            .concurrency(1)
            .build();

    assertThat(harvest.run().failed()).isEmpty();
    assertThat(most).hasValue(1);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSnapshotThatCannotBePublishedIsAFailure() {
    sink.failingDataset = "things";

    HarvestReport report = harvest((scope, emitter) -> emitter.emit(THINGS, RECORD)).build().run();

    assertThat(report.failed()).hasSize(2);
    assertThat(sink.open).hasValue(0);
  }

  @Test
  void aRunThatCannotBeRecordedIsAFailureToo() {
    sink.failingDataset = "harvest_runs";

    HarvestReport report = harvest((scope, emitter) -> {}).build().run();

    assertThat(report.failed())
        .singleElement()
        .extracting(run -> run.dataset().name())
        .isEqualTo("harvest_runs");
  }

  @Test
  void regionsThatCannotBeListedFailTheSourceWithoutARegion() {
    AwsAccount denied =
        AwsAccount.of(
            new FakeClients(Map.of(), Set.of(FakeEc2.FIRST)), Region.EU_WEST_1, "123456789012");

    HarvestReport report =
        Harvest.builder()
            .addAccounts(denied)
            .addSources(new Things((scope, emitter) -> emitter.emit(THINGS, RECORD)))
            .sink(sink)
            .build()
            .run();

    assertThat(report.failed())
        .singleElement()
        .satisfies(run -> assertThat(run.regionName()).isEmpty())
        .extracting(run -> ((Outcome.Failed) run.outcome()).failure().kind())
        .isEqualTo(Failure.Kind.ACCESS_DENIED);
  }

  @Test
  void accountsAreReportedAndRecordedEachByItself() {
    AwsAccount other =
        AwsAccount.of(new FakeClients(Map.of(), Set.of()), Region.EU_WEST_1, "210987654321");

    HarvestReport report =
        harvest((scope, emitter) -> emitter.emit(THINGS, RECORD)).addAccounts(other).build().run();

    assertThat(report.succeeded()).hasSize(4);
    assertThat(sink.published)
        .filteredOn(s -> s.dataset().equals(HarvestRuns.DATASET))
        .extracting(Snapshot::accountId)
        .containsExactly("123456789012", "210987654321");
  }

  @Test
  void whatCannotWorkIsRefusedAllAtOnce() {
    assertThatThrownBy(() -> Harvest.builder().sink(sink).concurrency(65).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            3 problems:
            - A harvest without an account collects nothing: add one.
            - A harvest without a source collects nothing: add one.
            - Concurrency 65 is out of range: use 1 to 64.""");
  }

  @Test
  void everyColumnOfTheRunsTableHasItsMemberInTheRecords() throws IOException {
    Instant now = Instant.parse("2026-11-23T15:45:57Z");
    HarvestRun.Builder run =
        HarvestRun.builder()
            .runId("r")
            .source("things")
            .dataset(THINGS)
            .accountId("123456789012")
            .regionName("eu-west-1")
            .pageCount(1)
            .startTime(now)
            .endTime(now);
    List<JsonNode> records = new ArrayList<>();
    for (Outcome outcome :
        List.of(
            new Outcome.Succeeded(3, List.of("k")),
            new Outcome.Skipped("NOT_OPTED_IN"),
            new Outcome.Failed(new Failure(Failure.Kind.SERVICE, "Code", "Message")))) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        run.outcome(outcome).build().writeTo(json);
      }
      records.add(new ObjectMapper().readTree(text.toString()));
    }

    for (Column column : HarvestRuns.DATASET.addedColumns()) {
      String member = ((ColumnValue.Member) column.value()).alternatives().get(0).members().get(0);
      assertThat(records).as(column.name()).anyMatch(record -> record.has(member));
    }
  }
}
