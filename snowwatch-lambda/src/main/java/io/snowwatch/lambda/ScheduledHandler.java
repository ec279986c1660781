package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.Outcome;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function that runs on a schedule and takes a snapshot of one source in every Region.
 *
 * <p>The event is ignored. The function returns a summary of its run and logs it as one line of
 * JSON; it fails, after everything else has landed, if any part failed. Shortly before the
 * function's time is over, what is not done is given up and reported as failed.
 *
 * <p>Settings are read when the function starts, and a missing or malformed one fails it there.
 * Safe for use by several threads.
 */
public abstract class ScheduledHandler implements RequestStreamHandler {

  private final InventorySource source;
  private final FunctionSettings settings;
  private final FunctionAccount account;

  /**
   * For the functions.
   *
   * @param source the source's name in the catalog
   * @param environment names and values of the environment's variables
   * @throws io.snowwatch.ConfigurationException listing every setting that is missing or malformed
   */
  protected ScheduledHandler(String source, Map<String, String> environment) {
    this.source = Sources.inventory(source);
    this.settings = FunctionSettings.fromEnvironment(environment);
    this.account = new FunctionAccount(AwsAccount::create);
  }

  /**
   * Takes the snapshot.
   *
   * @param event ignored
   * @param summary receives a JSON object
   * @param context the invocation, whose remaining time is kept
   * @throws IOException if the summary cannot be written
   * @throws io.snowwatch.harvest.HarvestFailedException naming every part that failed
   */
  @Override
  public final void handleRequest(InputStream event, OutputStream summary, Context context)
      throws IOException {
    AwsAccount here = account.get(context);
    S3ObjectStore store =
        new S3ObjectStore(here.client(S3Client.class, S3Client::builder), settings.bucket());
    Instant start = Instant.now();
    HarvestReport report =
        Harvest.builder()
            .addAccounts(here)
            .addSources(source)
            .regions(settings.regions())
            .concurrency(settings.concurrency())
            .sink(SnapshotSink.of(store, settings.layout()))
            .deadline(Deadline.of(context))
            .build()
            .run();
    ObjectNode line = summarise(report, context, Duration.between(start, Instant.now()));
    context.getLogger().log(line + "\n");
    report.orThrow();
    Json.write(line, summary);
  }

  private ObjectNode summarise(HarvestReport report, Context context, Duration duration) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("level", report.failed().isEmpty() ? "INFO" : "ERROR");
    line.put("message", report.failed().isEmpty() ? "harvested" : "harvested in part");
    line.put("function", context.getFunctionName());
    line.put("requestId", context.getAwsRequestId());
    line.put("source", source.declaration().name());
    line.put("runId", report.runId());
    line.put("snapshotTime", report.time().toString());
    line.put("durationMillis", duration.toMillis());
    line.put("succeeded", report.succeeded().size());
    line.put("skipped", report.skipped().size());
    line.put("failed", report.failed().size());
    line.put("records", report.recordCount());
    line.put("objects", report.objectKeys().size());
    ArrayNode failures = line.putArray("failures");
    for (HarvestRun run : report.failed()) {
      ObjectNode failure = failures.addObject();
      failure.put("dataset", run.dataset().name());
      failure.put("accountId", run.accountId());
      run.regionName().ifPresent(region -> failure.put("region", region));
      if (run.outcome() instanceof Outcome.Failed failed) {
        failure.put("kind", failed.failure().kind().name());
        failure.put("code", failed.failure().code());
        failure.put("message", failed.failure().message());
      }
    }
    return line;
  }
}
