package io.snowwatch.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.SideDirectory;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.lambda.FunctionEnvironment;
import io.snowwatch.lambda.HandlerName;
import io.snowwatch.storage.BucketLayout;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that serverless.yml includes and that follow from the catalog.
 *
 * <p>Immutable and safe for use by several threads.
 */
final class RenderedParts {

  private static final String HEADER =
      "# Rendered from the catalog of sources: do not edit, run mvn verify"
          + " -Dsnowwatch.regenerate.\n";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .stringQuotingChecker(new DatesAreText())
              .build());

  private static final String OBJECT_CREATED = "s3:ObjectCreated:*";

  /**
   * How long a batch of log files may take. What a batch leaves undone comes again after six times
   * that, which is why it is not the fourteen minutes of the others.
   */
  static final int LOG_FILES_TIMEOUT_SECONDS = 300;

  /** A policy's version looks like a date, which Serverless would make one. */
  private static final class DatesAreText extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || Character.isDigit(value.charAt(0));
    }
  }

  private final Catalog catalog;
  private final BucketLayout layout;

  RenderedParts(Catalog catalog) {
    this.catalog = catalog;
    this.layout = BucketLayout.of(catalog);
  }

  /** Every part: the file's name and its content. */
  SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("environment.yml", yaml(environment()));
    files.put("functions.yml", yaml(functions()));
    files.put("roles.yml", yaml(roles()));
    files.put("notifications.yml", yaml(notifications()));
    files.put("parameters.yml", yaml(parameters()));
    files.put("logs.yml", yaml(logs()));
    files.put("alarms.yml", yaml(new Alarms(catalog).part()));
    files.put("retention.yml", yaml(retention()));
    ObjectNode directories = object();
    ArrayNode logFiles = directories.putArray("logFiles");
    sourcesWithInput().forEach(source -> logFiles.add(layout.inputDirectory(source)));
    ArrayNode records = directories.putArray("records");
    catalog.datasets().forEach(dataset -> records.add(layout.directory(dataset)));
    files.put("directories.json", directories.toPrettyString() + "\n");
    files.put("settings.json", StackSettings.json().toPrettyString() + "\n");
    return files;
  }

  private static String yaml(ObjectNode part) {
    return yaml(HEADER, part);
  }

  static String yaml(String header, ObjectNode part) {
    try {
      return header + YAML.writeValueAsString(part);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Source> sourcesWithAFunction() {
    return catalog.sources().stream().filter(source -> source.function().isPresent()).toList();
  }

  private List<Source> sourcesWithInput() {
    return catalog.sources().stream()
        .filter(source -> source.trigger() == Trigger.OBJECT_CREATED)
        .toList();
  }

  private ObjectNode environment() {
    ObjectNode part = object();
    FunctionEnvironment.of(Names.BUCKET, layout, Names.REGIONS, Names.COMPRESSION)
        .forEach(
            (name, value) -> {
              if (value.equals(Names.BUCKET)) {
                part.set(name, Names.sub(value));
              } else if (value.equals(Names.REGIONS) || value.equals(Names.COMPRESSION)) {
                part.set(name, Names.ref(value));
              } else {
                part.put(name, value);
              }
            });
    return part;
  }

  private ObjectNode functions() {
    ObjectNode part = object();
    for (Source source : sourcesWithAFunction()) {
      String name = source.function().orElseThrow();
      ObjectNode function = part.putObject(name);
      function.put("handler", HandlerName.of(source));
      // Given by its bare name, Serverless would state the dependency a second time.
      function.set("role", Names.arnOf(Names.role(source)));
      if (source.trigger() == Trigger.SCHEDULE) {
        function.put("description", source.title() + ", on a schedule");
        // The next snapshot is as good as a second try, and what failed is on record.
        function.put("maximumRetryAttempts", 0);
        function
            .putArray("events")
            .addObject()
            .putObject("schedule")
            .putArray("rate")
            .add(Names.ref(Names.SCHEDULE));
      } else {
        function.put("description", source.title() + ", whenever a file arrives");
        // A file arrives once: what stays without success after the retries must be kept.
        function.put("maximumRetryAttempts", 2);
        // Its events come from the queue in queues.yml.
        function.put("timeout", LOG_FILES_TIMEOUT_SECONDS);
      }
      function.set(
          "reservedConcurrency",
          Names.onlyIf("ReservesConcurrency", Names.ref("ReservedConcurrency")));
      ObjectNode destination = function.putObject("destinations").putObject("onFailure");
      destination.put("type", "sqs");
      destination.set("arn", Names.sub(Names.failedInvocationsArn()));
    }
    return part;
  }

  /** What the stack's own bucket tells of: log files to a queue or topic, records to Snowflake. */
  private ObjectNode notifications() {
    ObjectNode part = object();
    ArrayNode topics = object().arrayNode();
    ArrayNode queues = part.putArray("QueueConfigurations");
    for (Source source : sourcesWithInput()) {
      ObjectNode entry = notification(layout.inputDirectory(source));
      queues.add(
          Names.onlyIf(
              Names.NOTIFIES_QUEUE, entry.deepCopy().set("Queue", Names.arnOf(Names.LOG_FILES))));
      // S3 asks whether it may publish, so the policy comes first.
      ObjectNode topic = object();
      topic
          .putArray("Fn::Select")
          .add(0)
          .addArray()
          .add(Names.ref(Names.NEW_LOG_FILES))
          .add(Names.ref(Names.NEW_LOG_FILES_POLICY));
      topics.add(entry.deepCopy().set("Topic", topic));
    }
    // S3 refuses a notification of the whole bucket beside one of a directory.
    for (Dataset dataset : catalog.datasets()) {
      queues.add(
          Names.onlyIf(
              Names.NOTIFIES_SNOWFLAKE,
              notification(layout.directory(dataset))
                  .set("Queue", Names.ref(Names.SNOWPIPE_QUEUE))));
    }
    part.set("TopicConfigurations", Names.onlyIf(Names.MAKES_TOPIC, topics));
    return part;
  }

  private static ObjectNode notification(String directory) {
    ObjectNode notification = object();
    notification.put("Event", OBJECT_CREATED);
    ObjectNode rule =
        notification.putObject("Filter").putObject("S3Key").putArray("Rules").addObject();
    rule.put("Name", "prefix");
    rule.put("Value", directory + "/");
    return notification;
  }

  private ObjectNode roles() {
    ObjectNode part = object();
    ObjectNode resources = part.putObject("Resources");
    for (Source source : sourcesWithAFunction()) {
      resources.set(Names.role(source), role(catalog, source));
    }
    resources.set("TracingPolicy", tracing());
    resources.set("KeyPolicy", key());
    resources.set(Names.NETWORK_POLICY, network());
    resources.set(Names.SNOWFLAKE_ROLE, new SnowflakeRole(catalog).resource());
    return part;
  }

  /** The settings as parameters of the template, and the values that Serverless gives them. */
  private static ObjectNode parameters() {
    ObjectNode part = object();
    part.set("Parameters", StackSettings.parameters());
    part.set("values", StackSettings.parameterValues());
    return part;
  }

  /** What Serverless does not say of the functions' log groups, which it makes. */
  private ObjectNode logs() {
    ObjectNode part = object();
    ObjectNode extensions = part.putObject("extensions");
    for (Source source : sourcesWithAFunction()) {
      ObjectNode group = extensions.putObject(Names.logicalId(source, "LogGroup"));
      group.put("DeletionPolicy", "RetainExceptOnCreate");
      group.put("UpdateReplacePolicy", "Retain");
      ObjectNode properties = group.putObject("Properties");
      properties.set("RetentionInDays", Names.ref("LogRetentionDays"));
      properties.put("KmsKeyId", "${self:custom.keyOrNone}");
      ObjectNode function =
          extensions.putObject(Names.logicalId(source, "LambdaFunction")).putObject("Properties");
      function.set("VpcConfig", Names.onlyIf("UsesVpc", vpc()));
      function
          .putObject("TracingConfig")
          .putObject("Mode")
          .putArray("Fn::If")
          .add(Names.TRACES)
          .add("Active")
          .add("PassThrough");
    }
    return part;
  }

  /** What Lambda asks of the roles of functions that X-Ray traces; it knows no resources. */
  private ObjectNode tracing() {
    return policyOfFunctions(
        "tracing",
        Names.TRACES,
        "Trace",
        List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
        TextNode.valueOf("*"));
  }

  /** What a key of one's own asks of the functions: S3 and SQS use it as whoever calls them. */
  private ObjectNode key() {
    return policyOfFunctions(
        "key",
        "Encrypts",
        "WriteAndReadEncrypted",
        List.of("kms:GenerateDataKey", "kms:Decrypt"),
        TextNode.valueOf("${self:custom.keyArn}"));
  }

  /**
   * What Lambda asks of the roles of functions in a VPC; none of it can be limited to resources.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html">Lambda in a
   *     VPC</a>
   */
  private ObjectNode network() {
    return policyOfFunctions(
        "network",
        "UsesVpc",
        "UseSubnets",
        List.of(
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses"),
        TextNode.valueOf("*"));
  }

  private static ObjectNode vpc() {
    ObjectNode vpc = object();
    vpc.set("SubnetIds", idsAfterTheNetworkPolicy("SubnetIds"));
    vpc.set("SecurityGroupIds", idsAfterTheNetworkPolicy("SecurityGroupIds"));
    return vpc;
  }

  /** The reference makes a function come after the policy: Lambda tries whether it may. */
  private static ObjectNode idsAfterTheNetworkPolicy(String parameter) {
    // Joined and taken apart again: linters would take the parameter's default for the ids.
    ObjectNode joined = object();
    joined
        .putArray("Fn::Join")
        .add("|")
        .addArray()
        .add(Names.ref(parameter))
        .add(Names.ref(Names.NETWORK_POLICY));
    ObjectNode apart = object();
    apart.putArray("Fn::Split").add("|").add(joined);
    ObjectNode ids = object();
    ids.putArray("Fn::Select").add(0).add(apart);
    ObjectNode split = object();
    split.putArray("Fn::Split").add(",").add(ids);
    return split;
  }

  /** A policy that all functions have under a condition. */
  private ObjectNode policyOfFunctions(
      String name, String condition, String sid, List<String> actions, JsonNode resource) {
    ObjectNode policy = object();
    policy.put("Type", "AWS::IAM::Policy");
    policy.put("Condition", condition);
    ObjectNode properties = policy.putObject("Properties");
    properties.put("PolicyName", name);
    ArrayNode roles = properties.putArray("Roles");
    sourcesWithAFunction().forEach(source -> roles.add(Names.ref(Names.role(source))));
    ObjectNode document = properties.putObject("PolicyDocument");
    document.put("Version", "2012-10-17");
    ObjectNode statement = document.putArray("Statement").addObject();
    statement.put("Sid", sid);
    statement.put("Effect", "Allow");
    actions.forEach(statement.putArray("Action")::add);
    statement.set("Resource", resource);
    return policy;
  }

  /** When objects of the stack's own bucket go, by who wrote them. */
  private ObjectNode retention() {
    ObjectNode part = object();
    List<String> raw = sourcesWithInput().stream().map(layout::inputDirectory).toList();
    ArrayNode rules = part.putArray("rules");
    // A function that is killed cannot abort its upload, whose parts would cost for ever.
    ObjectNode uploads = rules.addObject();
    uploads.put("Id", "abort-incomplete-uploads");
    uploads.put("Status", "Enabled");
    uploads.putObject("AbortIncompleteMultipartUpload").put("DaysAfterInitiation", 1);
    ObjectNode versions = object();
    versions.put("Id", "expire-old-versions");
    versions.put("Status", "Enabled");
    versions.putObject("NoncurrentVersionExpiration").put("NoncurrentDays", 90);
    rules.add(Names.onlyIf("KeepsVersions", versions));
    for (String directory : raw) {
      rules.add(expiration(directory, directory, "ExpiresRaw", "RawRetentionDays"));
    }
    List<String> quarantine =
        sourcesWithInput().stream()
            .flatMap(source -> source.sideDirectories().stream())
            .filter(side -> side.name().equals("quarantine"))
            .map(SideDirectory::directory)
            .toList();
    for (String directory : layout.outputDirectories().stream().sorted().toList()) {
      rules.add(
          quarantine.contains(directory)
              ? expiration(directory, directory, "ExpiresQuarantine", "QuarantineRetentionDays")
              : expiration(directory, directory, "ExpiresProcessed", "ProcessedRetentionDays"));
    }
    rules.add(
        expiration(
            "backfill",
            "${self:custom.backfillResults}",
            "ExpiresBackfill",
            "BackfillRetentionDays"));
    return part;
  }

  private static ObjectNode expiration(
      String what, String directory, String condition, String days) {
    ObjectNode rule = object();
    rule.put("Id", "expire-" + what.replace('/', '-'));
    rule.put("Status", "Enabled");
    rule.put("Prefix", directory + "/");
    rule.set("ExpirationInDays", Names.ref(days));
    return Names.onlyIf(condition, rule);
  }

  /** The role of a source's function. */
  static ObjectNode role(Catalog catalog, Source source) {
    ObjectNode role = object();
    role.put("Type", "AWS::IAM::Role");
    ObjectNode properties = role.putObject("Properties");
    properties.put("Description", "What " + source.function().orElseThrow() + " may do");
    // Said where it differs only: a role whose path changes is replaced.
    properties.set("Path", Names.onlyIf("GivesRolePath", Names.ref("RolePath")));
    properties.set("PermissionsBoundary", Names.permissionsBoundary());
    properties.set("AssumeRolePolicyDocument", assumedByLambda());
    ObjectNode policy = properties.putArray("Policies").addObject();
    policy.put("PolicyName", source.name());
    policy.set("PolicyDocument", FunctionPolicy.of(catalog, source).document());
    return role;
  }

  private static ObjectNode assumedByLambda() {
    ObjectNode document = object();
    document.put("Version", "2012-10-17");
    ObjectNode statement = document.putArray("Statement").addObject();
    statement.put("Effect", "Allow");
    statement.putObject("Principal").put("Service", "lambda.amazonaws.com");
    statement.put("Action", "sts:AssumeRole");
    return document;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
