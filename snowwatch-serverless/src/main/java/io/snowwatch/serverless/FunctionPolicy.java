package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.storage.BucketLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a function may do, and nothing else: what its source's declaration says, writing the
 * source's own output, and logging.
 *
 * <p>A denied action is a failure of the run, so an action that the function needs and that is
 * missing here shows at once.
 *
 * @param statements what is allowed, in the order of the document
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">
 *     Grammar of the IAM JSON policy language</a>
 */
public record FunctionPolicy(List<Statement> statements) {

  private static final String EVERYTHING = "*";

  /** Copies the statements. */
  public FunctionPolicy {
    statements = List.copyOf(statements);
  }

  /**
   * Actions that are allowed on resources.
   *
   * @param sid what the statement is for, in letters
   * @param actions IAM actions
   * @param resources ARNs as texts for {@code Fn::Sub}, or {@code *} for actions that cannot be
   *     limited to resources
   * @param prefixes what the keys begin with that may be listed; none where nothing is listed
   */
  public record Statement(
      String sid, List<String> actions, List<String> resources, List<String> prefixes) {

    /** Copies the lists. */
    public Statement {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
      prefixes = List.copyOf(prefixes);
    }

    Statement(String sid, List<String> actions, List<String> resources) {
      this(sid, actions, resources, List.of());
    }

    private ObjectNode toJson() {
      ObjectNode statement = JsonNodeFactory.instance.objectNode();
      statement.put("Sid", sid);
      statement.put("Effect", "Allow");
      ArrayNode allowed = statement.putArray("Action");
      actions.forEach(allowed::add);
      if (resources.equals(List.of(EVERYTHING))) {
        statement.put("Resource", EVERYTHING);
      } else {
        ArrayNode on = statement.putArray("Resource");
        resources.forEach(resource -> on.add(Names.sub(resource)));
      }
      if (!prefixes.isEmpty()) {
        ArrayNode listed =
            statement.putObject("Condition").putObject("StringLike").putArray("s3:prefix");
        prefixes.forEach(prefix -> listed.add(prefix + EVERYTHING));
      }
      return statement;
    }
  }

  /**
   * The policy of a source's function.
   *
   * @param catalog every source of the deployment
   * @param source one of them that has a function
   * @return the policy
   * @throws IllegalArgumentException if the source has no function
   */
  public static FunctionPolicy of(Catalog catalog, Source source) {
    if (source.function().isEmpty()) {
      throw new IllegalArgumentException(
          "Source '" + source.name() + "' has no function of its own: it needs no policy.");
    }
    BucketLayout layout = BucketLayout.of(catalog);
    List<Statement> statements = new ArrayList<>();
    List<String> describe = new ArrayList<>(source.actions());
    if (source.trigger() == Trigger.SCHEDULE && source.coverage() == Coverage.REGIONAL) {
      describe.add(0, "ec2:DescribeRegions");
    }
    if (!describe.isEmpty()) {
      // None of these actions can be limited to resources.
      statements.add(new Statement("Describe", describe, List.of(EVERYTHING)));
    }
    if (source.trigger() == Trigger.OBJECT_CREATED) {
      statements.add(
          new Statement(
              "ReadInput",
              List.of("s3:GetObject"),
              List.of(Names.objectsArn(layout.inputDirectory(source)))));
      // For an invocation with a prefix: what is there, and what has been done. Without it, S3 also
      // answers "access denied" where an object is missing.
      statements.add(
          new Statement(
              "ListInputAndOutput",
              List.of("s3:ListBucket"),
              List.of(Names.bucketArn()),
              Stream.concat(
                      Stream.of(layout.inputDirectory(source)),
                      directories(catalog, source, layout))
                  .map(directory -> directory + "/")
                  .toList()));
    }
    statements.add(
        new Statement(
            "WriteOutput",
            List.of("s3:PutObject", "s3:AbortMultipartUpload"),
            directories(catalog, source, layout).map(Names::objectsArn).toList()));
    if (source.trigger() == Trigger.OBJECT_CREATED) {
      statements.add(
          new Statement(
              "TakeMessages",
              List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
              List.of(Names.logFilesArn())));
    }
    statements.add(
        new Statement(
            "KeepFailedInvocations",
            List.of("sqs:SendMessage"),
            List.of(Names.failedInvocationsArn())));
    statements.add(
        new Statement(
            "Log",
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(Names.logGroupArn(source))));
    return new FunctionPolicy(statements);
  }

  /** The directories that a function writes to. */
  private static Stream<String> directories(Catalog catalog, Source source, BucketLayout layout) {
    return Stream.concat(
        written(catalog, source).map(layout::directory),
        source.sideDirectories().stream().map(side -> layout.sideDirectory(source, side.name())));
  }

  /** The datasets whose directories a function writes to. */
  private static Stream<Dataset> written(Catalog catalog, Source source) {
    Stream<Source> besides =
        source.trigger() == Trigger.SCHEDULE
            ? catalog.sources().stream().filter(other -> other.trigger() == Trigger.EVERY_RUN)
            : Stream.empty();
    return Stream.concat(Stream.of(source), besides).flatMap(each -> each.datasets().stream());
  }

  /**
   * Every action that is allowed.
   *
   * @return IAM actions, sorted
   */
  public SortedSet<String> actions() {
    SortedSet<String> actions = new TreeSet<>();
    statements.forEach(statement -> actions.addAll(statement.actions()));
    return actions;
  }

  /**
   * The policy as CloudFormation takes it.
   *
   * @return a new JSON document, the caller's own
   */
  public ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("Version", "2012-10-17");
    ArrayNode array = document.putArray("Statement");
    statements.forEach(statement -> array.add(statement.toJson()));
    return document;
  }
}
