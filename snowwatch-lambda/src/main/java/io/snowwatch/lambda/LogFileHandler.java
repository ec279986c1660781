package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Source;
import io.snowwatch.cloudtrail.BackfillReport;
import io.snowwatch.cloudtrail.LogFileBackfill;
import io.snowwatch.cloudtrail.LogFileDirectories;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function that makes JSON lines of each log file that arrives.
 *
 * <p>Every log file of the event is tried; the function returns a summary, logs it as one line of
 * JSON, and fails if any log file failed or was damaged, after the good events of damaged ones have
 * landed and the rest was quarantined. Trying again costs no second object.
 *
 * <p>A setting that is missing or malformed fails every invocation, and a line of JSON says so.
 * Safe for use by several threads.
 */
public abstract class LogFileHandler implements RequestStreamHandler {

  private final Source source;
  private final FunctionSettings.Reading reading;
  private final FunctionAccount account;

  /**
   * For the functions.
   *
   * @param source the source's name in the catalog
   * @param environment names and values of the environment's variables
   */
  protected LogFileHandler(String source, Map<String, String> environment) {
    this(source, environment, AwsAccount::create);
  }

  LogFileHandler(
      String source, Map<String, String> environment, Function<AwsSettings, AwsAccount> accounts) {
    this.source = Sources.catalog().source(source);
    this.reading = FunctionSettings.read(environment, Sources.catalog());
    this.account = new FunctionAccount(accounts);
    Priming.clients(false);
  }

  /**
   * Takes the log files that an event tells of.
   *
   * @param event an event of one of the kinds that {@link LogFileEvent} lists
   * @param summary receives a JSON object: a summary, or what SQS or S3 Batch Operations expect
   * @param context the invocation, whose remaining time is kept
   * @throws IOException if the event is no JSON or the summary cannot be written
   * @throws ConfigurationException listing every setting that is missing or malformed
   * @throws IllegalArgumentException if the event is of no kind that is understood
   * @throws LogFilesFailedException naming the log files that failed, unless the caller takes the
   *     failures one by one: then only if all of them failed
   */
  @Override
  public final void handleRequest(InputStream event, OutputStream summary, Context context)
      throws IOException {
    Instant start = Instant.now();
    JsonNode message = Json.MAPPER.readTree(event);
    LogFileEvent logFiles = LogFileEvent.parse(message);
    Work work = work(context);
    LogFileSummary all = new LogFileSummary();
    Map<LogFileEvent.Delivery, List<LogFilesFailedException.FailedFile>> failures =
        new LinkedHashMap<>();
    for (LogFileEvent.Delivery delivery : logFiles.deliveries()) {
      LogFileSummary tally = new LogFileSummary();
      delivery.requests().forEach(request -> work.take(request, tally));
      all.add(tally);
      failures.put(delivery, tally.failed());
    }
    boolean failed = !all.failed().isEmpty();
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("level", failed ? "ERROR" : "INFO");
    line.put("message", failed ? "split in part" : "split");
    line.put("function", context.getFunctionName());
    line.put("requestId", context.getAwsRequestId());
    line.put("source", source.name());
    line.put(Metric.DURATION.member(), Duration.between(start, Instant.now()).toMillis());
    all.describe(line);
    line.put(Metric.BYTES.member(), work.lines.bytes());
    ArrayNode nothing = line.putArray("nothingToDo");
    logFiles.nothingToDo().stream().limit(LogFileSummary.MAX_KEPT).forEach(nothing::add);
    Metrics.of(line, context, !failed);
    context.getLogger().log(line + "\n");
    boolean nothingDone = failures.values().stream().noneMatch(List::isEmpty);
    switch (logFiles.answer()) {
      case SUMMARY -> {
        logFiles
            .problem()
            .ifPresent(
                problem -> {
                  throw new IllegalArgumentException(problem);
                });
        if (failed) {
          throw new LogFilesFailedException(all.failed(), all.failedCount());
        }
        Json.write(line, summary);
      }
      case SQS -> {
        if (failed && nothingDone) {
          // A queue that does not take partial answers would drop the messages otherwise.
          throw new LogFilesFailedException(all.failed(), all.failedCount());
        }
        Json.write(Answers.toSqs(failures), summary);
      }
      case S3_BATCH -> Json.write(Answers.toS3Batch(message, failures), summary);
    }
  }

  private Work work(Context context) {
    Invocation invocation = new Invocation(context, "source", source.name());
    try {
      return new Work(reading.orThrow(), account.get(context), Deadline.of(context));
    } catch (RuntimeException e) {
      throw invocation.logged(e);
    }
  }

  /** One invocation's work. */
  private final class Work {

    private final FunctionSettings settings;
    private final S3Client s3;
    private final MeteredStore lines;
    private final Instant deadline;

    Work(FunctionSettings settings, AwsAccount account, Instant deadline) {
      this.settings = settings;
      this.s3 = account.client(S3Client.class, S3Client::builder);
      this.lines = new MeteredStore(new S3ObjectStore(s3, settings.bucket()));
      this.deadline = deadline;
    }

    void take(LogFileRequest request, LogFileSummary tally) {
      if (request instanceof LogFileRequest.OneObject object) {
        if (Instant.now().isBefore(deadline)) {
          tally.finished(transfer(object.bucket()).attempt(object.key()));
        } else {
          // Lambda would end the function in its midst, and the caller learn of no file at all.
          tally.fail(
              object.key(),
              Failure.outOfTime("time ran out before it was begun: invoke the function again."));
        }
      } else if (request instanceof LogFileRequest.Listing listing) {
        backfill(listing, tally);
      } else if (request instanceof LogFileRequest.Unknown unknown) {
        tally.fail("event", Failure.of(new IllegalArgumentException(unknown.problem())));
      }
    }

    private LogFileTransfer transfer(Optional<String> bucket) {
      // The log files may be in another bucket, such as an organisation's; the lines go to ours.
      return new LogFileTransfer(
              new S3ObjectStore(s3, new S3Location(bucket.orElse(settings.bucket().bucket()), "")),
              settings.layout().inputDirectory(source),
              lines,
              LogFileDirectories.of(settings.layout(), source))
          .compressedWith(settings.compression())
          .leavingOut(settings.layout().outputDirectories());
    }

    private void backfill(LogFileRequest.Listing listing, LogFileSummary tally) {
      try {
        BackfillReport report =
            LogFileBackfill.builder()
                .transfer(transfer(listing.bucket()))
                .prefix(listing.prefix())
                .range(listing.range())
                .concurrency(settings.concurrency())
                .deadline(deadline)
                .listener(tally)
                .build()
                .run();
        if (report.unfinished()) {
          tally.fail(
              listing.prefix(),
              Failure.outOfTime(
                  "%d log files were looked at when time ran out: invoke the function again, it goes"
                          .formatted(report.objects())
                      + " on where it stopped."));
        }
      } catch (StorageException e) {
        tally.fail(listing.prefix(), Failure.of(e));
      }
    }
  }
}
