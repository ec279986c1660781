package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What a line of the log counts, so that CloudWatch makes metrics of it: no agent and no call.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format: specification</a>
 */
final class Metrics {

  private Metrics() {}

  /**
   * Makes metrics of what a line counts.
   *
   * @param line is completed
   * @param succeeded whether everything was done
   */
  static void of(ObjectNode line, Context context, boolean succeeded) {
    line.put(Metric.SUCCESS.member(), succeeded ? 1 : 0);
    String name = context.getFunctionName();
    int first = name.indexOf('-');
    int last = name.lastIndexOf('-');
    // A function is called service-stage-function.
    line.put(Metric.FUNCTION, name.substring(last + 1));
    line.put(Metric.STAGE, first < last ? name.substring(first + 1, last) : "none");
    ObjectNode aws = line.putObject("_aws");
    aws.put("Timestamp", Instant.now().toEpochMilli());
    ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
    directive.put("Namespace", Metric.NAMESPACE);
    directive.putArray("Dimensions").addArray().add(Metric.FUNCTION).add(Metric.STAGE);
    ArrayNode metrics = directive.putArray("Metrics");
    for (Metric metric : Metric.values()) {
      if (line.path(metric.member()).isNumber()) {
        metrics.addObject().put("Name", metric.member()).put("Unit", metric.unit());
      }
    }
  }
}
