package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a line of the log counts, so that CloudWatch makes metrics of it: no agent and no call.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format: specification</a>
 */
final class Metrics {

  private static final String NAMESPACE = "SnowWatch";
  private static final String FUNCTION = "Function";
  private static final String STAGE = "Stage";
  private static final String SUCCESS = "success";
  private static final String COUNT = "Count";

  /** The members that are metrics, with their units. */
  private static final Map<String, String> UNITS =
      new TreeMap<>(
          Map.of(
              "records",
              COUNT,
              "failed",
              COUNT,
              "incomplete",
              COUNT,
              "files",
              COUNT,
              "damaged",
              COUNT,
              SUCCESS,
              COUNT,
              "durationMillis",
              "Milliseconds"));

  private Metrics() {}

  /**
   * Makes metrics of what a line counts.
   *
   * @param line is completed
   * @param succeeded whether everything was done
   */
  static void of(ObjectNode line, Context context, boolean succeeded) {
    line.put(SUCCESS, succeeded ? 1 : 0);
    String name = context.getFunctionName();
    int first = name.indexOf('-');
    int last = name.lastIndexOf('-');
    // A function is called service-stage-function.
    line.put(FUNCTION, name.substring(last + 1));
    line.put(STAGE, first < last ? name.substring(first + 1, last) : "none");
    ObjectNode aws = line.putObject("_aws");
    aws.put("Timestamp", Instant.now().toEpochMilli());
    ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
    directive.put("Namespace", NAMESPACE);
    directive.putArray("Dimensions").addArray().add(FUNCTION).add(STAGE);
    ArrayNode metrics = directive.putArray("Metrics");
    UNITS.forEach(
        (member, unit) -> {
          if (line.path(member).isNumber()) {
            metrics.addObject().put("Name", member).put("Unit", unit);
          }
        });
  }
}
