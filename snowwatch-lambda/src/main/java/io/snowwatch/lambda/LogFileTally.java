package io.snowwatch.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.Failure;
import io.snowwatch.cloudtrail.BackfillListener;
import io.snowwatch.cloudtrail.LogFileOutcome;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.storage.Publication;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what became of log files, and keeps the first that failed or were damaged. Safe for use by
 * several threads.
 */
final class LogFileTally implements BackfillListener {

  /**
   * How many are named: the queue of failed invocations takes messages of 256 KB, and one line of
   * the log no more.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">SQS:
   *     message quotas</a>
   */
  static final int MAX_KEPT = 100;

  private long landed;
  private long alreadyThere;
  private long ignored;
  private long events;
  private long damagedCount;
  private long failedCount;
  private final List<LogFileTransfer.Transferred> damaged = new ArrayList<>();
  private final List<LogFilesFailedException.FailedFile> failed = new ArrayList<>();

  @Override
  public synchronized void finished(LogFileOutcome outcome) {
    if (outcome instanceof LogFileOutcome.Landed file) {
      file.transferred()
          .quarantined()
          .ifPresent(
              quarantined -> {
                damagedCount++;
                keep(damaged, file.transferred());
                fail(file.sourceKey(), damage(file.transferred(), quarantined));
              });
      if (file.transferred().publication() == Publication.PUBLISHED) {
        landed++;
        events += file.transferred().events();
      } else {
        alreadyThere++;
      }
    } else if (outcome instanceof LogFileOutcome.AlreadyThere) {
      alreadyThere++;
    } else if (outcome instanceof LogFileOutcome.Ignored) {
      ignored++;
    } else if (outcome instanceof LogFileOutcome.Failed failure) {
      fail(failure.sourceKey(), Failure.of(failure.cause()));
    }
  }

  synchronized void fail(String key, Failure failure) {
    failedCount++;
    keep(failed, new LogFilesFailedException.FailedFile(key, failure));
  }

  private static <T> void keep(List<T> list, T item) {
    if (list.size() < MAX_KEPT) {
      list.add(item);
    }
  }

  synchronized void add(LogFileTally other) {
    landed += other.landed;
    alreadyThere += other.alreadyThere;
    ignored += other.ignored;
    events += other.events;
    damagedCount += other.damagedCount;
    failedCount += other.failedCount;
    other.damaged.forEach(file -> keep(damaged, file));
    other.failed.forEach(file -> keep(failed, file));
  }

  /** How many failed, damaged ones included. */
  synchronized long failedCount() {
    return failedCount;
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
    summary.put("files", landed);
    summary.put("alreadyThere", alreadyThere);
    summary.put("ignored", ignored);
    summary.put("failed", failedCount);
    summary.put("records", events);
    summary.put("damaged", damagedCount);
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
