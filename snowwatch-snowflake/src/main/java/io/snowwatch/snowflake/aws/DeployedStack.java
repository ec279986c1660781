package io.snowwatch.snowflake.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * SnowWatch's stack as it is deployed.
 *
 * @param name its name
 * @param status CloudFormation's word for how it is, such as {@code UPDATE_COMPLETE}
 * @param parameters what it was deployed with
 * @param outputs what it tells of itself
 */
public record DeployedStack(
    String name, String status, Map<String, String> parameters, Map<String, String> outputs) {

  /** The service in serverless.yml, and the stack's trail. */
  public static final String SERVICE = "snowwatch";

  /** The stack's name unless it was deployed with another stage. */
  public static final String DEFAULT_NAME = SERVICE + "-prod";

  private static final String UNREAD_LOG_FILES = "UnreadLogFilesQueue";
  private static final String FAILED_INVOCATIONS = "FailedInvocationsQueue";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the maps. */
  public DeployedStack {
    parameters = Map.copyOf(parameters);
    outputs = Map.copyOf(outputs);
  }

  /**
   * Looks for the stack.
   *
   * @param cloudFormation reaches its account and Region; not closed here
   * @param name its name
   * @return empty if there is none of that name
   * @throws software.amazon.awssdk.core.exception.SdkException if CloudFormation cannot be asked
   */
  public static Optional<DeployedStack> find(CloudFormationClient cloudFormation, String name) {
    try {
      return cloudFormation.describeStacks(r -> r.stackName(name)).stacks().stream()
          .findFirst()
          .map(DeployedStack::of);
    } catch (CloudFormationException e) {
      // CloudFormation has no code of its own for it.
      if (e.awsErrorDetails().errorCode().equals("ValidationError")
          && String.valueOf(e.getMessage()).contains("does not exist")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The settings that the stack was deployed with and that are not the defaults, whether a file or
   * a {@code --param} gave them. The stack keeps them in its template's Metadata.
   *
   * @param cloudFormation reaches its account and Region; not closed here
   * @return names and values; none if the stack was deployed by another way
   * @throws software.amazon.awssdk.core.exception.SdkException if CloudFormation cannot be asked
   */
  public Map<String, String> given(CloudFormationClient cloudFormation) {
    String template = cloudFormation.getTemplate(r -> r.stackName(name)).templateBody();
    Map<String, String> given = new TreeMap<>();
    try {
      JSON.readTree(template)
          .at("/Metadata/SnowWatch")
          .properties()
          .forEach(setting -> given.put(setting.getKey(), setting.getValue().asText()));
    } catch (JsonProcessingException e) {
      // A template in YAML is none of Serverless's.
      return Map.of();
    }
    return given;
  }

  private static DeployedStack of(Stack stack) {
    return new DeployedStack(
        stack.stackName(),
        stack.stackStatusAsString(),
        stack.parameters().stream()
            .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue)),
        stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  /**
   * The bucket.
   *
   * @return empty if the stack does not tell
   */
  public Optional<String> bucket() {
    return Optional.ofNullable(outputs.get("Bucket"));
  }

  /**
   * Whether the bucket is the stack's own, which then sets all its notifications.
   *
   * @return false if another made it
   */
  public boolean ownsBucket() {
    return "true".equals(parameters.get("CreateBucket"));
  }

  /**
   * The queue of which the stack knows.
   *
   * @return the queue's ARN; empty if it was deployed without one
   */
  public Optional<String> snowpipeQueue() {
    return given("SnowpipeQueue");
  }

  /**
   * Whom the stack's role trusts.
   *
   * @return the principal's ARN; empty if it was deployed without one
   */
  public Optional<String> snowflakePrincipal() {
    return given("SnowflakePrincipal");
  }

  /**
   * The queues that keep what failed.
   *
   * @return the URLs by the names of their outputs
   */
  public SortedMap<String, String> queuesOfFailures() {
    SortedMap<String, String> queues = new TreeMap<>();
    for (String output : List.of(UNREAD_LOG_FILES, FAILED_INVOCATIONS)) {
      Optional.ofNullable(outputs.get(output)).ifPresent(url -> queues.put(output, url));
    }
    return queues;
  }

  /**
   * The queue of log files that could not be taken several times.
   *
   * @return its URL; empty if the stack has none
   */
  public Optional<String> unreadLogFiles() {
    return Optional.ofNullable(outputs.get(UNREAD_LOG_FILES));
  }

  /**
   * The queue of events that functions could not take.
   *
   * @return its URL; empty if the stack has none
   */
  public Optional<String> failedInvocations() {
    return Optional.ofNullable(outputs.get(FAILED_INVOCATIONS));
  }

  /**
   * The role with which Snowflake reads the bucket.
   *
   * @return its ARN; empty if the stack has none
   */
  public Optional<String> snowflakeRoleArn() {
    return Optional.ofNullable(outputs.get("SnowflakeRoleArn"));
  }

  /**
   * The external id that the role is to ask for.
   *
   * @return empty if the stack has no such role
   */
  public Optional<String> snowflakeExternalId() {
    return Optional.ofNullable(outputs.get("SnowflakeExternalId"));
  }

  private Optional<String> given(String parameter) {
    return Optional.ofNullable(parameters.get(parameter)).filter(value -> !value.isEmpty());
  }
}
