package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.ProxiedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues of Moto, and a function and a queue that refuse for a while. */
class RedriveIT {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "aws.accessKeyId", "moto",
          "aws.secretAccessKey", "moto",
          "aws.region", "us-east-1",
          // The pauses between eight attempts take half a minute.
          "aws.maxAttempts", "2");

  private static AwsAccount account;
  private static SqsClient sqs;
  private static FaultProxy proxy;

  private final RecordedConsole console = new RecordedConsole();
  private final String name = "redrive-" + UUID.randomUUID();

  @BeforeAll
  static void reach() {
    ENVIRONMENT.forEach(System::setProperty);
    MotoServer moto = MotoServer.shared();
    account = AwsAccount.create(moto.settings(MotoServer.ACCOUNT_ID));
    sqs = account.client(SqsClient.class, SqsClient::builder);
    proxy = FaultProxy.before(moto.endpoint());
  }

  @AfterEach
  void forget() {
    proxy.clear();
  }

  @AfterAll
  static void stop() {
    ENVIRONMENT.keySet().forEach(System::clearProperty);
    proxy.close();
    account.close();
  }

  private static boolean invokes(ProxiedCall call) {
    return call.path().endsWith("/invocations");
  }

  private int redrive(String... args) {
    List<String> all = new ArrayList<>(List.of("cloudtrail", "redrive"));
    all.addAll(List.of(args));
    all.add("--endpoint-url=" + proxy.endpoint());
    return console.run(all.toArray(String[]::new));
  }

  private static int count(String queue) {
    return Integer.parseInt(
        sqs.getQueueAttributes(
                r ->
                    r.queueUrl(queue)
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
            .attributes()
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }

  private static String failed(int number) {
    return """
        {"version": "1.0", "requestContext": {"condition": "RetriesExhausted", "functionArn":\
         "arn:aws:lambda:us-east-1:123456789012:function:snowwatch-prod-monitorCloudtrail"},\
         "requestPayload": {"keys": ["cloudtrail/%d.json.gz"]}}\
        """
        .formatted(number);
  }

  @Test
  void whatAThrottledFunctionDoesNotAcceptStaysAndGoesWhenItDoes() {
    String queue = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    for (int i = 0; i < 3; i++) {
      int number = i;
      sqs.sendMessage(r -> r.queueUrl(queue).messageBody(failed(number)));
    }
    sqs.sendMessage(r -> r.queueUrl(queue).messageBody("something else"));
    proxy.on(RedriveIT::invokes).does(Fault.error(429, "TooManyRequestsException"));

    assertThat(redrive("--failed-invocations", queue)).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(count(queue)).as("all of them, and to be seen at once").isEqualTo(4);
    assertThat(console.err().lines().filter(line -> line.startsWith("LEFT "))).hasSize(4);
    assertThat(console.err())
        .contains("Status Code: 429", "it is no record of a failed invocation");
    assertThat(console.out()).contains(queue + ": 0 sent back, others are left where they are");

    proxy.clear();
    proxy.on(RedriveIT::invokes).does(Fault.body(202, "application/json", ""));

    assertThat(redrive("--failed-invocations", queue)).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(proxy.calls().stream().filter(RedriveIT::invokes)).hasSize(3);
    assertThat(console.out()).contains(queue + ": 3 sent back");
    assertThat(
            sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages().stream()
                .map(Message::body))
        .containsExactly("something else");
  }

  @Test
  void whatIsNoRecordStandsInNobodysWay() {
    String queue = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    for (int i = 0; i < 12; i++) {
      sqs.sendMessage(r -> r.queueUrl(queue).messageBody("something else"));
    }
    sqs.sendMessage(r -> r.queueUrl(queue).messageBody(failed(1)));
    proxy.on(RedriveIT::invokes).does(Fault.body(202, "application/json", ""));

    assertThat(redrive("--failed-invocations", queue)).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.out()).contains(queue + ": 1 sent back");
    assertThat(console.err().lines().filter(line -> line.startsWith("LEFT "))).hasSize(12);
    assertThat(count(queue)).isEqualTo(12);
  }

  @Test
  void anAnswerThatIsNoAcceptanceDeletesNothing() {
    String queue = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    sqs.sendMessage(r -> r.queueUrl(queue).messageBody(failed(1)));
    proxy.on(RedriveIT::invokes).does(Fault.body(200, "application/json", "{}"));

    assertThat(redrive("--failed-invocations", queue)).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.err()).contains("Lambda answered 200 and not 202 to the event");
    assertThat(count(queue)).isEqualTo(1);
  }

  /** Moto 5.2.5 breaks down over this action; this way it takes less time. */
  private static void doesNotMove() {
    proxy.on("sqs", "StartMessageMoveTask").does(Fault.error(501, "NotImplemented"));
  }

  @Test
  void deadLettersGoBackToTheirQueueAndStayWhereItRefuses() {
    String dead = sqs.createQueue(r -> r.queueName(name + "-dead")).queueUrl();
    String queue =
        sqs.createQueue(
                r ->
                    r.queueName(name)
                        .attributes(
                            Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                """
                                {"maxReceiveCount": 5, "deadLetterTargetArn":\
                                 "arn:aws:sqs:us-east-1:123456789012:%s-dead"}\
                                """
                                    .formatted(name))))
            .queueUrl();
    for (int i = 0; i < 12; i++) {
      String body = "message " + i;
      sqs.sendMessage(r -> r.queueUrl(dead).messageBody(body));
    }
    doesNotMove();
    proxy.on("sqs", "SendMessage").does(Fault.error(403, "AccessDenied"));

    assertThat(redrive("--dead-letters", dead)).as(console.err()).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(count(dead)).isEqualTo(12);
    assertThat(count(queue)).isZero();

    proxy.clear();
    doesNotMove();
    assertThat(redrive("--dead-letters", dead)).as(console.err()).isZero();

    assertThat(count(dead)).isZero();
    assertThat(count(queue)).isEqualTo(12);
  }

  @Test
  void aStackThatIsNotThereIsNamedWithWhatToDo() {
    assertThat(redrive("--stack", "snowwatch-nowhere")).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(console.err()).contains("There is no stack 'snowwatch-nowhere'", "--stack");
  }
}
