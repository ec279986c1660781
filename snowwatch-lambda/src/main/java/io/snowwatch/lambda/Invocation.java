package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import java.time.Duration;
import java.time.Instant;

/** One invocation of a function and what it logs: one line of JSON, also where it fails. */
final class Invocation {

  private final Context context;
  private final String what;
  private final String name;
  private final Instant start = Instant.now();
  private boolean logged;

  /**
   * Begins now.
   *
   * @param what the member that says what the function is about, such as {@code source}
   * @param name its value
   */
  Invocation(Context context, String what, String name) {
    this.context = context;
    this.what = what;
    this.name = name;
  }

  /** What every line begins with. */
  ObjectNode line(String level, String message) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("level", level);
    line.put("message", message);
    line.put("function", context.getFunctionName());
    line.put("requestId", context.getAwsRequestId());
    line.put(what, name);
    line.put(Metric.DURATION.member(), Duration.between(start, Instant.now()).toMillis());
    return line;
  }

  void log(ObjectNode line) {
    context.getLogger().log(line + "\n");
    logged = true;
  }

  /** Logs why the invocation fails, unless a line has said so. */
  RuntimeException logged(RuntimeException failure) {
    if (!logged) {
      ObjectNode line =
          line("ERROR", failure instanceof ConfigurationException ? "misconfigured" : "not begun");
      line.put("error", failure.getClass().getSimpleName());
      line.put("problem", failure.getMessage());
      Metrics.of(line, context, false);
      log(line);
    }
    return failure;
  }
}
