package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/** What SQS does by itself, which Moto does not; the rest is in {@link RedriveIT}. */
class RedriveTest {

  private static final String ARN = "arn:aws:sqs:us-east-1:123456789012:dead";

  /** A dead-letter queue whose messages SQS moves; any other call throws. */
  private static final class MovingSqs implements SqsClient {
    private final Deque<ListMessageMoveTasksResultEntry> tasks = new ArrayDeque<>();
    private final List<String> started = new ArrayList<>();
    private String messages = "7";

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
      return GetQueueAttributesResponse.builder()
          .attributes(
              request.attributeNames().contains(QueueAttributeName.QUEUE_ARN)
                  ? Map.of(QueueAttributeName.QUEUE_ARN, ARN)
                  : Map.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, messages))
          .build();
    }

    @Override
    public StartMessageMoveTaskResponse startMessageMoveTask(StartMessageMoveTaskRequest request) {
      started.add(request.sourceArn() + " to " + request.destinationArn());
      return StartMessageMoveTaskResponse.builder().taskHandle("t").build();
    }

    @Override
    public ListMessageMoveTasksResponse listMessageMoveTasks(ListMessageMoveTasksRequest request) {
      return ListMessageMoveTasksResponse.builder().results(tasks.remove()).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private final MovingSqs sqs = new MovingSqs();
  private final List<String> progress = new ArrayList<>();

  private Redrive.Result redrive() {
    LambdaClient nobody =
        new LambdaClient() {
          @Override
          public String serviceName() {
            return SERVICE_NAME;
          }

          @Override
          public void close() {}
        };
    return new Redrive(sqs, nobody, Duration.ZERO, progress::add).deadLetters("url");
  }

  private void task(String status, long moved, String reason) {
    sqs.tasks.add(
        ListMessageMoveTasksResultEntry.builder()
            .status(status)
            .approximateNumberOfMessagesMoved(moved)
            .failureReason(reason)
            .build());
  }

  @Test
  void sqsMovesDeadLettersToWhereTheyCameFromAndIsWatched() {
    task("RUNNING", 3, null);
    task("COMPLETED", 7, null);

    assertThat(redrive()).isEqualTo(new Redrive.Result(7, List.of()));
    assertThat(sqs.started).containsExactly(ARN + " to null");
    assertThat(progress).containsExactly("3 messages are moved.");
  }

  @Test
  void aMoveThatFailsIsToldWithItsReason() {
    task("FAILED", 2, "AccessDenied");

    assertThat(redrive())
        .isEqualTo(
            new Redrive.Result(2, List.of("SQS stopped moving messages (FAILED): AccessDenied")));
  }

  @Test
  void anEmptyQueueIsLeftAlone() {
    sqs.messages = "0";

    assertThat(redrive()).isEqualTo(new Redrive.Result(0, List.of()));
    assertThat(sqs.started).isEmpty();
  }
}
