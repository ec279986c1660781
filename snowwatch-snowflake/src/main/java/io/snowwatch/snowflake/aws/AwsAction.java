package io.snowwatch.snowflake.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Every AWS action that a command for Snowflake's sake calls; the commands call no other.
 *
 * <p>{@code sts:GetCallerIdentity} needs no permission and is not among them.
 */
public enum AwsAction {
  /** What the stack is and was deployed with. */
  DESCRIBE_STACKS(
      "cloudformation:DescribeStacks",
      "arn:aws:cloudformation:*:<account>:stack/snowwatch-*",
      Task.APPLY,
      Task.DOCTOR),
  /** The settings with which it was deployed. */
  GET_TEMPLATE(
      "cloudformation:GetTemplate",
      "arn:aws:cloudformation:*:<account>:stack/snowwatch-*",
      Task.APPLY),
  /** Whom the role trusts. */
  GET_ROLE("iam:GetRole", "arn:aws:iam::<account>:role/<role>", Task.APPLY, Task.DOCTOR),
  /** Lets the role trust Snowflake. */
  UPDATE_ASSUME_ROLE_POLICY(
      "iam:UpdateAssumeRolePolicy", "arn:aws:iam::<account>:role/<role>", Task.APPLY),
  /** What the bucket notifies of. */
  GET_BUCKET_NOTIFICATION(
      "s3:GetBucketNotification", "arn:aws:s3:::<bucket>", Task.APPLY, Task.DOCTOR),
  /** Lets the bucket notify Snowflake. */
  PUT_BUCKET_NOTIFICATION("s3:PutBucketNotification", "arn:aws:s3:::<bucket>", Task.APPLY),
  /** Who may use the topic. */
  GET_TOPIC_ATTRIBUTES("sns:GetTopicAttributes", "arn:aws:sns:*:<account>:<topic>", Task.SNS),
  /** Lets the bucket publish to the topic and Snowflake subscribe. */
  SET_TOPIC_ATTRIBUTES("sns:SetTopicAttributes", "arn:aws:sns:*:<account>:<topic>", Task.SNS),
  /** Whether the bucket is there; lists nothing. */
  HEAD_BUCKET("s3:ListBucket", "arn:aws:s3:::<bucket>", Task.DOCTOR),
  /** Whether a function can run. */
  GET_FUNCTION_CONFIGURATION(
      "lambda:GetFunctionConfiguration",
      "arn:aws:lambda:*:<account>:function:snowwatch-*",
      Task.DOCTOR),
  /** Which rules call a function. */
  LIST_RULE_NAMES_BY_TARGET(
      "events:ListRuleNamesByTarget", "arn:aws:events:*:<account>:rule/*", Task.DOCTOR),
  /** Whether a rule is enabled. */
  DESCRIBE_RULE("events:DescribeRule", "arn:aws:events:*:<account>:rule/*", Task.DOCTOR),
  /** How many log files could not be taken. */
  GET_QUEUE_ATTRIBUTES(
      "sqs:GetQueueAttributes", "arn:aws:sqs:*:<account>:snowwatch-*", Task.DOCTOR),
  /** When a trail delivered last. */
  GET_TRAIL_STATUS(
      "cloudtrail:GetTrailStatus", "arn:aws:cloudtrail:*:<account>:trail/*", Task.DOCTOR),
  /** Which trails deliver to the bucket; AWS does not let it be limited. */
  DESCRIBE_TRAILS("cloudtrail:DescribeTrails", "*", Task.DOCTOR),
  /** How many invocations failed, which are numbers only; AWS does not let it be limited. */
  GET_METRIC_DATA("cloudwatch:GetMetricData", "*", Task.DOCTOR);

  /** A command, or a choice of a command's. */
  public enum Task {
    /** {@code snowwatch snowflake apply}. */
    APPLY,
    /** The same with a topic between the bucket and Snowflake, besides {@link #APPLY}. */
    SNS,
    /** {@code snowwatch doctor}, which changes nothing. */
    DOCTOR
  }

  private final String action;
  private final String resource;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of returns an immutable set.
  private final Set<Task> tasks;

  AwsAction(String action, String resource, Task... tasks) {
    this.action = action;
    this.resource = resource;
    this.tasks = Set.of(tasks);
  }

  /**
   * The action as a policy names it.
   *
   * @return for example {@code iam:GetRole}
   */
  public String action() {
    return action;
  }

  /**
   * The actions of a command.
   *
   * @param task the command
   * @return in the order in which they are declared
   */
  public static List<AwsAction> of(Task task) {
    return Arrays.stream(values()).filter(each -> each.tasks.contains(task)).toList();
  }

  /**
   * The policy that a command needs.
   *
   * @param task the command
   * @return a document with a statement per resource, and {@code <account>}, {@code <bucket>},
   *     {@code <role>} and {@code <topic>} to be filled in; the caller's own
   */
  public static ObjectNode policy(Task task) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
    ArrayNode statements = document.putArray("Statement");
    List<AwsAction> actions = of(task);
    for (String resource : actions.stream().map(each -> each.resource).distinct().toList()) {
      ObjectNode statement = statements.addObject().put("Effect", "Allow");
      ArrayNode allowed = statement.putArray("Action");
      actions.stream()
          .filter(each -> each.resource.equals(resource))
          .forEach(each -> allowed.add(each.action));
      statement.put("Resource", resource);
    }
    return document;
  }
}
