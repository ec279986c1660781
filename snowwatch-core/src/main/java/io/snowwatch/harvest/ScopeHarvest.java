package io.snowwatch.harvest;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.json.JsonRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/** One source in one scope: collects, and publishes each dataset that is complete. */
final class ScopeHarvest implements Callable<List<HarvestRun>>, RecordEmitter {

  private enum Stage {
    COLLECTING,
    PUBLISHING,
    GIVEN_UP
  }

  private final InventorySource source;
  private final AwsScope scope;
  private final SnapshotSink sink;
  private final String runId;
  private final Instant time;
  private final Clock clock;
  private final HarvestListener listener;

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.COLLECTING);
  private final Map<Dataset, Collected> collected = new LinkedHashMap<>();
  private final Map<Dataset, Outcome> outcomes = new HashMap<>();
  private volatile Instant start;

  private static final class Collected {
    private final SnapshotSink.Writer writer;
    private long count;

    Collected(SnapshotSink.Writer writer) {
      this.writer = writer;
    }
  }

  ScopeHarvest(
      InventorySource source,
      AwsScope scope,
      SnapshotSink sink,
      String runId,
      Instant time,
      Clock clock,
      HarvestListener listener) {
    this.source = source;
    this.scope = scope;
    this.sink = sink;
    this.runId = runId;
    this.time = time;
    this.clock = clock;
    this.listener = listener;
    this.start = time;
  }

  @Override
  public List<HarvestRun> call() {
    start = clock.instant();
    try {
      source.collect(scope, this);
      if (stage.compareAndSet(Stage.COLLECTING, Stage.PUBLISHING)) {
        publish();
      } else {
        failTheRest(Failure.outOfTime("The run's time was over before everything was collected."));
      }
    } catch (RuntimeException e) {
      failTheRest(
          stage.get() == Stage.GIVEN_UP
              ? Failure.outOfTime("The run's time was over: " + Failure.of(e))
              : Failure.of(e));
    } finally {
      abortWhatIsNotPublished();
    }
    List<HarvestRun> runs = runs(outcomes);
    runs.forEach(listener::finished);
    listener.scopeFinished();
    return runs;
  }

  @Override
  public void emit(Dataset dataset, JsonRecord record) {
    if (stage.get() == Stage.GIVEN_UP) {
      throw new CancellationException("Given up.");
    }
    if (hasFailed(dataset)) {
      return;
    }
    Collected into = collected.get(dataset);
    if (into == null) {
      into = new Collected(sink.open(snapshot(dataset)));
      collected.put(dataset, into);
    }
    into.writer.write(record);
    into.count++;
    listener.recordTaken();
  }

  @Override
  public void fail(Dataset dataset, RuntimeException cause) {
    outcomes.putIfAbsent(dataset, new Outcome.Failed(Failure.of(cause)));
  }

  @Override
  public boolean hasFailed(Dataset dataset) {
    return outcomes.containsKey(dataset);
  }

  /** Lets nothing be published from now on, unless publishing has begun. */
  void giveUp() {
    stage.compareAndSet(Stage.COLLECTING, Stage.GIVEN_UP);
  }

  /** What is to be reported when {@link #call} returned nothing. */
  List<HarvestRun> runsThatFailed(Failure failure) {
    Map<Dataset, Outcome> failed = new HashMap<>();
    source.declaration().datasets().forEach(d -> failed.put(d, new Outcome.Failed(failure)));
    return runs(failed);
  }

  private void publish() {
    for (Dataset dataset : source.declaration().datasets()) {
      if (hasFailed(dataset)) {
        continue;
      }
      Collected from = collected.get(dataset);
      if (from == null) {
        outcomes.put(dataset, new Outcome.Succeeded(0, List.of()));
        continue;
      }
      try {
        outcomes.put(dataset, new Outcome.Succeeded(from.count, from.writer.commit()));
      } catch (RuntimeException e) {
        fail(dataset, e);
      }
    }
  }

  private void failTheRest(Failure failure) {
    for (Dataset dataset : source.declaration().datasets()) {
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
            outcomes.put(dataset, new Outcome.Failed(Failure.of(e)));
          }
        });
  }

  private List<HarvestRun> runs(Map<Dataset, Outcome> outcomeByDataset) {
    Instant end = clock.instant();
    List<HarvestRun> runs = new ArrayList<>();
    for (Dataset dataset : source.declaration().datasets()) {
      runs.add(
          HarvestRun.builder()
              .runId(runId)
              .source(source.declaration().name())
              .dataset(dataset)
              .accountId(scope.accountId())
              .regionName(scope.regionName())
              .outcome(Objects.requireNonNull(outcomeByDataset.get(dataset), dataset.name()))
              .pageCount(scope.pageCount())
              .startTime(start)
              .endTime(end)
              .build());
    }
    return runs;
  }

  private Snapshot snapshot(Dataset dataset) {
    return new Snapshot(dataset, scope.accountId(), scope.regionName(), runId, time);
  }
}
