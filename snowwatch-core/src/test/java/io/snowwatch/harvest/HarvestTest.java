package io.snowwatch.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.aws.RegionFilter;
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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;

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
  private final Semaphore stuck = new Semaphore(0);
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
  private final class RecordingSink implements SnapshotSink {

    private final List<Snapshot> published = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private volatile String failingDataset = "";
    private volatile String hanging = "";
    private volatile Dataset hangsFor = THINGS;

    @Override
    public Writer open(Snapshot snapshot) {
      open.incrementAndGet();
      return new Writer() {
        @Override
        public void write(JsonRecord record) {
          hangIf("write");
          if (snapshot.dataset().equals(THINGS)) {
            lines.add(text(record));
          }
        }

        private void hangIf(String what) {
          if (hanging.equals(what) && snapshot.dataset().equals(hangsFor)) {
            hang();
          }
        }

        @Override
        public List<String> commit() {
          hangIf("commit");
          if (snapshot.dataset().name().equals(failingDataset)) {
            throw new IllegalStateException("The disk is full.");
          }
          published.add(snapshot);
          return List.of(snapshot.dataset().name() + "/" + snapshot.regionName());
        }

        @Override
        public void close() {
          hangIf("close");
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

  private static String text(JsonRecord record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      record.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
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
            " failed, the others have landed: things in 123456789012/eu-west-1:"
                + " IllegalStateException: Half way.");
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
                  pause(50);
                  running.decrementAndGet();
                })
            .concurrency(1)
            .build();

    assertThat(harvest.run().failed()).isEmpty();
    assertThat(most).hasValue(1);
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
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
        .containsExactlyInAnyOrder("123456789012", "210987654321");
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

  /** Loads the SDK's classes, which must not count against a test's deadline. */
  @BeforeEach
  void listRegionsOnce() {
    assertThat(account.describeRegions()).isNotEmpty();
  }

  /** Waits whatever anybody asks, until the test is over. */
  private void hang() {
    stuck.acquireUninterruptibly();
  }

  @AfterEach
  void letGo() {
    stuck.release(1_000);
  }

  private Harvest.Builder outOfTimeSoon(BiConsumer<AwsScope, RecordEmitter> calls) {
    return harvest(calls).deadline(Instant.now().plusMillis(800)).rest(Duration.ofMillis(600));
  }

  private static List<String> codes(HarvestReport report) {
    return report.failed().stream()
        .map(
            run ->
                run.dataset().name()
                    + " "
                    + run.regionName().orElse("-")
                    + " "
                    + ((Outcome.Failed) run.outcome()).failure().code())
        .toList();
  }

  @Test
  void scopesThatHangAndScopesThatNeverBeganShareOneRestAndOneCode() {
    HarvestReport report = outOfTimeSoon((scope, emitter) -> hang()).concurrency(1).build().run();

    assertThat(codes(report))
        .containsExactly("things eu-west-1 DeadlineExceeded", "things us-east-1 DeadlineExceeded");
    assertThat(sink.published).extracting(s -> s.dataset().name()).containsExactly("harvest_runs");
    assertThatThrownBy(report::orThrow)
        .hasMessageMatching("2 of 2 parts of run [0-9a-f-]+ failed: things in .*");
  }

  @Test
  void aListOfRegionsThatHangsFailsTheSourceWithoutARegion() {
    AwsAccount hanging =
        AwsAccount.of(
            new FakeClients(
                Map.of(
                    Ec2Client.class,
                    new FakeEc2() {
                      @Override
                      public DescribeRegionsResponse describeRegions(
                          DescribeRegionsRequest request) {
                        hang();
                        return super.describeRegions(request);
                      }
                    }),
                Set.of()),
            Region.EU_WEST_1,
            "123456789012");
    Harvest harvest =
        Harvest.builder()
            .from(outOfTimeSoon((scope, emitter) -> emitter.emit(THINGS, RECORD)).build())
            .accounts(List.of(hanging))
            .build();

    assertThat(codes(harvest.run())).containsExactly("things - DeadlineExceeded");
    assertThat(sink.publishedThings()).isEmpty();
  }

  @Test
  void aWriteACommitAndAnAbortThatHangAreGivenUpToo() {
    for (String what : List.of("write", "commit", "close")) {
      sink.hanging = what;
      HarvestReport report =
          outOfTimeSoon(
                  (scope, emitter) -> {
                    emitter.emit(THINGS, RECORD);
                    if (scope.regionName().equals(FakeEc2.SECOND)) {
                      throw new IllegalStateException("Half way.");
                    }
                    if (what.equals("close")) {
                      awaitInterruptibly(new CountDownLatch(1));
                    }
                  })
              .build()
              .run();

      assertThat(codes(report)).as(what).contains("things eu-west-1 DeadlineExceeded");
      assertThat(report.runs()).as(what).hasSize(3);
    }
  }

  @Test
  void recordsOfTheRunThatCannotBeWrittenInTimeAreReported() {
    sink.hanging = "commit";
    sink.hangsFor = HarvestRuns.DATASET;

    HarvestReport report =
        outOfTimeSoon((scope, emitter) -> emitter.emit(THINGS, RECORD)).build().run();

    assertThat(codes(report)).containsExactly("harvest_runs global DeadlineExceeded");
    assertThat(sink.publishedThings()).containsExactly(FakeEc2.FIRST, FakeEc2.SECOND);
  }

  @Test
  void whatOnlyLacksFurtherCallsAtTheDeadlineLandsWithoutThem() {
    HarvestReport report =
        outOfTimeSoon(
                (scope, emitter) -> {
                  emitter.emit(THINGS, () -> Optional.of("told"), HarvestTest::withDetail);
                  emitter.emit(
                      THINGS,
                      () -> {
                        hang();
                        return Optional.of("too late");
                      },
                      HarvestTest::withDetail);
                })
            .regions(RegionFilter.of(FakeEc2.FIRST))
            .build()
            .run();

    assertThat(report.failed()).isEmpty();
    assertThat(report.incomplete())
        .singleElement()
        .satisfies(
            run -> {
              Outcome.Succeeded landed = (Outcome.Succeeded) run.outcome();
              assertThat(landed.recordCount()).isEqualTo(2);
              assertThat(landed.incompleteCount()).isOne();
              assertThat(landed.incompleteness().orElseThrow().firstFailure().code())
                  .isEqualTo("DeadlineExceeded");
            });
    assertThat(sink.lines).containsExactlyInAnyOrder("{\"Detail\":\"told\"}", "{}");
  }

  private static JsonRecord withDetail(Optional<String> detail) {
    return json -> {
      json.writeStartObject();
      if (detail.isPresent()) {
        json.writeStringField("Detail", detail.get());
      }
      json.writeEndObject();
    };
  }

  @Test
  void furtherCallsAreBoundedAndEachCostsItsRecordNoMoreThanItWouldHaveTold() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HarvestReport report =
        harvest(
                (scope, emitter) -> {
                  for (int i = 0; i < 100; i++) {
                    int number = i;
                    emitter.emit(
                        THINGS,
                        () -> {
                          most.accumulateAndGet(running.incrementAndGet(), Math::max);
                          pause(2);
                          running.decrementAndGet();
                          if (number % 10 == 3) {
                            throw new IllegalStateException("No " + number);
                          }
                          return Optional.of("told");
                        },
                        HarvestTest::withDetail);
                  }
                })
            .regions(RegionFilter.of(FakeEc2.FIRST))
            .concurrency(64)
            .build()
            .run();

    assertThat(report.recordCount()).isEqualTo(100);
    assertThat(report.incomplete())
        .singleElement()
        .satisfies(
            run -> assertThat(((Outcome.Succeeded) run.outcome()).incompleteCount()).isEqualTo(10));
    assertThat(sink.lines).filteredOn("{}"::equals).hasSize(10);
    assertThat(most).hasValueGreaterThan(1).hasValueLessThanOrEqualTo(Harvest.DETAIL_CALLS);
  }

  @Test
  void aPartOfASourceLandsThoughAnotherHangs() {
    Dataset others =
        Dataset.builder()
            .name("others")
            .title("Others")
            .objectPrefix("OTHER")
            .subdirectory("others")
            .build();
    Source two = Source.builder().from(DECLARATION).addDatasets(others).build();
    InventorySource source =
        new InventorySource() {
          @Override
          public Source declaration() {
            return two;
          }

          @Override
          public void collect(AwsScope scope, RecordEmitter emitter) {
            throw new IllegalStateException("The parts are collected.");
          }

          @Override
          public List<SourcePart> parts() {
            return List.of(
                new SourcePart(List.of(THINGS), (scope, emitter) -> hang()),
                new SourcePart(List.of(others), (scope, emitter) -> emitter.emit(others, RECORD)));
          }
        };
    Harvest harvest =
        Harvest.builder()
            .from(outOfTimeSoon((scope, emitter) -> {}).build())
            .sources(List.of(source))
            .build();

    HarvestReport report = harvest.run();

    assertThat(codes(report))
        .containsExactly("things eu-west-1 DeadlineExceeded", "things us-east-1 DeadlineExceeded");
    assertThat(report.succeeded())
        .extracting(run -> run.dataset().name(), run -> run.regionName().orElseThrow())
        .containsExactly(tuple("others", "eu-west-1"), tuple("others", "us-east-1"));
  }

  @Test
  void aCancelledRunAbortsWhatIsUnderWayAndRecordsIt() throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    CountDownLatch collecting = new CountDownLatch(1);
    Harvest harvest =
        harvest(
                (scope, emitter) -> {
                  emitter.emit(THINGS, RECORD);
                  collecting.countDown();
                  emitter.emit(
                      THINGS,
                      () -> {
                        hang();
                        return Optional.of("too late");
                      },
                      HarvestTest::withDetail);
                })
            .concurrency(1)
            .rest(Duration.ofSeconds(2))
            .build();
    Thread signal =
        new Thread(
            () -> {
              awaitInterruptibly(collecting);
              cancellation.cancel();
            });
    signal.start();

    HarvestReport report = harvest.run(cancellation);

    signal.join();
    assertThat(codes(report))
        .containsExactly("things eu-west-1 Cancelled", "things us-east-1 Cancelled");
    assertThat(sink.open).hasValue(0);
    assertThat(sink.published).extracting(s -> s.dataset().name()).containsExactly("harvest_runs");
  }

  @Test
  void aRunWhoseThreadIsInterruptedIsCancelledAndSaysSo() {
    Thread.currentThread().interrupt();

    HarvestReport report =
        harvest((scope, emitter) -> hang()).rest(Duration.ofMillis(600)).build().run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.failed())
        .isNotEmpty()
        .extracting(run -> ((Outcome.Failed) run.outcome()).failure().code())
        .containsOnly("Cancelled");
  }

  @Test
  void anAccountOutOfReachHasFailedEntriesForEveryDatasetBesideTheOthers() {
    HarvestReport report =
        harvest((scope, emitter) -> emitter.emit(THINGS, RECORD))
            .addUnreachable(
                new UnreachableAccount(
                    "210987654321", new Failure(Failure.Kind.ACCESS_DENIED, "AccessDenied", "No.")),
                new UnreachableAccount(
                    "profile dev",
                    new Failure(Failure.Kind.CLIENT, "SdkClientException", "No login.")))
            .build()
            .run();

    assertThat(report.failed())
        .extracting(HarvestRun::accountId, run -> run.dataset().name(), HarvestRun::regionName)
        .containsExactly(
            tuple("210987654321", "things", Optional.empty()),
            tuple("profile dev", "things", Optional.empty()));
    assertThat(sink.publishedThings()).containsExactly(FakeEc2.FIRST, FakeEc2.SECOND);
    assertThat(sink.published)
        .filteredOn(s -> s.dataset().equals(HarvestRuns.DATASET))
        .extracting(Snapshot::accountId)
        .containsExactlyInAnyOrder("123456789012", "210987654321", "profile_dev");
  }

  @Test
  void aPatternThatMatchesNoRegionIsAFailureInTheData() {
    HarvestReport report =
        harvest((scope, emitter) -> emitter.emit(THINGS, RECORD))
            .regions(RegionFilter.of("mars-*"))
            .build()
            .run();

    assertThat(report.failed())
        .singleElement()
        .satisfies(
            run ->
                assertThat(((Outcome.Failed) run.outcome()).failure().message())
                    .startsWith("'mars-*' matches no Region of the account"));
    assertThat(sink.published).extracting(s -> s.dataset().name()).containsExactly("harvest_runs");
  }

  @Test
  void aRecordOfADatasetThatTheSourceDoesNotDeclareFailsTheScopeByName() {
    HarvestReport report =
        harvest((scope, emitter) -> emitter.emit(HarvestRuns.DATASET, RECORD))
            .regions(RegionFilter.of(FakeEc2.FIRST))
            .build()
            .run();

    assertThat(report.failed())
        .singleElement()
        .extracting(run -> ((Outcome.Failed) run.outcome()).failure().toString())
        .isEqualTo(
            "IllegalArgumentException: Source 'things' does not declare dataset 'harvest_runs'"
                + " here: add it to the declaration, or emit into one of [things].");
  }

  @Test
  void aListenerThatThrowsIsLoggedOnceAndChangesNothing() {
    Logger log = Logger.getLogger(Harvest.class.getName());
    List<LogRecord> logged = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(handler);
    log.setUseParentHandlers(false);
    try {
      HarvestReport report =
          harvest((scope, emitter) -> emitter.emit(THINGS, RECORD))
              .listener(new ThrowingListener())
              .build()
              .run();

      assertThat(report.isComplete()).isTrue();
      assertThat(sink.publishedThings()).containsExactly(FakeEc2.FIRST, FakeEc2.SECOND);
      assertThat(logged)
          .singleElement()
          .extracting(record -> record.getThrown().getMessage())
          .isEqualTo("No.");
    } finally {
      log.removeHandler(handler);
      log.setUseParentHandlers(true);
    }
  }

  private static final class ThrowingListener implements HarvestListener {

    @Override
    public void planned(int scopes) {
      throw new IllegalStateException("No.");
    }

    @Override
    public void recordTaken() {
      throw new IllegalStateException("No.");
    }

    @Override
    public void finished(HarvestRun run) {
      throw new IllegalStateException("No.");
    }

    @Override
    public void scopeFinished() {
      throw new IllegalStateException("No.");
    }
  }

  @Test
  void theLongestAreStartedFirst() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Source more =
        Source.builder()
            .from(DECLARATION)
            .name("more")
            .addActions("ec2:DescribeThings", "ec2:DescribeMore")
            .build();
    Source global =
        Source.builder().from(DECLARATION).name("global").coverage(Coverage.GLOBAL).build();
    Harvest.builder()
        .addAccounts(account)
        .addSources(noting(DECLARATION, order), noting(more, order), noting(global, order))
        .regions(RegionFilter.of(FakeEc2.FIRST))
        .sink(sink)
        .concurrency(1)
        .build()
        .run();

    assertThat(order).containsExactly("global", "more", "things");
  }

  private static InventorySource noting(Source declaration, List<String> order) {
    return new InventorySource() {
      @Override
      public Source declaration() {
        return declaration;
      }

      @Override
      public void collect(AwsScope scope, RecordEmitter emitter) {
        order.add(declaration.name());
      }
    };
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
      records.add(new ObjectMapper().readTree(text(run.outcome(outcome).build())));
    }

    for (Column column : HarvestRuns.DATASET.addedColumns()) {
      String member = ((ColumnValue.Member) column.value()).alternatives().get(0).members().get(0);
      assertThat(records).as(column.name()).anyMatch(record -> record.has(member));
    }
  }
}
