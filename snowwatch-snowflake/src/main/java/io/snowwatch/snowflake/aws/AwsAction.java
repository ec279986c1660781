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
      Task.APPLY),
  /** Whom the role trusts. */
  GET_ROLE("iam:GetRole", "arn:aws:iam::<account>:role/<role>", Task.APPLY),
  /** Lets the role trust Snowflake. */
  UPDATE_ASSUME_ROLE_POLICY(
      "iam:UpdateAssumeRolePolicy", "arn:aws:iam::<account>:role/<role>", Task.APPLY),
  /** What the bucket notifies of. */
  GET_BUCKET_NOTIFICATION("s3:GetBucketNotification", "arn:aws:s3:::<bucket>", Task.APPLY),
  /** Lets the bucket notify Snowflake. */
  PUT_BUCKET_NOTIFICATION("s3:PutBucketNotification", "arn:aws:s3:::<bucket>", Task.APPLY),
  /** Who may use the topic. */
  GET_TOPIC_ATTRIBUTES("sns:GetTopicAttributes", "arn:aws:sns:*:<account>:<topic>", Task.SNS),
  /** Lets the bucket publish to the topic and Snowflake subscribe. */
  SET_TOPIC_ATTRIBUTES("sns:SetTopicAttributes", "arn:aws:sns:*:<account>:<topic>", Task.SNS);

  /** A command, or a choice of a command's. */
  public enum Task {
    /** {@code snowwatch snowflake apply}. */
    APPLY,
    /** The same with a topic between the bucket and Snowflake, besides {@link #APPLY}. */
    SNS
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
