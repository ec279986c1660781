package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Source;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function that makes JSON lines of each log file that arrives.
 *
 * <p>Every log file of the event is tried; the function returns a summary, logs it as one line of
 * JSON, and fails if any log file failed. Trying again rewrites the same objects.
 *
 * <p>Settings are read when the function starts, and a missing or malformed one fails it there.
 * Safe for use by several threads.
 */
public abstract class LogFileHandler implements RequestStreamHandler {

  private final Source source;
  private final FunctionSettings settings;
  private final FunctionAccount account;

  /**
   * For the functions.
   *
   * @param source the source's name in the catalog
   * @param environment names and values of the environment's variables
   * @throws io.snowwatch.ConfigurationException listing every setting that is missing or malformed
   */
  protected LogFileHandler(String source, Map<String, String> environment) {
    this.source = Sources.catalog().source(source);
    this.settings = FunctionSettings.fromEnvironment(environment);
    this.account = new FunctionAccount(AwsAccount::create);
  }

  /**
   * Takes the log files that an event tells of.
   *
   * @param event an S3 event notification
   * @param summary receives a JSON object
   * @param context the invocation
   * @throws IOException if the event is no JSON or the summary cannot be written
   * @throws IllegalArgumentException if the event is of another kind
   * @throws LogFilesFailedException naming every log file that failed
   */
  @Override
  public final void handleRequest(InputStream event, OutputStream summary, Context context)
      throws IOException {
    Instant start = Instant.now();
    List<ObjectReference> references = ObjectReference.parse(Json.MAPPER.readTree(event));
    S3Client s3 = account.get(context).client(S3Client.class, S3Client::builder);
    List<LogFileTransfer.Transferred> transferred = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    List<LogFilesFailedException.FailedFile> failed = new ArrayList<>();
    for (ObjectReference reference : references) {
      try {
        Optional<LogFileTransfer.Transferred> done = transfer(s3, reference);
        done.ifPresentOrElse(transferred::add, () -> ignored.add(reference.key()));
      } catch (RuntimeException e) {
        failed.add(new LogFilesFailedException.FailedFile(reference.key(), Failure.of(e)));
      }
    }
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("level", failed.isEmpty() ? "INFO" : "ERROR");
    line.put("message", failed.isEmpty() ? "split" : "split in part");
    line.put("function", context.getFunctionName());
    line.put("requestId", context.getAwsRequestId());
    line.put("source", source.name());
    line.put("durationMillis", Duration.between(start, Instant.now()).toMillis());
    line.put("files", transferred.size());
    line.put("ignored", ignored.size());
    line.put("failed", failed.size());
    line.put("records", transferred.stream().mapToLong(t -> t.events()).sum());
    ArrayNode failures = line.putArray("failures");
    for (LogFilesFailedException.FailedFile file : failed) {
      ObjectNode failure = failures.addObject();
      failure.put("key", file.key());
      failure.put("kind", file.failure().kind().name());
      failure.put("code", file.failure().code());
      failure.put("message", file.failure().message());
    }
    context.getLogger().log(line + "\n");
    if (!failed.isEmpty()) {
      throw new LogFilesFailedException(failed);
    }
    Json.write(line, summary);
  }

  private Optional<LogFileTransfer.Transferred> transfer(S3Client s3, ObjectReference reference) {
    // The log files may be in another bucket, such as an organisation's; the lines go to ours.
    return new LogFileTransfer(
            new S3ObjectStore(s3, new S3Location(reference.bucket(), "")),
            settings.layout().inputDirectory(source),
            new S3ObjectStore(s3, settings.bucket()),
            settings.layout().directory(source.datasets().get(0)))
        .transfer(reference.key());
  }
}
