package io.snowwatch.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.snowwatch.aws.AwsAccount;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What a stack has made, comparable between accounts and between the tools that deployed it. */
final class StackContent {

  private final AwsAccount account;
  private final Map<String, String> logicalIds;

  private StackContent(AwsAccount account, List<StackResource> resources) {
    this.account = account;
    // The longest name first, for one may begin with another.
    this.logicalIds =
        new TreeMap<>(
            (one, other) ->
                one.length() == other.length()
                    ? one.compareTo(other)
                    : Integer.compare(other.length(), one.length()));
    resources.stream()
        .filter(resource -> resource.physicalResourceId() != null)
        .forEach(
            resource -> {
              String id = resource.physicalResourceId();
              logicalIds.put(id, resource.logicalResourceId());
              if (id.contains("/")) {
                // A queue is told by its address, and its name is in ARNs.
                logicalIds.put(id.substring(id.lastIndexOf('/') + 1), resource.logicalResourceId());
              }
            });
  }

  /** Every resource by its logical id, and of most kinds what its service says of it. */
  static SortedMap<String, String> of(AwsAccount account, String stack) {
    List<StackResource> resources =
        account
            .client(CloudFormationClient.class, CloudFormationClient::builder)
            .describeStackResources(r -> r.stackName(stack))
            .stackResources()
            .stream()
            // Moto lists what it made beside them, such as versions of functions, without a logical
            // id.
            .filter(resource -> resource.logicalResourceId() != null)
            .filter(resource -> !resource.logicalResourceId().startsWith("ServerlessDeployment"))
            .toList();
    StackContent content = new StackContent(account, resources);
    return resources.stream()
        .collect(
            Collectors.toMap(
                StackResource::logicalResourceId,
                resource -> resource.resourceType() + content.described(resource),
                (one, other) -> one,
                TreeMap::new));
  }

  private String described(StackResource resource) {
    String id = resource.physicalResourceId();
    String text =
        switch (resource.resourceType()) {
          case "AWS::Lambda::Function" -> function(id);
          case "AWS::IAM::Role" -> role(id);
          case "AWS::SQS::Queue" -> queue(id);
          case "AWS::Events::Rule" -> rule(id);
          default -> "";
        };
    for (Map.Entry<String, String> name : logicalIds.entrySet()) {
      text = text.replace(name.getKey(), "<" + name.getValue() + ">");
    }
    return text.replace(account.accountId(), "<account>");
  }

  private String function(String name) {
    FunctionConfiguration function =
        account
            .client(LambdaClient.class, LambdaClient::builder)
            .getFunction(r -> r.functionName(name))
            .configuration();
    return " %s %s %s %s MB %s s %s %s %s %s bytes"
        .formatted(
            function.handler(),
            function.runtimeAsString(),
            function.architecturesAsStrings(),
            function.memorySize(),
            function.timeout(),
            function.role(),
            function.description(),
            new TreeMap<>(function.environment().variables()),
            function.codeSize());
  }

  private String role(String name) {
    IamClient iam = account.global().client(IamClient.class, IamClient::builder);
    StringBuilder role = new StringBuilder();
    role.append(document(iam.getRole(r -> r.roleName(name)).role().assumeRolePolicyDocument()));
    iam.listRolePolicies(r -> r.roleName(name))
        .policyNames()
        .forEach(
            policy ->
                role.append(' ')
                    .append(policy)
                    .append(' ')
                    .append(
                        document(
                            iam.getRolePolicy(r -> r.roleName(name).policyName(policy))
                                .policyDocument())));
    return role.toString();
  }

  private static String document(String encoded) {
    try {
      return DeployIT.JSON.readTree(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).toString();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String queue(String url) {
    Map<QueueAttributeName, String> attributes =
        account
            .client(SqsClient.class, SqsClient::builder)
            .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes();
    SortedMap<String, String> told = new TreeMap<>();
    attributes.forEach(
        (name, value) -> {
          if (!name.toString().endsWith("Timestamp")) {
            told.put(name.toString(), value);
          }
        });
    return told.toString();
  }

  private String rule(String name) {
    EventBridgeClient events = account.client(EventBridgeClient.class, EventBridgeClient::builder);
    return events.describeRule(r -> r.name(name)).scheduleExpression()
        + events.listTargetsByRule(r -> r.rule(name)).targets().stream().map(Target::arn).toList();
  }
}
