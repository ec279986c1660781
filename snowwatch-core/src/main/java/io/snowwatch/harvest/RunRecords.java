package io.snowwatch.harvest;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what a run did about one account. Its rows tell what failed of that, and no more. */
final class RunRecords extends Job {

  private final String account;
  private final List<HarvestRun> runs;
  private final RunContext run;
  private volatile @Nullable GivingUp abandoned;

  RunRecords(String account, List<HarvestRun> runs, RunContext run) {
    this.account = account;
    this.runs = runs;
    this.run = run;
  }

  @Override
  void work() {
    Instant start = run.clock().instant();
    // What an account is called where nobody knows its id need not be fit for a key.
    String inKeys = account.replaceAll("[^A-Za-z0-9_-]", "_");
    Snapshot snapshot =
        new Snapshot(HarvestRuns.DATASET, inKeys, AwsScope.GLOBAL, run.runId(), run.time());
    List<HarvestRun> failures;
    try (SnapshotSink.Writer writer = run.sink().open(snapshot)) {
      runs.forEach(writer::write);
      writer.commit();
      failures = List.of();
    } catch (RuntimeException | Error e) {
      GivingUp why = abandoned;
      failures = failed(why == null ? Failure.of(e) : why.failure(), start);
    }
    complete(failures);
  }

  /** The records are what a run that is given up still has to write. */
  @Override
  void giveUp(GivingUp why) {}

  @Override
  void abandon(GivingUp why) {
    abandoned = why;
    complete(failed(why.failure(), run.clock().instant()));
    interrupt();
  }

  private List<HarvestRun> failed(Failure failure, Instant start) {
    RunRows.Subject subject =
        new RunRows.Subject(
            HarvestRuns.DECLARATION, HarvestRuns.DATASET, account, Optional.of(AwsScope.GLOBAL));
    return List.of(run.rows().row(subject, new Outcome.Failed(failure), 0, start));
  }
}
