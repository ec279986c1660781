package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.harvest.UnreachableAccount;
import io.snowwatch.source.KnownSources;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function that runs on a schedule and takes a snapshot of one source in every Region.
 *
 * <p>The event is ignored. The function returns a summary of its run and logs it as one line of
 * JSON; it fails, after everything else has landed, if any part failed or landed incomplete.
 * Shortly before the function's time is over, what is not done is given up and reported as failed,
 * whatever hangs.
 *
 * <p>A setting that is missing or malformed fails every invocation: a line of JSON says what is
 * wrong, and the run is recorded as failed where the bucket is known. Safe for use by several
 * threads.
 */
public abstract class ScheduledHandler implements RequestStreamHandler {

  private final InventorySource source;
  private final FunctionSettings.Reading settings;
  private final FunctionAccount account;

  /**
   * For the functions of built-in sources.
   *
   * @param source the source's name in the catalog
   * @param environment names and values of the environment's variables
   * @throws ConfigurationException if there is no such source
   */
  protected ScheduledHandler(String source, Map<String, String> environment) {
    this(Sources.inventory(source), KnownSources.builtIn(), environment);
  }

  /**
   * For a function of one's own.
   *
   * @param source what it collects
   * @param environment names and values of the environment's variables
   * @throws ConfigurationException if the source and a built-in one share what must be unique
   */
  protected ScheduledHandler(InventorySource source, Map<String, String> environment) {
    this(
        source,
        Sources.inventory().contains(source)
            ? KnownSources.builtIn()
            : KnownSources.builtIn().and(source),
        environment);
  }

  ScheduledHandler(InventorySource source, KnownSources known, Map<String, String> environment) {
    this(source, known, environment, AwsAccount::create);
  }

  ScheduledHandler(
      InventorySource source,
      KnownSources known,
      Map<String, String> environment,
      Function<AwsSettings, AwsAccount> accounts) {
    this.source = source;
    this.settings = FunctionSettings.read(environment, known.catalog());
    this.account = new FunctionAccount(accounts);
    Priming.clients(this.source.declaration().coverage() == Coverage.REGIONAL);
  }

  /**
   * Takes the snapshot.
   *
   * @param event ignored
   * @param summary receives a JSON object
   * @param context the invocation, whose remaining time is kept
   * @throws IOException if the summary cannot be written
   * @throws io.snowwatch.harvest.HarvestFailedException naming every part that failed
   * @throws ConfigurationException listing every setting that is missing or malformed
   */
  @Override
  public final void handleRequest(InputStream event, OutputStream summary, Context context)
      throws IOException {
    Invocation invocation = new Invocation(context, "source", source.declaration().name());
    Duration rest = Deadline.restOf(context);
    Instant deadline = Deadline.of(context);
    Harvest.Builder harvest = Harvest.builder().addSources(source).deadline(deadline).rest(rest);
    try {
      AwsAccount here = account.get(context);
      if (settings.settings().isEmpty()) {
        throw misconfigured(here, harvest, invocation, context);
      }
      FunctionSettings known = settings.orThrow();
      MeteredStore store = store(here, known.bucket());
      HarvestReport report = harvest(here, known, store, harvest);
      ObjectNode line = invocation.line(level(report), message(report));
      HarvestSummary.describe(report, line);
      line.put(Metric.BYTES.member(), store.bytes());
      Metrics.of(line, context, report.isComplete());
      invocation.log(line);
      report.orThrow();
      Json.write(line, summary);
    } catch (RuntimeException e) {
      throw invocation.logged(e);
    }
  }

  private static HarvestReport harvest(
      AwsAccount account, FunctionSettings settings, MeteredStore store, Harvest.Builder harvest) {
    return harvest
        .addAccounts(account)
        .regions(settings.regions())
        .concurrency(settings.concurrency())
        .sink(SnapshotSink.of(store, settings.layout()))
        .build()
        .run();
  }

  private static MeteredStore store(AwsAccount account, S3Location bucket) {
    return new MeteredStore(
        new S3ObjectStore(account.client(S3Client.class, S3Client::builder), bucket));
  }

  /** Records and logs that nobody looked. */
  private ConfigurationException misconfigured(
      AwsAccount account, Harvest.Builder harvest, Invocation invocation, Context context) {
    ConfigurationException problem = new ConfigurationException(settings.problems());
    ObjectNode line = invocation.line("ERROR", "misconfigured");
    settings.problems().forEach(line.putArray("problems")::add);
    settings
        .bucket()
        .ifPresent(
            bucket ->
                HarvestSummary.describe(
                    harvest
                        .addUnreachable(
                            new UnreachableAccount(account.accountId(), Failure.of(problem)))
                        .sink(SnapshotSink.of(store(account, bucket), settings.runsLayout()))
                        .build()
                        .run(),
                    line));
    Metrics.of(line, context, false);
    invocation.log(line);
    return problem;
  }

  private static String level(HarvestReport report) {
    return report.isComplete() ? "INFO" : "ERROR";
  }

  private static String message(HarvestReport report) {
    if (report.isComplete()) {
      return "harvested";
    }
    return report.succeeded().isEmpty() ? "harvested nothing" : "harvested in part";
  }
}
