package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.lambda.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody is told of, and a dashboard: by metrics of Lambda and SQS, and by those that the
 * functions' lines of the log make ({@code SnowWatch}).
 */
final class Alarms {

  private static final String LAMBDA = "AWS/Lambda";
  private static final String SQS = "AWS/SQS";
  private static final String VISIBLE = "ApproximateNumberOfMessagesVisible";
  private static final int FIVE_MINUTES = 300;
  private static final int AN_HOUR = 3600;
  private static final int TWO_HOURS = 7200;

  private final Catalog catalog;
  private final ObjectNode resources = object();

  Alarms(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The part that serverless.yml includes. */
  ObjectNode part() {
    List<Source> sources =
        catalog.sources().stream().filter(source -> source.function().isPresent()).toList();
    for (Source source : sources) {
      String function = source.function().orElseThrow();
      atLeastOne(
          Names.logicalId(source, "Errors"),
          function + "-errors",
          function + " failed: its line in the log says what and why",
          LAMBDA,
          "Errors",
          dimension("FunctionName", Names.ref(Names.logicalId(source, "LambdaFunction"))));
      atLeastOne(
          Names.logicalId(source, "Throttles"),
          function + "-throttles",
          function + " was not run: as many functions as the account may run ran already",
          LAMBDA,
          "Throttles",
          dimension("FunctionName", Names.ref(Names.logicalId(source, "LambdaFunction"))));
      if (source.trigger() == Trigger.SCHEDULE) {
        stale(source, function);
      } else {
        logFiles(source, function);
      }
    }
    atLeastOne(
        "FailedInvocationsAlarm",
        "failed-invocations",
        "Events that functions could not take are kept in "
            + Names.FAILED_INVOCATIONS
            + ": snowwatch cloudtrail redrive",
        SQS,
        VISIBLE,
        dimension("QueueName", queueName(Names.FAILED_INVOCATIONS)));
    atLeastOne(
        "UnreadLogFilesAlarm",
        "unread-log-files",
        "Log files that failed five times are kept in "
            + Names.UNREAD_LOG_FILES
            + ": snowwatch cloudtrail redrive",
        SQS,
        VISIBLE,
        dimension("QueueName", queueName(Names.UNREAD_LOG_FILES)));
    alarm(
            "LogFilesAgeAlarm",
            "log-files-age",
            "A log file has waited for an hour: more arrive than are taken, or they fail",
            SQS,
            "ApproximateAgeOfOldestMessage",
            dimension("QueueName", queueName(Names.LOG_FILES)))
        .put("Statistic", "Maximum")
        .put("Period", FIVE_MINUTES)
        .put("EvaluationPeriods", 1)
        .put("ComparisonOperator", "GreaterThanOrEqualToThreshold")
        .put("Threshold", AN_HOUR)
        .put("TreatMissingData", "notBreaching");
    dashboard(sources);
    ObjectNode part = object();
    part.set("Resources", resources);
    return part;
  }

  private void stale(Source source, String function) {
    // A minute without a run has no figure, which counts as one without success.
    alarm(
            Names.logicalId(source, "Stale"),
            function + "-stale",
            function
                + " has had no successful run for two periods: look at its log and harvest_monitoring/",
            Metric.NAMESPACE,
            Metric.SUCCESS.member(),
            own(function))
        .put("Statistic", "Sum")
        .put("Period", 60)
        .put("ComparisonOperator", "LessThanThreshold")
        .put("Threshold", 1)
        .put("TreatMissingData", "breaching")
        .set("EvaluationPeriods", Names.ref("StaleMinutes"));
  }

  private void logFiles(Source source, String function) {
    alarm(
            Names.logicalId(source, "NoLogFile"),
            function + "-no-log-file",
            "No log file for two hours: is the trail logging, and is the bucket's notification there?",
            Metric.NAMESPACE,
            Metric.FILES.member(),
            own(function))
        .put("Statistic", "Sum")
        .put("Period", TWO_HOURS)
        .put("EvaluationPeriods", 1)
        .put("ComparisonOperator", "LessThanThreshold")
        .put("Threshold", 1)
        .put("TreatMissingData", "breaching");
    atLeastOne(
        Names.logicalId(source, "DamagedLogFile"),
        function + "-damaged-log-file",
        "A log file is damaged: what is no event is kept in cloudtrail_quarantine/, the rest has landed",
        Metric.NAMESPACE,
        Metric.DAMAGED.member(),
        own(function));
  }

  private void atLeastOne(
      String id,
      String name,
      String description,
      String namespace,
      String metric,
      ArrayNode dimensions) {
    alarm(id, name, description, namespace, metric, dimensions)
        .put("Statistic", namespace.equals(SQS) ? "Maximum" : "Sum")
        .put("Period", FIVE_MINUTES)
        .put("EvaluationPeriods", 1)
        .put("ComparisonOperator", "GreaterThanOrEqualToThreshold")
        .put("Threshold", 1)
        .put("TreatMissingData", "notBreaching");
  }

  private ObjectNode alarm(
      String id,
      String name,
      String description,
      String namespace,
      String metric,
      ArrayNode dimensions) {
    ObjectNode alarm = resources.putObject(id);
    alarm.put("Type", "AWS::CloudWatch::Alarm");
    ObjectNode properties = alarm.putObject("Properties");
    properties.set("AlarmName", Names.sub("${AWS::StackName}-" + name));
    properties.put("AlarmDescription", description);
    properties.put("Namespace", namespace);
    properties.put("MetricName", metric);
    properties.set("Dimensions", dimensions);
    for (String actions : List.of("AlarmActions", "OKActions")) {
      ArrayNode told = properties.putArray(actions);
      told.add(Names.onlyIf("TellsTopic", Names.ref("AlarmTopic")));
      told.add(Names.onlyIf("TellsAddress", Names.ref("Alarms")));
    }
    return properties;
  }

  private static ArrayNode dimension(String name, ObjectNode value) {
    ArrayNode dimensions = JsonNodeFactory.instance.arrayNode();
    dimensions.addObject().put("Name", name).set("Value", value);
    return dimensions;
  }

  private static ObjectNode queueName(String queue) {
    return Names.sub("${" + queue + ".QueueName}");
  }

  private static ArrayNode own(String function) {
    ArrayNode dimensions = JsonNodeFactory.instance.arrayNode();
    dimensions.addObject().put("Name", Metric.FUNCTION).put("Value", function);
    dimensions.addObject().put("Name", Metric.STAGE).put("Value", "${sls:stage}");
    return dimensions;
  }

  private void dashboard(List<Source> sources) {
    List<ObjectNode> widgets = new ArrayList<>();
    for (Metric metric :
        List.of(
            Metric.SUCCESS, Metric.RECORDS, Metric.FAILED, Metric.INCOMPLETE, Metric.DURATION)) {
      ObjectNode widget = widget(metric.member(), metric == Metric.DURATION ? "Maximum" : "Sum");
      ArrayNode lines = widget.withObject("properties").putArray("metrics");
      for (Source source : sources) {
        lines
            .addArray()
            .add(Metric.NAMESPACE)
            .add(metric.member())
            .add(Metric.FUNCTION)
            .add(source.function().orElseThrow())
            .add(Metric.STAGE)
            .add("${sls:stage}");
      }
      widgets.add(widget);
    }
    ObjectNode queues = widget("messages that wait", "Maximum");
    ArrayNode lines = queues.withObject("properties").putArray("metrics");
    for (String queue :
        List.of(Names.LOG_FILES, Names.UNREAD_LOG_FILES, Names.FAILED_INVOCATIONS)) {
      lines
          .addArray()
          .add(SQS)
          .add(VISIBLE)
          .add("QueueName")
          .add(queueName(queue).path("Fn::Sub").asText());
    }
    widgets.add(queues);
    ObjectNode body = object();
    ArrayNode placed = body.putArray("widgets");
    for (int i = 0; i < widgets.size(); i++) {
      ObjectNode widget = widgets.get(i);
      widget.put("x", i % 2 * 12).put("y", i / 2 * 6).put("width", 12).put("height", 6);
      placed.add(widget);
    }
    ObjectNode dashboard = resources.putObject("Dashboard");
    dashboard.put("Type", "AWS::CloudWatch::Dashboard");
    ObjectNode properties = dashboard.putObject("Properties");
    properties.set("DashboardName", Names.sub("${AWS::StackName}-${AWS::Region}"));
    properties.set("DashboardBody", Names.sub(body.toString()));
  }

  private static ObjectNode widget(String title, String statistic) {
    ObjectNode widget = object();
    widget.put("type", "metric");
    ObjectNode properties = widget.putObject("properties");
    properties.put("title", title);
    properties.put("region", "${AWS::Region}");
    properties.put("stat", statistic);
    properties.put("period", FIVE_MINUTES);
    return widget;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
