package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.aws.DeployedStack;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** {@code snowwatch cloudtrail redrive}. */
@Command(
    name = "redrive",
    description = {
      "Sends back what monitorCloudtrail could not take, when the cause is removed.",
      "SQS moves the messages of the dead-letter queue back to the queue of log files; functions are"
          + " invoked again with the events in the queue of failed invocations. A message is deleted"
          + " only after AWS has accepted its copy. What fails again returns to its queue; a log file"
          + " that is taken twice costs no second object.",
      "It needs cloudformation:DescribeStacks; sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks,"
          + " sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes and"
          + " sqs:ChangeMessageVisibility on the queues, sqs:SendMessage on that of log files; and"
          + " lambda:InvokeFunction on the functions."
    },
    footer = {
      "  snowwatch cloudtrail redrive",
      "  snowwatch cloudtrail redrive --stack snowwatch-test --home-region eu-central-1",
      "  snowwatch cloudtrail redrive --failed-invocations https://sqs.us-east-1.amazonaws.com/…"
    })
final class CloudTrailRedriveCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Console console;

  @Mixin private AwsOptions aws = new AwsOptions();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      defaultValue = DeployedStack.DEFAULT_NAME,
      description =
          "The stack, in the home Region, whose queues are looked at. Default: ${DEFAULT-VALUE}.")
  private String stack = DeployedStack.DEFAULT_NAME;

  @Option(
      names = "--dead-letters",
      paramLabel = "URL",
      description = "This dead-letter queue instead of the stack's.")
  private @Nullable String deadLetters;

  @Option(
      names = "--failed-invocations",
      paramLabel = "URL",
      description = "This queue of failed invocations instead of the stack's.")
  private @Nullable String failedInvocations;

  CloudTrailRedriveCommand(Console console) {
    this.console = console;
  }

  /** A queue and what to do about it. */
  private record Work(String queueUrl, boolean isDeadLetters) {}

  @Override
  public Integer call() {
    try (AwsOptions.Reached reached = aws.reach(console)) {
      AwsAccount account = reached.accounts().get(0);
      Redrive redrive =
          new Redrive(
              account.client(SqsClient.class, SqsClient::builder),
              account.client(LambdaClient.class, LambdaClient::builder),
              PAUSE,
              console.err()::println);
      PrintWriter out = console.text();
      boolean left = false;
      for (Work work : work(account)) {
        Redrive.Result result =
            work.isDeadLetters()
                ? redrive.deadLetters(work.queueUrl())
                : redrive.failedInvocations(work.queueUrl());
        out.printf(
            "%s: %d sent back%s%n",
            work.queueUrl(),
            result.sent(),
            result.left().isEmpty() ? "" : ", others are left where they are");
        result.left().forEach(line -> console.err().println("LEFT " + line));
        left |= !result.left().isEmpty();
      }
      out.flush();
      return left ? ExitStatus.PART_FAILED : ExitStatus.OK;
    }
  }

  private List<Work> work(AwsAccount account) {
    List<Work> work = new ArrayList<>();
    if (deadLetters == null && failedInvocations == null) {
      DeployedStack deployed =
          DeployedStack.find(
                  account.client(CloudFormationClient.class, CloudFormationClient::builder), stack)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          List.of(
                              "There is no stack '%s' in the home Region: name it with --stack, and its Region with --home-region."
                                  .formatted(stack))));
      deployed.unreadLogFiles().map(url -> new Work(url, true)).ifPresent(work::add);
      deployed.failedInvocations().map(url -> new Work(url, false)).ifPresent(work::add);
      if (work.isEmpty()) {
        throw new ConfigurationException(
            List.of(
                "The stack '%s' tells of no queue: name one with --dead-letters or --failed-invocations."
                    .formatted(stack)));
      }
    }
    Optional.ofNullable(deadLetters).map(url -> new Work(url, true)).ifPresent(work::add);
    Optional.ofNullable(failedInvocations).map(url -> new Work(url, false)).ifPresent(work::add);
    return work;
  }
}
