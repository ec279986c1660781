package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.aws.AwsAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * A burst of log files through a queue and what polls it, as the stack sets them up, while S3 is
 * slow, invocations are throttled, killed or out of time, and messages come twice.
 */
class BurstTest {

  private static final String ACCOUNT_ID = "123456789012";
  private static final String BUCKET = "burst";
  private static final int BATCH = 10;
  private static final int MAXIMUM_CONCURRENCY = 5;
  private static final int VISIBILITY_SECONDS = 1860;
  private static final int MAX_RECEIVE_COUNT = 5;
  private static final String LOGS = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/";

  /** S3 that is busy now and then. */
  private static final class BusyS3 extends InMemoryS3 {
    private final Random random = new Random(7);

    private void busy() {
      synchronized (random) {
        if (random.nextInt(50) == 0) {
          throw error(503, "SlowDown");
        }
      }
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
      busy();
      return super.getObject(request);
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      busy();
      return super.putObject(request, body);
    }
  }

  /** monitorCloudtrail, in a bucket of the test's own. */
  private static final class Function extends LogFileHandler {
    Function(InMemoryS3 s3) {
      super(
          "cloudtrail_events",
          Map.of("S3_BUCKET_NAME", BUCKET),
          settings -> AwsAccount.of(s3, Region.US_EAST_1, ACCOUNT_ID));
    }
  }

  /** What Lambda does for an event source mapping. */
  private static final class Poller {
    private final SimulatedQueue queue;
    private final Function function;
    private final Random random = new Random(11);
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Integer> runningAtOnce = Collections.synchronizedSet(new HashSet<>());
    private final AtomicInteger invocations = new AtomicInteger();
    private final AtomicInteger throttled = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger failedMessages = new AtomicInteger();

    Poller(SimulatedQueue queue, Function function) {
      this.queue = queue;
      this.function = function;
    }

    void run() throws InterruptedException, ExecutionException {
      ExecutorService pollers = Executors.newFixedThreadPool(MAXIMUM_CONCURRENCY);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < MAXIMUM_CONCURRENCY; i++) {
          all.add(
              pollers.submit(
                  () -> {
                    List<SimulatedQueue.Message> batch = queue.receive(BATCH);
                    while (!batch.isEmpty()) {
                      Set<String> failed = invoke(batch);
                      failedMessages.addAndGet(failed.size());
                      queue.finish(batch, failed);
                      batch = queue.receive(BATCH);
                    }
                    return null;
                  }));
        }
        for (Future<?> each : all) {
          each.get();
        }
      } finally {
        pollers.shutdownNow();
      }
    }

    private int chance() {
      synchronized (random) {
        return random.nextInt(100);
      }
    }

    /** The ids of the messages that failed. */
    private Set<String> invoke(List<SimulatedQueue.Message> batch) throws IOException {
      Set<String> all = batch.stream().map(SimulatedQueue.Message::id).collect(Collectors.toSet());
      int chance = chance();
      if (chance < 3) {
        throttled.incrementAndGet();
        return all;
      }
      invocations.incrementAndGet();
      runningAtOnce.add(running.incrementAndGet());
      try {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        // Some have no time left when they begin.
        RecordedContext context = new RecordedContext(ACCOUNT_ID, chance < 5 ? 0 : 300_000);
        function.handleRequest(new ByteArrayInputStream(event(batch)), answer, context);
        if (chance < 8) {
          killed.incrementAndGet();
          return all;
        }
        JsonNode failures = Json.MAPPER.readTree(answer.toByteArray()).path("batchItemFailures");
        return new HashSet<>(failures.findValuesAsText("itemIdentifier"));
      } catch (LogFilesFailedException everyMessageFailed) {
        return all;
      } finally {
        running.decrementAndGet();
      }
    }

    private static byte[] event(List<SimulatedQueue.Message> batch) throws IOException {
      List<Map<String, String>> records =
          batch.stream()
              .map(
                  message ->
                      Map.of(
                          "eventSource", "aws:sqs",
                          "messageId", message.id(),
                          "body", message.body()))
              .toList();
      return Json.MAPPER.writeValueAsBytes(Map.of("Records", records));
    }
  }

  @Test
  void aBurstLosesNothingAndNeverRunsMoreAtOnceThanItMay() throws Exception {
    burst(300);
  }

  @Test
  @Tag("slow")
  void aBurstOfTenThousandLogFilesLosesNothing(TestReporter reporter) throws Exception {
    reporter.publishEntry("burst", burst(10_000));
  }

  private static String burst(int files) throws Exception {
    InMemoryS3 s3 = new BusyS3();
    SimulatedQueue queue = new SimulatedQueue(VISIBILITY_SECONDS, MAX_RECEIVE_COUNT);
    for (int i = 0; i < files; i++) {
      String key = "cloudtrail/" + LOGS + i + ".json.gz";
      s3.put(key, gzip("{\"Records\":[{\"eventID\":\"%d\"}]}".formatted(i)));
      String notification = notification(key);
      queue.send(notification);
      if (i % 40 == 0) {
        queue.send(notification);
      }
    }
    // Nobody can ever take these: a damaged file, and one that is not there.
    s3.put("cloudtrail/" + LOGS + "damaged.json.gz", gzip("{\"Records\":[{\"eventID\":"));
    queue.send(notification("cloudtrail/" + LOGS + "damaged.json.gz"));
    queue.send(notification("cloudtrail/" + LOGS + "missing.json.gz"));
    queue.send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}");
    Poller poller = new Poller(queue, new Function(s3));
    long start = System.nanoTime();

    poller.run();

    // By bad luck a good one may have failed five times: it is kept, and goes through once more.
    List<String> dead = queue.takeDead();
    dead.forEach(queue::send);
    poller.run();
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    Set<String> landed =
        s3.objects().keySet().stream()
            .filter(key -> key.startsWith("cloudtrail_monitoring/"))
            .collect(Collectors.toSet());
    assertThat(landed)
        .isEqualTo(
            Stream.concat(
                    IntStream.range(0, files).mapToObj(Integer::toString), Stream.of("damaged"))
                .map(name -> "cloudtrail_monitoring/" + LOGS + name + ".json.zst")
                .collect(Collectors.toSet()));
    assertThat(s3.overwritten()).isZero();
    assertThat(queue.takeDead())
        .hasSize(2)
        .anyMatch(body -> body.contains("damaged"))
        .anyMatch(body -> body.contains("missing"));
    assertThat(Collections.max(poller.runningAtOnce)).isBetween(1, MAXIMUM_CONCURRENCY);
    assertThat(poller.throttled.get() + poller.killed.get()).isPositive();
    return ("%d log files in %d ms: %d invocations, at most %d at once; %d throttled, %d killed,"
            + " %d messages came again, %d were dead and sent back; %d s by the queue's clock")
        .formatted(
            files,
            millis,
            poller.invocations.get(),
            Collections.max(poller.runningAtOnce),
            poller.throttled.get(),
            poller.killed.get(),
            poller.failedMessages.get(),
            dead.size(),
            queue.secondsPassed());
  }

  private static String notification(String key) {
    return """
        {"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":\
        {"bucket":{"name":"burst"},"object":{"key":"%s"}}}]}"""
        .formatted(key);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
