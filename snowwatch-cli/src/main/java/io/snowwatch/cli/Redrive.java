package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Sends back what queues keep because it failed. A message is deleted only after AWS has answered
 * that it has the copy: whatever fails in between, the message stays, and a log file that is taken
 * twice costs no second object.
 */
final class Redrive {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 10;
  private static final int HIDDEN_SECONDS = 300;
  private static final int ACCEPTED = 202;

  /** What services answer that do not know an action: emulators, and some partitions. */
  private static final Set<String> UNKNOWN_ACTION =
      Set.of("InvalidAction", "UnknownOperationException", "UnknownAction", "NotImplemented");

  private final SqsClient sqs;
  private final LambdaClient lambda;
  private final Duration pause;
  private final Consumer<String> progress;

  /**
   * For queues of one account and Region.
   *
   * @param pause how long to wait before SQS is asked again how far it is
   * @param progress is told what is under way
   */
  Redrive(SqsClient sqs, LambdaClient lambda, Duration pause, Consumer<String> progress) {
    this.sqs = sqs;
    this.lambda = lambda;
    this.pause = pause;
    this.progress = progress;
  }

  /**
   * What became of a queue's messages.
   *
   * @param sent how many were sent back and are gone from the queue
   * @param left why others are still there, a line for each
   */
  record Result(long sent, List<String> left) {
    Result {
      left = List.copyOf(left);
    }
  }

  /** A copy of a message that AWS has accepted, or an exception. */
  private interface Resubmission {
    void send(Message message) throws NotSent;
  }

  /** A message that cannot be sent back. */
  private static final class NotSent extends Exception {
    private static final long serialVersionUID = 1L;

    NotSent(String why) {
      super(why);
    }
  }

  /**
   * Moves a dead-letter queue's messages to the queue from which they came.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">
   *     StartMessageMoveTask</a>
   */
  Result deadLetters(String queueUrl) {
    String arn =
        Objects.requireNonNull(
            sqs.getQueueAttributes(
                    r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN));
    if (isEmpty(queueUrl)) {
      return new Result(0, List.of());
    }
    try {
      sqs.startMessageMoveTask(r -> r.sourceArn(arn));
    } catch (SqsException e) {
      if (!isUnknown(e)) {
        throw e;
      }
      progress.accept("SQS does not move messages by itself here: they are sent one by one.");
      return oneByOne(queueUrl);
    }
    return moved(arn);
  }

  private boolean isEmpty(String queueUrl) {
    return sqs
        .getQueueAttributes(
            r ->
                r.queueUrl(queueUrl)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .allMatch("0"::equals);
  }

  /** Whether it is not known there; some emulators break down over what they do not know. */
  private static boolean isUnknown(AwsServiceException e) {
    return e.statusCode() == 404
        || e.statusCode() >= 500
        || (e.awsErrorDetails() != null
            && UNKNOWN_ACTION.contains(String.valueOf(e.awsErrorDetails().errorCode())));
  }

  /** SQS moves them by itself, so this only watches. */
  private Result moved(String arn) {
    while (true) {
      ListMessageMoveTasksResultEntry task =
          sqs.listMessageMoveTasks(r -> r.sourceArn(arn).maxResults(1)).results().get(0);
      long moved = task.approximateNumberOfMessagesMoved();
      switch (String.valueOf(task.status())) {
        case "COMPLETED" -> {
          return new Result(moved, List.of());
        }
        case "FAILED", "CANCELLED" -> {
          return new Result(
              moved,
              List.of(
                  "SQS stopped moving messages (%s): %s"
                      .formatted(
                          task.status(),
                          Optional.ofNullable(task.failureReason()).orElse("no reason given"))));
        }
        default -> progress.accept(moved + " messages are moved.");
      }
      rest();
    }
  }

  private void rest() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted; SQS goes on moving messages by itself.", e);
    }
  }

  private Result oneByOne(String queueUrl) {
    List<String> sources = sqs.listDeadLetterSourceQueues(r -> r.queueUrl(queueUrl)).queueUrls();
    if (sources.size() != 1) {
      throw new ConfigurationException(
          List.of(
              "%s is the dead-letter queue of %d queues: move its messages in the console, where the queue can be chosen."
                  .formatted(queueUrl, sources.size())));
    }
    return each(
        queueUrl,
        message -> {
          String copy =
              sqs.sendMessage(
                      r ->
                          r.queueUrl(sources.get(0))
                              .messageBody(message.body())
                              .messageAttributes(message.messageAttributes()))
                  .messageId();
          if (copy == null || copy.isBlank()) {
            throw new NotSent("SQS answered without the id of the copy");
          }
        });
  }

  /** Invokes functions again with the events that they could not take. */
  Result failedInvocations(String queueUrl) {
    return each(queueUrl, this::invokeAgain);
  }

  private void invokeAgain(Message message) throws NotSent {
    JsonNode record;
    try {
      record = JSON.readTree(message.body());
    } catch (JsonProcessingException e) {
      throw new NotSent("it is no record of a failed invocation");
    }
    String function = record.path("requestContext").path("functionArn").asText();
    JsonNode event = record.path("requestPayload");
    if (function.isEmpty() || event.isMissingNode()) {
      throw new NotSent("it is no record of a failed invocation");
    }
    int status =
        lambda
            .invoke(
                r ->
                    r.functionName(function)
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(event.toString())))
            .statusCode();
    if (status != ACCEPTED) {
      throw new NotSent("Lambda answered %d and not %d to the event".formatted(status, ACCEPTED));
    }
  }

  private Result each(String queueUrl, Resubmission resubmission) {
    Set<String> tried = new HashSet<>();
    List<Message> kept = new ArrayList<>();
    List<String> left = new ArrayList<>();
    long sent = 0;
    try {
      while (true) {
        List<Message> batch =
            sqs.receiveMessage(
                    r ->
                        r.queueUrl(queueUrl)
                            .maxNumberOfMessages(BATCH)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All"))
                .messages();
        long before = sent;
        boolean found = false;
        boolean refused = false;
        for (Message message : batch) {
          if (!tried.add(message.messageId())) {
            continue;
          }
          found = true;
          try {
            resubmission.send(message);
            sqs.deleteMessage(r -> r.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
            sent++;
          } catch (NotSent | SdkException e) {
            refused |= e instanceof SdkException;
            kept.add(message);
            left.add(message.messageId() + ": " + e.getMessage());
          }
        }
        // Where AWS refuses all of a batch, the rest would fare no better.
        if (!found || (refused && sent == before)) {
          return new Result(sent, left);
        }
        progress.accept(sent + " messages are sent back.");
      }
    } finally {
      kept.forEach(message -> show(queueUrl, message));
    }
  }

  /** Lets a message be seen at once. */
  private void show(String queueUrl, Message message) {
    try {
      sqs.changeMessageVisibility(
          r -> r.queueUrl(queueUrl).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
    } catch (SdkException e) {
      progress.accept(
          "Message %s is hidden for %d seconds more: %s"
              .formatted(message.messageId(), HIDDEN_SECONDS, e.getMessage()));
    }
  }
}
