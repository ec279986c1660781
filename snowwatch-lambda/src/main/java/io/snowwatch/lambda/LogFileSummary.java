package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.Failure;
import io.snowwatch.cloudtrail.BackfillListener;
import io.snowwatch.cloudtrail.LogFileOutcome;
import io.snowwatch.cloudtrail.LogFileTally;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.cloudtrail.split.Quarantined;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the log files of an invocation: counts, and the first that failed, were damaged or
 * were ignored. Safe for use by several threads.
 */
final class LogFileSummary implements BackfillListener {

  /**
   * How many are named: the queue of failed invocations takes messages of 256 KB, and one line of
   * the log no more.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">SQS:
   *     message quotas</a>
   */
  static final int MAX_KEPT = 100;

  private final LogFileTally tally = new LogFileTally();

  /** What failed besides log files, such as a message that is not understood. */
  private long otherFailures;

  private final List<LogFileTransfer.Transferred> damaged = new ArrayList<>();
  private final List<LogFileOutcome.Ignored> ignored = new ArrayList<>();
  private final List<LogFilesFailedException.FailedFile> failed = new ArrayList<>();

  @Override
  public synchronized void finished(LogFileOutcome outcome) {
    tally.finished(outcome);
    if (outcome instanceof LogFileOutcome.Landed file) {
      file.transferred()
          .quarantined()
          .ifPresent(
              quarantined -> {
                keep(damaged, file.transferred());
                keepFailure(file.sourceKey(), damage(file.transferred(), quarantined));
              });
    } else if (outcome instanceof LogFileOutcome.Ignored file) {
      keep(ignored, file);
    } else if (outcome instanceof LogFileOutcome.Failed failure) {
      keepFailure(failure.sourceKey(), Failure.of(failure.cause()));
    }
  }

  /** Something else than a log file failed. */
  synchronized void fail(String name, Failure failure) {
    otherFailures++;
    keepFailure(name, failure);
  }

  private void keepFailure(String key, Failure failure) {
    keep(failed, new LogFilesFailedException.FailedFile(key, failure));
  }

  private static <T> void keep(List<T> list, T item) {
    if (list.size() < MAX_KEPT) {
      list.add(item);
    }
  }

  synchronized void add(LogFileSummary other) {
    tally.add(other.tally.counts());
    otherFailures += other.otherFailures;
    other.damaged.forEach(file -> keep(damaged, file));
    other.ignored.forEach(file -> keep(ignored, file));
    other.failed.forEach(file -> keep(failed, file));
  }

  /** How many failed, damaged ones included. */
  synchronized long failedCount() {
    LogFileTally.Counts counts = tally.counts();
    return counts.failed() + counts.damaged() + otherFailures;
  }

  /** The first that failed, {@value #MAX_KEPT} at most. */
  synchronized List<LogFilesFailedException.FailedFile> failed() {
    return List.copyOf(failed);
  }

  /** What can be read has landed, and still somebody has to look at the file. */
  private static Failure damage(LogFileTransfer.Transferred file, Quarantined quarantined) {
    return new Failure(
        Failure.Kind.OTHER,
        "DamagedLogFile",
        "%d events landed in %s; %d bytes that are none are kept in %s. %s"
            .formatted(
                file.events(),
                file.key(),
                quarantined.bytes(),
                quarantined.key(),
                quarantined.problem()));
  }

  synchronized void describe(ObjectNode summary) {
    LogFileTally.Counts counts = tally.counts();
    summary.put(Metric.FILES.member(), counts.landed());
    summary.put("alreadyThere", counts.alreadyThere());
    summary.put("ignored", counts.ignored());
    summary.put(Metric.FAILED.member(), failedCount());
    summary.put(Metric.RECORDS.member(), counts.events());
    summary.put(Metric.DAMAGED.member(), counts.damaged());
    ArrayNode left = summary.putArray("ignoredFiles");
    for (LogFileOutcome.Ignored file : ignored) {
      left.addObject().put("key", file.sourceKey()).put("reason", file.reason());
    }
    ArrayNode quarantine = summary.putArray("quarantine");
    for (LogFileTransfer.Transferred file : damaged) {
      Quarantined quarantined = file.quarantined().orElseThrow();
      ObjectNode damage = quarantine.addObject();
      damage.put("sourceKey", file.sourceKey());
      damage.put("key", quarantined.key());
      damage.put("stretches", quarantined.stretches());
      damage.put("bytes", quarantined.bytes());
      damage.put("problem", quarantined.problem());
    }
    ArrayNode failures = summary.putArray("failures");
    for (LogFilesFailedException.FailedFile file : failed) {
      ObjectNode failure = failures.addObject();
      failure.put("key", file.key());
      failure.put("kind", file.failure().kind().name());
      failure.put("code", file.failure().code());
      failure.put("message", file.failure().message());
    }
  }
}
