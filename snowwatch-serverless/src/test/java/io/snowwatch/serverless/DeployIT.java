package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.lambda.HandlerName;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.aws.IntegrationIdentity;
import io.snowwatch.snowflake.aws.RoleTrust;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RandomEstate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * {@code osls deploy} into an empty account, and what is there afterwards.
 *
 * <p>Moto 5.2.5 creates neither {@code AWS::CloudTrail::Trail}, {@code AWS::S3::BucketPolicy},
 * {@code AWS::Lambda::EventInvokeConfig} nor {@code Custom::S3} from a template, and of a bucket
 * only its name, encryption and tags; {@link PackageIT} looks at those in the template. It enforces
 * the actions of policies, not their resources.
 */
class DeployIT {

  private static final String ACCOUNT_ID = MotoServer.ACCOUNT_ID;
  private static final String REGION = "us-east-1";
  private static final String BUCKET = "snowwatch-" + ACCOUNT_ID;
  private static final String STACK = "snowwatch-prod";
  private static final String LOG_FILES =
      "arn:aws:sqs:%s:%s:%s-log-files".formatted(REGION, ACCOUNT_ID, STACK);

  // Moto returns documents that came in a template as Python prints them.
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  private static MotoServer moto;
  private static AwsAccount account;
  private static SortedMap<String, String> deployed;

  @BeforeAll
  static void deploy() throws IOException, InterruptedException {
    moto = MotoServer.start();
    account = AwsAccount.create(moto.settings(ACCOUNT_ID));
    RandomEstate.create(account, 5, "eu-west-1");
    Osls.run(
        Map.of(
            "AWS_ENDPOINT_URL", moto.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", "moto",
            "AWS_SECRET_ACCESS_KEY", "moto"),
        "deploy",
        "--param",
        "schedule=rate(5 minutes)",
        "--param",
        "regions=eu-west-1,us-east-*",
        "--param",
        "logRetentionDays=30",
        "--param",
        "backfill=true");
    deployed = StackContent.of(account, STACK);
    for (Role role :
        account.global().client(IamClient.class, IamClient::builder).listRoles().roles()) {
      letMotoReadThePoliciesOf(role.roleName());
    }
  }

  @AfterAll
  static void stop() {
    account.close();
    moto.close();
  }

  static Stream<Source> sourcesWithAFunction() {
    return Sources.catalog().sources().stream().filter(s -> s.function().isPresent());
  }

  private static FunctionConfiguration function(Source source) {
    return account
        .client(LambdaClient.class, LambdaClient::builder)
        .getFunction(r -> r.functionName(STACK + "-" + source.function().orElseThrow()))
        .configuration();
  }

  private static String roleName(Source source) {
    String arn = function(source).role();
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  @ParameterizedTest
  @MethodSource("sourcesWithAFunction")
  void everyFunctionIsThereWithItsHandler(Source source) {
    FunctionConfiguration function = function(source);

    assertThat(function.handler()).isEqualTo(HandlerName.of(source));
    assertThat(function.runtimeAsString()).isEqualTo("java21");
    assertThat(function.codeSize()).isEqualTo(ArtifactIT.JAR.toFile().length());
    assertThat(function.environment().variables())
        .containsEntry("S3_BUCKET_NAME", BUCKET)
        .containsEntry("SNOWWATCH_REGIONS", "eu-west-1,us-east-*")
        .containsEntry(source.directoryVariable(), source.directory());
  }

  @ParameterizedTest
  @MethodSource("sourcesWithAFunction")
  void everyFunctionHasARoleOfItsOwnThatAllowsExactlyWhatItNeeds(Source source) throws IOException {
    IamClient iam = account.global().client(IamClient.class, IamClient::builder);
    String role = roleName(source);

    assertThat(role).contains(Names.role(source));
    assertThat(iam.listAttachedRolePolicies(r -> r.roleName(role)).attachedPolicies()).isEmpty();
    assertThat(iam.listRolePolicies(r -> r.roleName(role)).policyNames())
        .containsExactly(source.name());
    assertThat(policy(source))
        .isEqualTo(filledIn(FunctionPolicy.of(Sources.catalog(), source).document()));
  }

  private static JsonNode policy(Source source) throws IOException {
    return policy(roleName(source), source.name());
  }

  private static JsonNode policy(String role, String policy) throws IOException {
    String document =
        account
            .global()
            .client(IamClient.class, IamClient::builder)
            .getRolePolicy(r -> r.roleName(role).policyName(policy))
            .policyDocument();
    return JSON.readTree(URLDecoder.decode(document, StandardCharsets.UTF_8));
  }

  /** The document with what Serverless and CloudFormation put in the places of expressions. */
  private static JsonNode filledIn(ObjectNode document) {
    for (JsonNode statement : document.path("Statement")) {
      if (statement.path("Resource") instanceof ArrayNode resources) {
        for (int i = 0; i < resources.size(); i++) {
          resources.set(
              i,
              resources
                  .get(i)
                  .path("Fn::Sub")
                  .asText()
                  .replace("${param:bucket}", BUCKET)
                  .replace("${self:service}-${sls:stage}", STACK)
                  .replace("${AWS::Partition}", "aws")
                  .replace("${AWS::Region}", REGION)
                  .replace("${AWS::AccountId}", ACCOUNT_ID)
                  .replace("${LogFiles.Arn}", LOG_FILES)
                  .replace("${FailedInvocations.Arn}", queueArn()));
        }
      }
    }
    return document;
  }

  private static String queueArn() {
    return queue(STACK + "-" + Names.FAILED_INVOCATIONS).get(QueueAttributeName.QUEUE_ARN);
  }

  private static Map<QueueAttributeName, String> queue(String prefix) {
    SqsClient sqs = account.client(SqsClient.class, SqsClient::builder);
    String url = sqs.listQueues(r -> r.queueNamePrefix(prefix)).queueUrls().get(0);
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
        .attributes();
  }

  @Test
  void everyScheduledFunctionHasARuleThatCallsIt() {
    EventBridgeClient events = account.client(EventBridgeClient.class, EventBridgeClient::builder);
    List<String> called =
        events.listRules(r -> {}).rules().stream()
            .filter(rule -> rule.scheduleExpression().equals("rate(5 minutes)"))
            .map(Rule::name)
            .flatMap(name -> events.listTargetsByRule(r -> r.rule(name)).targets().stream())
            .map(Target::arn)
            .toList();

    assertThat(called)
        .containsExactlyInAnyOrderElementsOf(
            sourcesWithAFunction()
                .filter(source -> source.trigger() == Trigger.SCHEDULE)
                .map(source -> function(source).functionArn())
                .toList());
  }

  @Test
  void theBucketIsEncrypted() {
    assertThat(
            account
                .client(S3Client.class, S3Client::builder)
                .getBucketEncryption(r -> r.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules()
                .get(0)
                .applyServerSideEncryptionByDefault()
                .sseAlgorithm())
        .isEqualTo(ServerSideEncryption.AES256);
  }

  /** Moto keeps neither the concurrency nor who may redrive; {@link PackageIT} looks at them. */
  @Test
  void theQueueOfLogFilesCallsTheFunctionAndKeepsWhatFailsForGood() throws IOException {
    EventSourceMappingConfiguration mapping =
        account
            .client(LambdaClient.class, LambdaClient::builder)
            .listEventSourceMappings(r -> {})
            .eventSourceMappings()
            .get(0);

    assertThat(mapping.eventSourceArn()).isEqualTo(LOG_FILES);
    assertThat(mapping.functionArn())
        .isEqualTo(function(Sources.catalog().source("cloudtrail_events")).functionArn());
    assertThat(mapping.functionResponseTypesAsStrings()).containsExactly("ReportBatchItemFailures");
    Map<QueueAttributeName, String> queue = queue(STACK + "-log-files");
    Map<QueueAttributeName, String> dead = queue(STACK + "-UnreadLogFiles");
    assertThat(
            JSON.readTree(queue.get(QueueAttributeName.REDRIVE_POLICY))
                .findValuesAsText("deadLetterTargetArn"))
        .containsExactly(dead.get(QueueAttributeName.QUEUE_ARN));
  }

  /** Moto takes no definition from a template; {@link PackageIT} has it read by cfn-lint. */
  @Test
  void theStateMachineForLogFilesOfThePastIsThereAndMayCallTheFunction() throws IOException {
    SfnClient sfn = account.client(SfnClient.class, SfnClient::builder);

    String arn =
        sfn.listStateMachines(r -> {}).stateMachines().stream()
            .filter(machine -> machine.name().equals(STACK + "-backfill"))
            .map(StateMachineListItem::stateMachineArn)
            .findFirst()
            .orElseThrow();
    String roleArn = sfn.describeStateMachine(r -> r.stateMachineArn(arn)).roleArn();

    assertThat(
            policy(roleArn.substring(roleArn.lastIndexOf('/') + 1), "backfill")
                .at("/Statement/0/Resource")
                .asText())
        .isEqualTo(function(Sources.catalog().source("cloudtrail_events")).functionArn());
  }

  /**
   * Moto 5.2.5 works out no outputs when a change set is executed, which is how osls deploys. So a
   * stack in another account is made of the deployed template's outputs and what they name.
   */
  @Test
  void theStackTellsWhatApplyNeedsToKnow() throws IOException {
    CloudFormationClient deployed =
        account.client(CloudFormationClient.class, CloudFormationClient::builder);
    ObjectNode template =
        (ObjectNode) JSON.readTree(deployed.getTemplate(r -> r.stackName(STACK)).templateBody());
    List<String> told =
        List.of("Bucket", "FailedInvocationsQueue", "SnowflakeRoleArn", "SnowflakeExternalId");
    ((ObjectNode) template.get("Outputs")).retain(told);
    ((ObjectNode) template.get("Resources")).retain("FailedInvocations", "SnowflakeRole");
    String other = MotoServer.randomAccountId();
    try (AwsAccount otherAccount = AwsAccount.create(moto.settings(other))) {
      CloudFormationClient cloudFormation =
          otherAccount.client(CloudFormationClient.class, CloudFormationClient::builder);
      List<Parameter> parameters =
          deployed.describeStacks(r -> r.stackName(STACK)).stacks().get(0).parameters();
      cloudFormation.createStack(
          r -> r.stackName(STACK).templateBody(template.toString()).parameters(parameters));

      DeployedStack stack = DeployedStack.find(cloudFormation, STACK).orElseThrow();

      assertThat(stack.bucket()).contains("snowwatch-" + other);
      assertThat(stack.ownsBucket()).isTrue();
      assertThat(stack.snowpipeQueue()).isEmpty();
      assertThat(stack.snowflakePrincipal()).isEmpty();
      assertThat(stack.snowflakeRoleArn())
          .contains("arn:aws:iam::" + other + ":role/snowwatch-snowflake");
      assertThat(stack.snowflakeExternalId()).contains("snowwatch-" + other);
    }
  }

  /** Into another account of the same Moto, with the parameters of the other deployment. */
  @Test
  void plainCloudFormationMakesTheSameStack() throws IOException {
    String other = MotoServer.randomAccountId();
    try (AwsAccount otherAccount = AwsAccount.create(moto.settings(other))) {
      S3Client s3 = otherAccount.client(S3Client.class, S3Client::builder);
      s3.createBucket(r -> r.bucket("code-" + other));
      s3.putObject(
          r -> r.bucket("code-" + other).key("snowwatch-lambda.jar"),
          RequestBody.fromFile(ArtifactIT.JAR));
      String template = Files.readString(PackageIT.PLAIN);
      List<Parameter> parameters =
          new ArrayList<>(
              account
                  .client(CloudFormationClient.class, CloudFormationClient::builder)
                  .describeStacks(r -> r.stackName(STACK))
                  .stacks()
                  .get(0)
                  .parameters());
      parameters.add(parameter("CodeBucket", "code-" + other));
      parameters.add(parameter("CodeKey", "snowwatch-lambda.jar"));
      otherAccount
          .client(CloudFormationClient.class, CloudFormationClient::builder)
          .createStack(r -> r.stackName(STACK).templateBody(template).parameters(parameters));

      SortedMap<String, String> plain = StackContent.of(otherAccount, STACK);
      assertThat(plain.keySet()).isEqualTo(deployed.keySet());
      plain.forEach((logicalId, content) -> assertThat(content).isEqualTo(deployed.get(logicalId)));
    }
  }

  private static Parameter parameter(String name, String value) {
    return Parameter.builder().parameterKey(name).parameterValue(value).build();
  }

  @Test
  void snowflakesRoleTrustsNobodyUntilApplyTellsItWhom() throws IOException {
    IamClient iam = account.global().client(IamClient.class, IamClient::builder);
    String document =
        URLDecoder.decode(
            iam.getRole(r -> r.roleName("snowwatch-snowflake")).role().assumeRolePolicyDocument(),
            StandardCharsets.UTF_8);
    // Moto returns documents that came in a template as Python prints them.
    String json = JSON.readTree(document).toString();
    iam.updateAssumeRolePolicy(r -> r.roleName("snowwatch-snowflake").policyDocument(json));
    RoleTrust trust = RoleTrust.of(iam, "arn:aws:iam::" + ACCOUNT_ID + ":role/snowwatch-snowflake");
    IntegrationIdentity snowflake =
        new IntegrationIdentity("arn:aws:iam::999988887777:user/abc1", "snowwatch-" + ACCOUNT_ID);

    assertThat(trust.plan(snowflake))
        .extracting(Wiring::action, Wiring::reason)
        .containsExactly(Wiring.Action.CHANGE, "it trusts nobody yet.");
    assertThat(trust.apply(snowflake).action()).isEqualTo(Wiring.Action.CHANGE);
    assertThat(trust.plan(snowflake).action()).isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void whatTheStackWasDeployedWithIsNotForgotten() {
    assertThatThrownBy(
            () ->
                Osls.hook(
                    "before:deploy:deploy",
                    moto.endpoint(),
                    List.of("schedule=rate(15 minutes)", "regions=eu-west-1", "backfill=true")))
        .hasMessageContaining(
            "logRetentionDays is '30' in the stack, and neither settings.yml nor --param gives it"
                + " now: add `logRetentionDays: '30'` to settings.yml, or '90' to go back to the"
                + " default.");
  }

  @Test
  void whatFailsForGoodIsKeptForFourteenDays() {
    for (String queue : List.of(Names.FAILED_INVOCATIONS, "UnreadLogFiles", "log-files")) {
      assertThat(queue(STACK + "-" + queue))
          .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, String.valueOf(14 * 86_400));
    }
  }

  /** The deployed jar, environment and role, and Moto asking the role for every action. */
  @ParameterizedTest
  @MethodSource("sourcesWithAFunction")
  void everyFunctionDoesItsWorkWithItsOwnRole(Source source)
      throws IOException, InterruptedException {
    JsonNode answer = JSON.readTree(invoke(source, source, putLogFile()));

    if (source.trigger() == Trigger.OBJECT_CREATED) {
      assertThat(answer).isEqualTo(JSON.readTree("{\"batchItemFailures\":[]}"));
    } else {
      assertThat(answer.path("failed").asInt(-1)).isZero();
      assertThat(answer.path("records").asLong()).isPositive();
    }
    assertThat(keys(source.directory() + "/")).isNotEmpty();
  }

  @Test
  void aFunctionFailsWithTheRoleOfAnother() throws IOException {
    String event = putLogFile();
    assertThatThrownBy(
            () ->
                invoke(
                    Sources.catalog().source("iam"),
                    Sources.catalog().source("ec2_instances"),
                    event))
        .hasMessageContaining("\"kind\":\"ACCESS_DENIED\"");
  }

  private static String invoke(Source source, Source roleOf, String event)
      throws IOException, InterruptedException {
    FunctionConfiguration function = function(source);
    String role = function(roleOf).role();
    Credentials credentials =
        account
            .client(StsClient.class, StsClient::builder)
            .assumeRole(r -> r.roleArn(role).roleSessionName("function"))
            .credentials();
    Map<String, String> environment = new HashMap<>(function.environment().variables());
    environment.put("AWS_ENDPOINT_URL", moto.endpoint().toString());
    environment.put("AWS_REGION", REGION);
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("AWS_SESSION_TOKEN", credentials.sessionToken());
    authorizeFrom("0");
    try {
      return Invocation.run(function.handler(), function.functionArn(), event, environment);
    } finally {
      authorizeFrom("inf");
    }
  }

  /** Moto evaluates what came by a call; what came in a template makes it fail. */
  private static void letMotoReadThePoliciesOf(String role) throws IOException {
    IamClient iam = account.global().client(IamClient.class, IamClient::builder);
    for (String policy : iam.listRolePolicies(r -> r.roleName(role)).policyNames()) {
      String document = policy(role, policy).toString();
      iam.putRolePolicy(r -> r.roleName(role).policyName(policy).policyDocument(document));
    }
  }

  /** Makes Moto ask policies from its nth request on. */
  private static void authorizeFrom(String request) throws IOException, InterruptedException {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(moto.endpoint() + "/moto-api/reset-auth"))
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Puts a log file, and returns the event that the queue of log files makes of it. */
  private static String putLogFile() throws IOException {
    String key = "cloudtrail/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/a.json.gz";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"Records\":[{\"eventID\":\"1\"}]}".getBytes(StandardCharsets.UTF_8));
    }
    account
        .client(S3Client.class, S3Client::builder)
        .putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes.toByteArray()));
    String notification =
        """
        {"Records":[{"s3":{"bucket":{"name":"%s"},"object":{"key":"%s"}}}]}"""
            .formatted(BUCKET, key);
    return JSON.writeValueAsString(
        Map.of(
            "Records",
            List.of(Map.of("messageId", "m", "eventSource", "aws:sqs", "body", notification))));
  }

  private static List<String> keys(String prefix) {
    return account
        .client(S3Client.class, S3Client::builder)
        .listObjectsV2Paginator(r -> r.bucket(BUCKET).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }
}
