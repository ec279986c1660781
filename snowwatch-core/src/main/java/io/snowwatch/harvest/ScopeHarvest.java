package io.snowwatch.harvest;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.json.JsonRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One part of a source in one scope: collects, and publishes each dataset that is complete. */
final class ScopeHarvest extends Job implements RecordEmitter {

  private static final Logger LOG = LoggerFactory.getLogger(ScopeHarvest.class);

  private enum Stage {
    /** No call was made. */
    WAITING,
    /** The source lists what there is. */
    LISTING,
    /** Everything is listed, and records wait for their further calls. */
    COMPLETING,
    /** Objects are being published, which takes its time or fails. */
    PUBLISHING,
    GIVEN_UP
  }

  private final Source declaration;
  private final SourcePart part;
  private final AwsScope scope;
  private final RunContext run;
  private final DetailCalls details;
  private final UploadMemory.Share memory;

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
  private final AtomicBoolean reported = new AtomicBoolean();
  private final Map<Dataset, Outcome> outcomes = new ConcurrentHashMap<>();
  private volatile @Nullable GivingUp givenUp;
  private volatile Instant start;

  private final Queue<SnapshotSink.Writer> writers = new ConcurrentLinkedQueue<>();

  // Of the job's thread alone.
  private final Map<Dataset, Collected> collected = new LinkedHashMap<>();

  private static final class Collected {
    private final SnapshotSink.Writer writer;
    private long count;
    private Optional<Incompleteness> incompleteness = Optional.empty();

    Collected(SnapshotSink.Writer writer) {
      this.writer = writer;
    }
  }

  ScopeHarvest(Source declaration, SourcePart part, AwsScope scope, RunContext run) {
    this.declaration = declaration;
    this.part = part;
    this.scope = scope;
    this.run = run;
    this.details = new DetailCalls(run.detailPool(), run.detailsAtOnce());
    this.memory = run.memory().share();
    this.start = run.time();
  }

  @Override
  void work() {
    start = run.clock().instant();
    try {
      advance(Stage.WAITING, Stage.LISTING);
      part.calls().accept(scope, this);
      advance(Stage.LISTING, Stage.COMPLETING);
      while (!details.isEmpty()) {
        landDetailed();
      }
      advance(Stage.COMPLETING, Stage.PUBLISHING);
      publish();
    } catch (RuntimeException | Error e) {
      failTheRest(isGivenUp() ? givenUpFailure() : Failure.of(e));
    } finally {
      details.stop(Failure.outOfTime("The scope has ended."));
      abortWhatIsNotPublished();
      memory.release();
    }
    report();
  }

  private void advance(Stage from, Stage to) {
    if (!stage.compareAndSet(from, to)) {
      throw new CancellationException("Given up.");
    }
  }

  private boolean isGivenUp() {
    return stage.get() == Stage.GIVEN_UP;
  }

  private Failure givenUpFailure() {
    return Objects.requireNonNull(givenUp).failure();
  }

  @Override
  public void emit(Dataset dataset, JsonRecord record) {
    if (takes(dataset)) {
      land(dataset, record);
    }
  }

  @Override
  public <D> void emit(
      Dataset dataset, Supplier<Optional<D>> call, Function<Optional<D>, JsonRecord> record) {
    if (takes(dataset)) {
      details.start(dataset, call, record);
      while (details.isFull()) {
        landDetailed();
      }
    }
  }

  private void landDetailed() {
    try {
      DetailCalls.Call<?> call = details.take();
      DetailCalls.Detailed detailed = call.detailed();
      Dataset dataset = call.dataset();
      if (takes(dataset)) {
        detailed.failure().ifPresent(failure -> countIncomplete(dataset, failure));
        land(dataset, detailed.record());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Given up.");
    }
  }

  /** Whether records of the dataset are wanted still. */
  private boolean takes(Dataset dataset) {
    if (isGivenUp()) {
      throw new CancellationException("Given up.");
    }
    return !hasFailed(dataset);
  }

  private void land(Dataset dataset, JsonRecord record) {
    Collected into = into(dataset);
    into.writer.write(record);
    into.count++;
    memory.holds(collected.values().stream().mapToLong(each -> each.writer.bytes()).sum());
    run.listener().recordTaken();
  }

  private void countIncomplete(Dataset dataset, Failure failure) {
    Collected into = into(dataset);
    into.incompleteness =
        Optional.of(
            into.incompleteness
                .map(Incompleteness::more)
                .orElseGet(() -> new Incompleteness(1, failure)));
  }

  private Collected into(Dataset dataset) {
    Collected into = collected.get(dataset);
    if (into == null) {
      into = new Collected(run.sink().open(snapshot(dataset)));
      writers.add(into.writer);
      collected.put(dataset, into);
    }
    return into;
  }

  @Override
  public void fail(Dataset dataset, RuntimeException cause) {
    requireDeclared(dataset);
    outcomes.putIfAbsent(dataset, new Outcome.Failed(Failure.of(cause)));
  }

  @Override
  public boolean hasFailed(Dataset dataset) {
    requireDeclared(dataset);
    return outcomes.containsKey(dataset);
  }

  private void requireDeclared(Dataset dataset) {
    if (!part.datasets().contains(dataset)) {
      throw new IllegalArgumentException(
          "Source '%s' does not declare dataset '%s' here: add it to the declaration, or emit into one of %s."
              .formatted(
                  declaration.name(),
                  dataset.name(),
                  part.datasets().stream().map(Dataset::name).toList()));
    }
  }

  @Override
  void giveUp(GivingUp why) {
    givenUp = why;
    if (stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP)) {
      failTheRest(why.failure());
      report();
    } else if (stage.compareAndSet(Stage.LISTING, Stage.GIVEN_UP)) {
      details.stop(why.failure());
      interrupt();
    } else if (why.landsWhatIsListed()) {
      // What is listed lands in the rest of the time, without what the calls would have told.
      details.stop(why.failure());
    } else if (stage.compareAndSet(Stage.COMPLETING, Stage.GIVEN_UP)) {
      details.stop(why.failure());
      interrupt();
    }
    // What is being published becomes a fact, one way or the other.
  }

  @Override
  void abandon(GivingUp why) {
    if (!isDone()) {
      failTheRest(why.failure());
      report();
      interrupt();
      // The thread hangs, and the process may end before it goes on.
      writers.forEach(writer -> run.abortPool().execute(() -> abandon(writer)));
    }
  }

  private void abandon(SnapshotSink.Writer writer) {
    try {
      writer.abandon();
    } catch (RuntimeException e) {
      LOG.warn(
          "{} in {}/{} was given up, and something may be left: {}",
          declaration.name(),
          scope.accountId(),
          scope.regionName(),
          e.toString());
    }
  }

  private void publish() {
    for (Dataset dataset : part.datasets()) {
      if (outcomes.containsKey(dataset)) {
        continue;
      }
      try {
        Collected from = collected.get(dataset);
        Outcome landed =
            from == null
                ? new Outcome.Succeeded(0, List.of())
                : new Outcome.Succeeded(from.count, from.writer.commit(), from.incompleteness);
        outcomes.putIfAbsent(dataset, landed);
      } catch (RuntimeException e) {
        fail(dataset, e);
      }
    }
  }

  private void failTheRest(Failure failure) {
    for (Dataset dataset : part.datasets()) {
      outcomes.putIfAbsent(dataset, new Outcome.Failed(failure));
    }
  }

  private void abortWhatIsNotPublished() {
    collected.forEach(
        (dataset, from) -> {
          try {
            from.writer.close();
          } catch (RuntimeException e) {
            // The dataset has failed already; what may be left behind is worth more than the cause.
            Failure left = Failure.of(e);
            outcomes.put(
                dataset,
                new Outcome.Failed(
                    isGivenUp()
                        ? new Failure(
                            givenUpFailure().kind(),
                            givenUpFailure().code(),
                            givenUpFailure().message() + " " + left)
                        : left));
          }
        });
  }

  private void report() {
    List<HarvestRun> runs =
        part.datasets().stream()
            .map(
                dataset ->
                    run.rows()
                        .row(
                            new RunRows.Subject(
                                declaration,
                                dataset,
                                scope.accountId(),
                                Optional.of(scope.regionName())),
                            Objects.requireNonNull(outcomes.get(dataset), dataset.name()),
                            scope.pageCount(),
                            start))
            .toList();
    if (reported.compareAndSet(false, true)) {
      runs.forEach(run.listener()::finished);
      run.listener().scopeFinished();
      complete(runs);
    }
  }

  private Snapshot snapshot(Dataset dataset) {
    return new Snapshot(dataset, scope.accountId(), scope.regionName(), run.runId(), run.time());
  }
}
