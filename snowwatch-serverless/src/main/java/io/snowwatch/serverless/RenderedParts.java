package io.snowwatch.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
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
    files.put("events.yml", yaml(events()));
    files.put("parameters.yml", yaml(parameters()));
    files.put("logs.yml", yaml(logs()));
    ArrayNode directories = JsonNodeFactory.instance.arrayNode();
    catalog.datasets().forEach(dataset -> directories.add(layout.directory(dataset)));
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
        ObjectNode destination = function.putObject("destinations").putObject("onFailure");
        destination.put("type", "sqs");
        destination.set("arn", Names.sub(Names.failedInvocationsArn()));
        function.put("events", "${file(./rendered/events.yml):" + name + ".${param:createBucket}}");
      }
    }
    return part;
  }

  /** The triggers of functions by whether the stack has a bucket of its own, which calls them. */
  private ObjectNode events() {
    ObjectNode part = object();
    for (Source source : sourcesWithInput()) {
      ObjectNode events = part.putObject(source.function().orElseThrow());
      events.putArray("true");
      ObjectNode s3 = events.putArray("false").addObject().putObject("s3");
      s3.set("bucket", Names.sub(Names.BUCKET));
      s3.put("event", OBJECT_CREATED);
      s3.put("existing", true);
      s3.putArray("rules").addObject().put("prefix", layout.inputDirectory(source) + "/");
    }
    return part;
  }

  /** What the stack's own bucket tells of: log files to functions, records to Snowflake. */
  private ObjectNode notifications() {
    ObjectNode part = object();
    ArrayNode functions = part.putArray("LambdaConfigurations");
    for (Source source : sourcesWithInput()) {
      notification(functions, layout.inputDirectory(source))
          .set("Function", Names.functionArn(source));
    }
    ArrayNode choice = part.putObject("QueueConfigurations").putArray("Fn::If");
    choice.add(Names.NOTIFIES_SNOWFLAKE);
    // S3 refuses a notification of the whole bucket beside one of a directory.
    ArrayNode queues = choice.addArray();
    for (Dataset dataset : catalog.datasets()) {
      notification(queues, layout.directory(dataset)).set("Queue", Names.ref(Names.SNOWPIPE_QUEUE));
    }
    choice.add(Names.ref("AWS::NoValue"));
    return part;
  }

  private static ObjectNode notification(ArrayNode array, String directory) {
    ObjectNode notification = array.addObject();
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
      ObjectNode role = resources.putObject(Names.role(source));
      role.put("Type", "AWS::IAM::Role");
      ObjectNode properties = role.putObject("Properties");
      properties.put("Description", "What " + source.function().orElseThrow() + " may do");
      properties.set("AssumeRolePolicyDocument", assumedByLambda());
      ObjectNode policy = properties.putArray("Policies").addObject();
      policy.put("PolicyName", source.name());
      policy.set("PolicyDocument", FunctionPolicy.of(catalog, source).document());
    }
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
      extensions
          .putObject(Names.logicalId(source, "LogGroup"))
          .putObject("Properties")
          .set("RetentionInDays", Names.ref("LogRetentionDays"));
    }
    return part;
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
