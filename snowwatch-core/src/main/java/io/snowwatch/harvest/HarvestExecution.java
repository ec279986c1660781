package io.snowwatch.harvest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a harvest. Whatever may hang is done by threads of the jobs; this one only waits, and
 * never longer than it may.
 */
final class HarvestExecution {

  /** Records of accounts that are written at the same time. */
  private static final int WRITERS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(HarvestExecution.class);

  private final Harvest harvest;
  private final Cancellation cancellation;

  HarvestExecution(Harvest harvest, Cancellation cancellation) {
    this.harvest = harvest;
    this.cancellation = cancellation;
  }

  HarvestReport run() {
    TimeLimit deadline =
        harvest
            .deadline()
            .map(time -> TimeLimit.in(Duration.between(harvest.clock().instant(), time)))
            .orElseGet(TimeLimit::never);
    ExecutorService scopes = pool("scope", harvest.concurrency());
    ExecutorService details = pool("detail", harvest.concurrency());
    ExecutorService writers = pool("record", WRITERS);
    ExecutorService aborts = pool("abort", harvest.concurrency());
    try {
      return run(deadline, scopes, details, writers, aborts);
    } finally {
      aborts.shutdownNow();
      scopes.shutdownNow();
      details.shutdownNow();
      writers.shutdownNow();
    }
  }

  private HarvestReport run(
      TimeLimit deadline,
      ExecutorService scopes,
      ExecutorService details,
      ExecutorService writers,
      ExecutorService aborts) {
    RunContext run = context(details, aborts);
    Jobs jobs = new Jobs(scopes);
    Jobs records = new Jobs(writers);
    cancellation.whenRequested(jobs::cancel);
    cancellation.whenRequested(records::cancel);
    Wait wait = new Wait(deadline);

    HarvestPlan plan = new HarvestPlan(harvest, run, jobs);
    List<HarvestRun> runs = new ArrayList<>(plan.unreachableRows());
    plan.start();
    wait.forAll(jobs, 2);
    runs.addAll(jobs.rows());
    runs.sort(plan.order());

    for (String account : plan.accounts()) {
      records.start(
          new RunRecords(
              account, runs.stream().filter(r -> r.accountId().equals(account)).toList(), run));
    }
    wait.forAll(records, 1);
    runs.addAll(records.rows());
    wait.forEnd(aborts);
    wait.restoreInterrupt();
    return new HarvestReport(run.runId(), run.time(), runs);
  }

  private RunContext context(ExecutorService details, ExecutorService aborts) {
    String runId = UUID.randomUUID().toString();
    return new RunContext(
        runId,
        harvest.clock().instant(),
        harvest.clock(),
        new RunRows(runId, harvest.clock()),
        harvest.sink(),
        new GuardedListener(harvest.listener()),
        UploadMemory.ofHeap(Runtime.getRuntime().maxMemory()),
        details,
        Math.min(harvest.concurrency(), Harvest.DETAIL_CALLS),
        aborts);
  }

  private static ExecutorService pool(String what, int threads) {
    return Executors.newFixedThreadPool(threads, new HarvestThreads(what));
  }

  /** How long is waited: up to the deadline, and then for a rest that all share. */
  private final class Wait {

    private final TimeLimit deadline;
    private TimeLimit end = TimeLimit.never();
    private boolean givenUp;
    private boolean interrupted;
    private GivingUp why = GivingUp.outOfTime();

    Wait(TimeLimit deadline) {
      this.deadline = deadline;
    }

    /**
     * Waits for jobs; from the deadline or a cancellation on, no longer than a share of the rest.
     *
     * @param shares into how many parts what is left of the rest is divided; the first is for these
     */
    void forAll(Jobs jobs, int shares) {
      if (!givenUp) {
        if (untilGivenUp(jobs)) {
          return;
        }
        givenUp = true;
        if (interrupted || jobs.isCancelled()) {
          why = GivingUp.cancelled();
        }
        end = TimeLimit.in(harvest.rest());
      }
      jobs.giveUp(why);
      TimeLimit share = TimeLimit.in(end.left().dividedBy(shares));
      boolean again = true;
      while (again) {
        try {
          jobs.awaitThoughCancelled(share);
          again = false;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      jobs.abandon(why);
    }

    private boolean untilGivenUp(Jobs jobs) {
      try {
        return jobs.awaitUnlessCancelled(deadline);
      } catch (InterruptedException e) {
        interrupted = true;
        return false;
      }
    }

    /** Waits for what a pool still does; only runs that are given up have left it something. */
    void forEnd(ExecutorService pool) {
      pool.shutdown();
      try {
        if (givenUp && !pool.awaitTermination(end.left().toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("What was given up could not be removed in time, and may be left.");
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }

    void restoreInterrupt() {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class HarvestThreads implements ThreadFactory {

    private final String what;
    private final AtomicInteger number = new AtomicInteger();

    HarvestThreads(String what) {
      this.what = what;
    }

    @Override
    public Thread newThread(Runnable work) {
      Thread thread =
          new Thread(work, "snowwatch-harvest-" + what + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
