package io.snowwatch.harvest;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.ValueStyle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.immutables.value.Value;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * One run: sources over accounts and Regions, into a sink.
 *
 * <p>Every combination of source, account and Region is collected by itself, several at once. A
 * combination that fails leaves nothing in the sink and does not disturb the others; what was done
 * about each is reported, and written to the sink as a record of {@link HarvestRuns}.
 *
 * <p>A harvest may be run several times, each with an id of its own. Safe for use by several
 * threads.
 */
@Value.Immutable
@ValueStyle
public abstract class Harvest {

  private static final Duration GRACE = Duration.ofSeconds(5);

  Harvest() {}

  /**
   * Starts with no account, source or sink.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The accounts to look at; closed by their owner.
   *
   * @return at least one
   */
  public abstract List<AwsAccount> accounts();

  /**
   * What to collect.
   *
   * @return at least one source
   */
  public abstract List<InventorySource> sources();

  /**
   * Where the records go.
   *
   * @return the sink
   */
  public abstract SnapshotSink sink();

  /**
   * Which Regions regional sources look at.
   *
   * @return every enabled Region unless set otherwise
   */
  @Value.Default
  public RegionFilter regions() {
    return RegionFilter.all();
  }

  /**
   * How many combinations of source, account and Region are collected at once.
   *
   * @return 1 to 64, 8 unless set otherwise; each may hold one upload part (5 MiB) per dataset
   */
  @Value.Default
  public int concurrency() {
    return 8;
  }

  /**
   * When to give up what is not done, so that the rest can be reported in time.
   *
   * @return the time, or empty to take as long as it takes
   */
  public abstract Optional<Instant> deadline();

  /**
   * Who is told how the harvest goes on.
   *
   * @return nobody unless set otherwise
   */
  @Value.Default
  public HarvestListener listener() {
    return HarvestListener.NONE;
  }

  /**
   * Tells the time of snapshots and reports.
   *
   * @return the system's clock unless set otherwise
   */
  @Value.Default
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Value.Check
  void check() {
    List<String> problems = new ArrayList<>();
    if (accounts().isEmpty()) {
      problems.add("A harvest without an account collects nothing: add one.");
    }
    if (sources().isEmpty()) {
      problems.add("A harvest without a source collects nothing: add one.");
    }
    if (concurrency() < 1 || concurrency() > 64) {
      problems.add("Concurrency " + concurrency() + " is out of range: use 1 to 64.");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Runs the harvest and waits for its end.
   *
   * @return what was done, part by part; {@link HarvestReport#orThrow()} turns a failed part into
   *     an exception
   * @throws ConfigurationException if a Region's pattern matches no Region; nothing was done then
   */
  public HarvestReport run() {
    String runId = UUID.randomUUID().toString();
    Instant time = clock().instant();
    List<HarvestRun> runs = new ArrayList<>();
    List<ScopeHarvest> tasks = plan(runId, time, runs);
    listener().planned(tasks.size());
    runs.forEach(listener()::finished);
    runs.addAll(execute(tasks));
    runs.addAll(writeRunRecords(runId, time, runs));
    return new HarvestReport(runId, time, runs);
  }

  /** The combinations to collect; those that are not to be are added to the runs at once. */
  private List<ScopeHarvest> plan(String runId, Instant time, List<HarvestRun> runs) {
    List<ScopeHarvest> tasks = new ArrayList<>();
    for (AwsAccount account : accounts()) {
      List<InventorySource> regional = withCoverage(Coverage.REGIONAL);
      if (!regional.isEmpty()) {
        planRegions(account, regional, runId, time, tasks, runs);
      }
      for (InventorySource source : withCoverage(Coverage.GLOBAL)) {
        tasks.add(task(source, account.global(), runId, time));
      }
    }
    return tasks;
  }

  private void planRegions(
      AwsAccount account,
      List<InventorySource> sources,
      String runId,
      Instant time,
      List<ScopeHarvest> tasks,
      List<HarvestRun> runs) {
    Map<Region, Optional<String>> selection;
    try {
      selection = regions().select(account.describeRegions());
    } catch (SdkException e) {
      for (InventorySource source : sources) {
        addToAll(source, account, Optional.empty(), new Outcome.Failed(Failure.of(e)), runId, runs);
      }
      return;
    }
    selection.forEach(
        (region, skip) -> {
          for (InventorySource source : sources) {
            if (skip.isPresent()) {
              addToAll(
                  source,
                  account,
                  Optional.of(region.regionName()),
                  new Outcome.Skipped(skip.get()),
                  runId,
                  runs);
            } else {
              tasks.add(task(source, account.region(region), runId, time));
            }
          }
        });
  }

  private List<InventorySource> withCoverage(Coverage coverage) {
    return sources().stream().filter(s -> s.declaration().coverage() == coverage).toList();
  }

  private ScopeHarvest task(InventorySource source, AwsScope scope, String runId, Instant time) {
    return new ScopeHarvest(source, scope, sink(), runId, time, clock(), listener());
  }

  private void addToAll(
      InventorySource source,
      AwsAccount account,
      Optional<String> regionName,
      Outcome outcome,
      String runId,
      List<HarvestRun> runs) {
    Source declaration = source.declaration();
    Instant now = clock().instant();
    for (Dataset dataset : declaration.datasets()) {
      runs.add(
          HarvestRun.builder()
              .runId(runId)
              .source(declaration.name())
              .dataset(dataset)
              .accountId(account.accountId())
              .regionName(regionName)
              .outcome(outcome)
              .pageCount(0)
              .startTime(now)
              .endTime(now)
              .build());
    }
  }

  private List<HarvestRun> execute(List<ScopeHarvest> tasks) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(concurrency(), tasks.size())), new HarvestThreads());
    try {
      List<Future<List<HarvestRun>>> futures = tasks.stream().map(pool::submit).toList();
      List<HarvestRun> runs = new ArrayList<>();
      for (int i = 0; i < tasks.size(); i++) {
        runs.addAll(await(tasks.get(i), futures.get(i), pool));
      }
      return runs;
    } finally {
      pool.shutdownNow();
    }
  }

  private List<HarvestRun> await(
      ScopeHarvest task, Future<List<HarvestRun>> future, ExecutorService pool) {
    try {
      if (deadline().isEmpty()) {
        return future.get();
      }
      try {
        Duration left = Duration.between(clock().instant(), deadline().get());
        return future.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException outOfTime) {
        // Everything that runs is interrupted and aborts what it wrote; what is being published
        // already gets the time to become a fact, one way or the other.
        task.giveUp();
        pool.shutdownNow();
        return future.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException stuck) {
      return task.runsThatFailed(Failure.outOfTime("It did not end in time, nor when told to."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      task.giveUp();
      return task.runsThatFailed(Failure.of(e));
    } catch (java.util.concurrent.ExecutionException e) {
      return task.runsThatFailed(Failure.of(e.getCause() == null ? e : e.getCause()));
    }
  }

  /** Writes the records about the run; returns what failed of that. */
  private List<HarvestRun> writeRunRecords(String runId, Instant time, List<HarvestRun> runs) {
    List<HarvestRun> failures = new ArrayList<>();
    for (AwsAccount account : accounts()) {
      Instant start = clock().instant();
      Snapshot snapshot =
          new Snapshot(HarvestRuns.DATASET, account.accountId(), AwsScope.GLOBAL, runId, time);
      try (SnapshotSink.Writer writer = sink().open(snapshot)) {
        runs.stream()
            .filter(run -> run.accountId().equals(account.accountId()))
            .forEach(writer::write);
        writer.commit();
      } catch (RuntimeException e) {
        failures.add(
            HarvestRun.builder()
                .runId(runId)
                .source(HarvestRuns.DECLARATION.name())
                .dataset(HarvestRuns.DATASET)
                .accountId(account.accountId())
                .regionName(AwsScope.GLOBAL)
                .outcome(new Outcome.Failed(Failure.of(e)))
                .pageCount(0)
                .startTime(start)
                .endTime(clock().instant())
                .build());
      }
    }
    return failures;
  }

  private static final class HarvestThreads implements ThreadFactory {

    private final AtomicInteger number = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "snowwatch-harvest-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  /** Builds a {@link Harvest}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableHarvest.Builder {
    Builder() {}
  }
}
